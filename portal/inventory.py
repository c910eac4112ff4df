"""Who may read each field that is kept, at the widest: the table is `portal/fields.toml`."""

import tomllib
from functools import cache
from pathlib import Path

from django.db.models import Model

from portal.backups.tables import all_tables

_FILE = Path(__file__).parent / "fields.toml"
# From the widest circle to the narrowest.
CIRCLES = {
    "public": "whoever may see the row: for what is published, everybody",
    "organisation": "the people of the organisation that the row is of, and who decides on it in "
    "the administration; everybody only where the person or the organisation agreed to be named",
    "moderator": "those who moderate",
    "curator": "those who curate",
    "protector": "those who protect others, once they have given a reason to be shown it",
    "self": "the person whom it is about",
    "secret": "nobody: the program alone",
}
_INTRODUCTION = """# Who may read what

Each field of each table, with the widest circle of people who may read it on any page, file,
feed, answer to a program or mail. Whoever may not see a row sees none of its fields: an
unpublished comment, an unlisted organisation or a draft is narrower than its table. What is not
in this list is read by nobody.

`manage.py fields` writes this page from `portal/fields.toml`; `tests/portal/test_fields.py` fails
where a field is missing, `tests/test_nothing_leaks.py` where a visitor is told one that is not
public.
"""


@cache
def classes() -> dict[str, dict[str, str]]:
    """Return the circle of each field that has one, by the label of its table."""
    tables: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        label: {name: circle for circle, names in circles.items() for name in names.split()}
        for label, circles in tables.items()
    }


def circle_of(model: type[Model], name: str) -> str:
    """Return who may read the column at the widest; nobody where nothing is written down."""
    return classes().get(model._meta.label, {}).get(name, "secret")


def written() -> str:
    """Return the whole inventory as a page of Markdown."""
    circles = [f"- **{name}**: {who}." for name, who in CIRCLES.items()]
    return "\n".join([_INTRODUCTION, *circles, "", *_tables(), ""])


def _tables() -> list[str]:
    lines = ["| Table | Circle | Fields |", "|---|---|---|"]
    for model in all_tables():
        by_circle: dict[str, list[str]] = {}
        for field in model._meta.concrete_fields:
            by_circle.setdefault(circle_of(model, field.attname), []).append(field.attname)
        lines += [
            f"| {model._meta.label} | {circle} | {' '.join(by_circle[circle])} |"
            for circle in CIRCLES
            if circle in by_circle
        ]
    return lines
