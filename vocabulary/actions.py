"""What changes the vocabulary without a curator: the reference data that come with the code."""

import json
from pathlib import Path
from typing import Any

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS, transaction

DATA = Path(__file__).parent / "data"


def load_regions_and_countries(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the tables of regions and countries say what vocabulary/data says.

    Doing it again changes nothing. Raises LookupError where `registry` has no such models.
    """
    region = registry.get_model("vocabulary", "Region")
    country = registry.get_model("vocabulary", "Country")
    with transaction.atomic(using):
        _write(region, _rows("regions"), link="parent", using=using)
        _write(country, _rows("countries"), link="region", using=using)


def _rows(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return rows


def _write(model: Any, rows: list[dict[str, str]], *, link: str, using: str) -> None:
    model._default_manager.using(using).bulk_create(
        [model(code=row["code"], name=row["name"], **{f"{link}_id": row[link]}) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", link],
    )
