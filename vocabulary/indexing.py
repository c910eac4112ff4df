"""What is searched of the glossary: its terms, with all that is said of what they mean."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from search.indexing import Found, Kind, Searched
from search.models import IndexedText
from vocabulary.models import Term


def _rows() -> QuerySet[Any]:
    return Term.objects.prefetch_related("definitions")


def _searched(term: Any) -> Searched:
    said = [
        part
        for definition in term.definitions.all()
        for part in (definition.text, definition.source, definition.diverges)
    ]
    return Searched(title=term.name, body="\n".join(filter(None, said)), key=term.slug)


def _visible(_user: Any) -> QuerySet[Any]:
    return Term.objects.all()


def _found(texts: list[IndexedText], _user: Any) -> list[Found]:
    return [Found(text, Term(slug=text.key).get_absolute_url()) for text in texts]


TERMS = Kind(
    name="term",
    label=_("Glossary"),
    rows=_rows,
    searched=_searched,
    visible=_visible,
    found=_found,
)
