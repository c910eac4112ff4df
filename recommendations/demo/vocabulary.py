"""The words of the demonstration: themes, objectives, instruments, terms."""

from typing import Any

from recommendations.demo.content import content
from vocabulary.models import Definition, Framework, Instrument, Objective, Term, Theme


def load_vocabulary() -> None:
    """Make the themes, objectives, instruments and terms of the demonstration."""
    _load_themes()
    _load_frameworks()
    _load_instruments()
    _load_terms()


def _load_themes() -> None:
    for position, row in enumerate(content("themes")):
        parent = Theme.objects.create(name=row["name"], slug=row["slug"], position=position)
        for place, child in enumerate(row["children"]):
            Theme.objects.create(**child, parent=parent, position=place)


def _load_frameworks() -> None:
    for row in content("frameworks"):
        objectives = row.pop("objectives")
        framework = Framework.objects.create(**row)
        for objective in objectives:
            Objective.objects.create(framework=framework, **objective)


def _load_instruments() -> None:
    for row in content("instruments"):
        Instrument.objects.create(
            short=row["short"],
            slug=_slug(row["short"]),
            name=row["name"],
            adopted=row["adopted"],
            in_force=row["in_force"],
            depositary=row["depositary"] or "",
            is_binding=row["binding"],
            symbol=row["symbol"] or "",
            is_checked=is_checked(row),
        )


def _slug(short: str) -> str:
    return short.lower().replace(" ", "-")


def is_checked(row: dict[str, Any]) -> bool:
    """Tell whether somebody compared the row with its source."""
    return row.get("confidence", "checked") == "checked"


def _load_terms() -> None:
    rows = content("glossary")
    terms = {row["slug"]: Term.objects.create(name=row["term"], slug=row["slug"]) for row in rows}
    for row in rows:
        term = terms[row["slug"]]
        term.related.add(*(terms[slug] for slug in row["related"]))
        for position, definition in enumerate(row["definitions"]):
            _add_definition(term, position, definition)


def _add_definition(term: Term, position: int, row: dict[str, Any]) -> None:
    Definition.objects.create(
        term=term,
        position=position,
        text=row["text"],
        authority=row["authority"],
        is_paraphrase=row["is_paraphrase"],
        diverges=row["diverges"] or "",
        is_checked=is_checked(row),
    )
