"""The extract that a sentence might make, filled in so far, and what the sentence names."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from consultations.importing.sentences import tidy
from consultations.models import Appearance, Document, Extract, Paragraph
from consultations.models.extract import VoiceKind
from consultations.passages import Passage
from consultations.suggesting.addressees import asked_in
from consultations.suggesting.asks import ask_rules
from consultations.suggesting.known import Known, Twin
from consultations.suggesting.likeness import Like
from consultations.suggesting.names import Found
from consultations.suggesting.signs import dates_in, symbols_in
from consultations.suggesting.voices import Voice, voice_of
from organisations.models import Organisation
from vocabulary.models import Instrument

_VOICES = {
    Appearance.Role.CHAIR: VoiceKind.CHAIR,
    Appearance.Role.MODERATOR: VoiceKind.CHAIR,
    Appearance.Role.CO_FACILITATOR: VoiceKind.CHAIR,
    Appearance.Role.PRESENTER: VoiceKind.PRESENTER,
    Appearance.Role.PANELLIST: VoiceKind.PANELLISTS,
    Appearance.Role.SPEAKER: VoiceKind.PANELLISTS,
    Appearance.Role.RAPPORTEUR: VoiceKind.RAPPORTEUR,
    Appearance.Role.SUMMARISER: VoiceKind.RAPPORTEUR,
    Appearance.Role.PARTICIPANT: VoiceKind.SESSION_PARTICIPANTS,
}
_NO_CIVIL_SOCIETY = {
    Organisation.Kind.STATE,
    Organisation.Kind.UN_BODY,
    Organisation.Kind.REGIONAL_PROCESS,
    Organisation.Kind.LOCAL_AUTHORITY,
}
# A person named this early in a sentence, behind a title, is taken for the one who speaks; an
# organisation only where the sentence begins with it, or with it behind an article.
_BEGINNING = 40
_ARTICLE = 4


class Speaking(NamedTuple):
    """Who says a sentence; the person who was there, or the organisation, where one is meant."""

    voice: Voice
    appearance: Appearance | None = None
    organisation: Organisation | None = None


NOBODY = Speaking(Voice("", ""))


class Draft(NamedTuple):
    """An extract as it might be drawn from a sentence; of no kind where none is suggested."""

    kind: str
    text: str
    speaking: Speaking
    asked_of: list[str]
    instruments: list[Instrument]
    twins: list[Like[Twin]]

    @property
    def kind_label(self) -> str:
        """Return what kind of extract is suggested, in words."""
        return str(Extract.Kind(self.kind).label) if self.kind else ""


class Named(NamedTuple):
    """What a sentence names; of each what is printed, and the record meant where there is one."""

    dates: list[str]
    symbols: list[str]
    instruments: list[Found[Instrument]]
    places: list[Found[Any]]
    people: list[Found[Any]]
    organisations: list[Found[Organisation]]
    terms: list[Found[Any]]

    @property
    def is_something(self) -> bool:
        return any(self)


def named_in(words: str, known: Known) -> Named:
    """Return what the words name of all that is known."""
    return Named(
        dates=dates_in(words),
        symbols=symbols_in(words),
        instruments=known.instruments.found_in(words),
        places=known.places.found_in(words),
        people=known.people.found_in(words),
        organisations=known.organisations.found_in(words),
        terms=known.terms.found_in(words),
    )


def rules_for(passage: Passage, language: str) -> list[str]:
    """Return the names of the rules by which an extract is likely to be drawn from it."""
    return ["question"] if _is_question(passage) else ask_rules(passage, language)


def draft_of(
    passage: Passage, speaking: Speaking, language: str, known: Known, *, is_ask: bool
) -> Draft:
    """Return the extract that the sentence would make, as far as rules can fill it in."""
    kind = Extract.Kind.GUIDING_QUESTION if _is_question(passage) else Extract.Kind.RECOMMENDATION
    is_asked = is_ask and not _is_question(passage)
    return Draft(
        kind=kind if is_ask else "",
        text=tidy(passage.words).rstrip(" ;,؛；،"),
        speaking=speaking,
        asked_of=_asked_of(passage, speaking.voice, language, known) if is_asked else [],
        instruments=_instruments(passage.words, known),
        twins=known.twins.nearest(passage.words),
    )


def _is_question(passage: Passage) -> bool:
    return bool(passage.paragraph.kind == Paragraph.Kind.QUESTION)


def _instruments(words: str, known: Known) -> list[Instrument]:
    """Return those that are named, by name or by symbol, each once."""
    by_symbol = [known.symbols[each] for each in symbols_in(words) if each in known.symbols]
    by_name = [each.meant for each in known.instruments.found_in(words)]
    return list(dict.fromkeys([*by_name, *by_symbol]))


def _asked_of(passage: Passage, voice: Voice, language: str, known: Known) -> list[str]:
    """Return those of whom it is asked, as printed: not the one who asks."""
    asked: dict[str, str] = {}
    for words in (passage.heading, f"{passage.introduction} {passage.words}"):
        places = [*known.addressees.places_in(words), *known.organisations.places_in(words)]
        asked |= {each.casefold(): each for each in asked_in(words, language, places)}
    return [name for key, name in asked.items() if key != voice.printed.casefold()]


class Voices:
    """Who speaks in a document, to be asked about its passages in their order.

    A sentence that does not tell goes on from the one before it in its paragraph, or from the
    line above its list; else it is the document's author who speaks.
    """

    def __init__(self, document: Document, known: Known, extracts: Iterable[Extract]) -> None:
        self._language, self._known = document.language, known
        self._author = _author_of(document) or _last_of(extracts)
        self._paragraph: Any = None
        self._before: Speaking | None = None

    def of(self, passage: Passage) -> Speaking:
        """Return who says the passage; nobody where that can't be told."""
        if _is_question(passage):
            return Speaking(Voice("organisers", VoiceKind.ORGANISERS))
        if passage.paragraph is not self._paragraph:
            self._paragraph, self._before = passage.paragraph, None
        told = self._told(passage.words)
        self._before = told or self._before or self._told(passage.introduction)
        return self._before or self._author

    def _told(self, words: str) -> Speaking | None:
        voice = voice_of(words, self._language)
        if voice and voice.kind == VoiceKind.SESSION_PARTICIPANTS:
            return Speaking(voice)
        somebody = self._person(words) or self._organisation(words)
        return somebody or (Speaking(voice) if voice else None)

    def _person(self, words: str) -> Speaking | None:
        for found in self._known.people.found_in(words[:_BEGINNING]):
            if isinstance(found.meant, Appearance):
                kind = _VOICES[Appearance.Role(found.meant.role)]
                return Speaking(Voice(found.meant.shown_name, kind), found.meant)
        return None

    def _organisation(self, words: str) -> Speaking | None:
        for found in self._known.organisations.found_in(words)[:1]:
            if words.find(found.printed) <= _ARTICLE:
                return _spoken_by(found.printed, found.meant)
        return None


def _author_of(document: Document) -> Speaking | None:
    organisation = document.author_organisation
    if not document.author:
        return None
    listed = organisation if organisation and organisation.is_listed else None
    return _spoken_by(document.author, listed)


def _spoken_by(printed: str, organisation: Organisation | None) -> Speaking:
    is_civil = organisation is not None and organisation.kind not in _NO_CIVIL_SOCIETY
    kind = VoiceKind.CIVIL_SOCIETY if is_civil else ""
    return Speaking(Voice(printed, kind), organisation=organisation)


def _last_of(extracts: Iterable[Extract]) -> Speaking:
    """Return the voice of the extract drawn last: nobody where there is none."""
    last = max(extracts, key=lambda extract: extract.pk, default=None)
    return Speaking(Voice(last.voice, last.voice_kind)) if last else NOBODY
