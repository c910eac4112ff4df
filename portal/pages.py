"""The about pages that an installation begins with; curators edit them from then on."""

import json
from pathlib import Path

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS

_DIRECTORY = Path(__file__).parent
_FILES = ("pages.json", "pages.fr.json", "pages.es.json")

# What a demonstration says of itself, at the end of its first about page.
OF_A_DEMONSTRATION = {
    "en": """
## This demonstration

The organisations that comment and endorse here, and their people, are invented. Real bodies \
appear only in what they really did. The two documents of 2017 are given as our paraphrase, \
paragraph by paragraph. Please do not cite the endorsements or comments as real.
""",
    "fr": """
## Cette démonstration

Les organisations qui commentent et soutiennent ici, et les personnes qui en font partie, sont \
inventées. De vrais organismes n’apparaissent que dans ce qu’ils ont vraiment fait. Les deux \
documents de 2017 sont donnés dans notre paraphrase, paragraphe par paragraphe. Merci de ne pas \
citer les soutiens ou les commentaires comme réels.
""",
    "es": """
## Esta demostración

Las organizaciones que comentan y respaldan aquí, y su gente, son inventadas. Los organismos \
reales aparecen solo en lo que hicieron de verdad. Los dos documentos de 2017 se dan en nuestra \
paráfrasis, párrafo por párrafo. No cite los respaldos ni los comentarios como reales, por \
favor.
""",
}


def put_first_pages(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Put in place the about pages that are missing; those that exist stay as they are.

    What curators have written anew is not put beside it in other languages.
    Raises LookupError where `registry` has no about pages.
    """
    pages = registry.get_model("portal", "AboutPage")._default_manager.using(using)
    first = {row["slug"]: row["text"] for row in _rows("pages.json")}
    there = list(pages.values_list("slug", "language", "text"))
    slugs = {slug for slug, _language, _text in there}
    as_given = {
        slug for slug, language, text in there if (language, text) == ("en", first.get(slug))
    }
    rows = [row for name in _FILES for row in _rows(name)]
    missing = [row for row in rows if row["slug"] in as_given or row["slug"] not in slugs]
    # Those that exist conflict; before pages knew languages, so did any in another one.
    pages.bulk_create((pages.model(**row) for row in missing), ignore_conflicts=True)


def _rows(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((_DIRECTORY / name).read_text(encoding="utf-8"))
    return rows
