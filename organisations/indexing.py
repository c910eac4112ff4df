"""What is searched of organisations: what they are called."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from search.indexing import Found, Kind, Searched
from search.models import IndexedText


def _rows() -> QuerySet[Any]:
    return Organisation.objects.all()


def _searched(organisation: Organisation) -> Searched:
    also = "\n".join(filter(None, [organisation.acronym, organisation.aliases]))
    return Searched(title=organisation.name, also=also, key=organisation.slug)


def _visible(user: Any) -> QuerySet[Any]:
    return Organisation.objects.visible_to(user)


def _found(texts: list[IndexedText], _user: Any) -> list[Found]:
    return [
        Found(text, Organisation(slug=text.key).get_absolute_url(), notes=_notes(text))
        for text in texts
    ]


def _notes(text: IndexedText) -> tuple[str, ...]:
    return (", ".join(text.also.split("\n")),) if text.also else ()


ORGANISATIONS = Kind(
    name="organisation",
    label=_("Organisations"),
    rows=_rows,
    searched=_searched,
    visible=_visible,
    found=_found,
)
