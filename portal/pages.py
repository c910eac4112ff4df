"""The about pages that an installation begins with; curators edit them from then on."""

import json
from pathlib import Path

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS

_PAGES = Path(__file__).with_name("pages.json")

# What a demonstration says of itself, at the end of its first about page.
OF_A_DEMONSTRATION = """
## This demonstration

The organisations that comment and endorse here, and their people, are invented. Real bodies \
appear only in what they really did. The two documents of 2017 are given as our paraphrase, \
paragraph by paragraph. Please do not cite the endorsements or comments as real.
"""


def put_first_pages(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Put in place the about pages that are missing; those that exist stay as they are.

    Raises LookupError where `registry` has no about pages.
    """
    pages = registry.get_model("portal", "AboutPage")._default_manager.using(using)
    there = set(pages.values_list("slug", flat=True))
    rows = json.loads(_PAGES.read_text(encoding="utf-8"))
    pages.bulk_create(pages.model(**row) for row in rows if row["slug"] not in there)
