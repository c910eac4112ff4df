"""What the record knows already, gathered once to be looked for in a document's sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from consultations.models import Appearance, Document, Extract, ExtractSpan, Speaker
from consultations.suggesting.likeness import Likeness
from consultations.suggesting.names import Names
from organisations.models import Organisation
from vocabulary.models import Addressee, Country, Instrument, Region, Term

# Only so many of the latest extracts of the process are compared with.
_MOST_COMPARED = 2_000
_SHORTEST_SURNAME = 3


class Twin(NamedTuple):
    """An extract, or a recommendation drawn from one, that may say the same as a sentence."""

    extract: Extract
    recommendation: Any = None

    @property
    def words(self) -> str:
        return self.recommendation.title if self.recommendation else self.extract.text


class Known(NamedTuple):
    """The names to look for, each with the record meant, and what was drawn before."""

    instruments: Names[Instrument]
    symbols: dict[str, Instrument]
    terms: Names[Term]
    places: Names[Any]
    people: Names[Any]
    organisations: Names[Organisation]
    addressees: Names[Addressee]
    twins: Likeness[Twin]


def known_about(document: Document, user: Any) -> Known:
    """Return what there is to be found in the document, as far as the person may see it.

    An organisation that is not listed is never looked for.
    """
    instruments = list(Instrument.objects.all())
    return Known(
        instruments=Names(_named(instruments, "short", "name")),
        symbols={each.symbol: each for each in instruments if each.symbol},
        terms=Names(_named(Term.objects.all(), "name"), is_proper=False),
        places=Names(_named(chain(Country.objects.all(), Region.objects.all()), "name")),
        people=Names(_people(document, user)),
        organisations=Names(_organisations(user)),
        addressees=Names(_named(Addressee.objects.all(), "name"), is_proper=False),
        twins=Likeness(_twins(document, user)),
    )


def _named(records: Iterable[Any], *fields: str) -> Iterator[tuple[str, Any]]:
    for record in records:
        for field in fields:
            yield getattr(record, field), record


def _people(document: Document, user: Any) -> Iterator[tuple[str, Appearance | Speaker]]:
    """Give those who appeared in the meeting by their names and surnames, then all speakers."""
    there = Appearance.objects.visible_to(user).filter(consultation=document.consultation_id)
    appearances = list(there.exclude(speaker=None).select_related("speaker"))
    surnames = Counter(_surname(name) for name in {_name(each) for each in appearances})
    for appearance in appearances:
        name = _name(appearance)
        yield name, appearance
        if surnames[_surname(name)] == 1 and len(_surname(name)) >= _SHORTEST_SURNAME:
            yield _surname(name), appearance
    yield from _named(Speaker.objects.visible_to(user), "name")


def _name(appearance: Appearance) -> str:
    return appearance.speaker.name if appearance.speaker else ""


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1] if name.split() else ""


def _organisations(user: Any) -> Iterator[tuple[str, Organisation]]:
    listed = Organisation.objects.visible_to(user).listed()
    for organisation in listed.only("name", "acronym", "aliases", "slug", "kind"):
        names = (organisation.name, organisation.acronym, *organisation.aliases.splitlines())
        yield from ((name, organisation) for name in names)


def _twins(document: Document, user: Any) -> Iterator[tuple[str, Twin]]:
    """Give what was drawn in the same process, by our wording, the words, and the asks."""
    process = Extract.objects.visible_to(user).filter(document__process=document.process_id)
    latest = process.prefetch_related(None).with_recommendations(user).select_related("document")
    extracts = list(latest.order_by("-pk")[:_MOST_COMPARED])
    words = _words_of(extracts, document, user)
    for extract in extracts:
        twin = Twin(extract)
        yield extract.text, twin
        yield from ((each, twin) for each in words[extract.pk])
        for recommendation in extract.recommendations.all():
            yield recommendation.title, Twin(extract, recommendation)


def _words_of(extracts: list[Extract], document: Document, user: Any) -> dict[int, list[str]]:
    """Return the exact words that each of the extracts, the latest ones, rests on, by its id."""
    words: dict[int, list[str]] = defaultdict(list)
    oldest = min((extract.pk for extract in extracts), default=0)
    latest = {"extract__gte": oldest, "extract__document__process": document.process_id}
    readable = ExtractSpan.objects.readable_by(user).filter(**latest).order_by("pk")
    for extract, each in readable.values_list("extract", "words"):
        words[extract].append(each)
    return words
