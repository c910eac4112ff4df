"""What is asked in a record of chance: recommendations, their texts, what each is drawn from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consultations.models import Extract, ExtractSpan
from consultations.models.extract import Level, VoiceKind
from ledger.canonical import fingerprint
from portal.scale.chains import Chain
from portal.scale.meetings import WORDS, Meeting
from portal.scale.people import Cast
from portal.scale.planning import Plan
from portal.scale.words import Words
from portal.scale.writing import Writer
from recommendations.models import Recommendation, Translation, Version

_IN = {
    "en": (
        "Keep the harbours of coast {} open",
        "States should keep the harbours of coast {} open for longer, at night as well.",
    ),
    "fr": (
        "Garder ouverts les ports de la côte {}",
        "Les États devraient garder ouverts les ports de la côte {}, la nuit également.",
    ),
    "es": (
        "Mantener abiertos los puertos de la costa {}",
        "Los Estados deberían mantener abiertos los puertos de la costa {}, también de noche.",
    ),
}
_STARTS = len("The harbour council of quay 1 ")


@dataclass
class Text:
    """One version of a recommendation, as those who act on it know it."""

    key: int
    number: int
    fingerprint: str
    at: datetime


@dataclass
class Ask:
    """A recommendation with its texts, the last of which holds, and its part of the ledger."""

    key: int
    code: str
    turn: int
    meeting: Meeting
    chain: Chain
    texts: list[Text]


class Asks:
    """Puts recommendations in place, one after the other."""

    def __init__(self, plan: Plan, writer: Writer, cast: Cast, words: Words) -> None:
        self.plan, self.writer, self.cast, self.words = plan, writer, cast, words
        self._numbers: dict[int, int] = {}

    def make(self, turn: int, meeting: Meeting) -> Ask:
        """Publish the recommendation of that place in the meeting."""
        number = self._numbers[meeting.key] = self._numbers.get(meeting.key, 0) + 1
        code = f"{meeting.code}-{number:02d}"
        key = self.writer.key(Recommendation)
        chain = Chain(self.writer, "recommendation", code)
        language = "fr" if turn % 17 == 5 else "es" if turn % 23 == 7 else "en"
        ask = Ask(key, code, turn, meeting, chain, [])
        at = meeting.opens - timedelta(days=2, minutes=turn % 1000)
        ask.texts.append(self._version(ask, language, at, "first"))
        if turn % 25 == 4:
            at = self._within(meeting)
            ask.texts.append(self._version(ask, language, at, "substantive"))
        self._recommendation(ask, language, number)
        self._sort(key, self._extract(ask))
        if language == "en" and turn % 20 == 6:
            self._translate(ask)
        return ask

    def _within(self, meeting: Meeting) -> datetime:
        """Return when the text of one that is open or over changed: not long after its opening."""
        return min(meeting.opens + timedelta(days=8), self.plan.told_at)

    def _version(self, ask: Ask, language: str, at: datetime, change: str) -> Text:
        title, text = (said.format(ask.turn) for said in _IN[language])
        number = len(ask.texts) + 1
        version = Version(
            number=number,
            kept_title=title,
            kept_text=text if number == 1 else f"{text}\n\nThis is reported on each year.",
            addressees=["States"],
            language=language,
        )
        told = version.computed_fingerprint(ask.code)
        key = self.writer.add(
            Version,
            recommendation_id=ask.key,
            number=number,
            kept_title=version.kept_title,
            kept_text=version.kept_text,
            addressees=version.addressees,
            language=language,
            change=change,
            published_by_id=self.cast.curator,
            published_at=at,
            fingerprint=told,
        )
        verb = "recommendation.published" if number == 1 else "version.published"
        entered = {"version": number, "change": change, "fingerprint": told}
        ask.chain.add(verb, at, by=self.cast.curator, source="admin", payload=entered)
        return Text(key, number, told, at)

    def _recommendation(self, ask: Ask, language: str, number: int) -> None:
        title, text = (said.format(ask.turn) for said in _IN[language])
        if len(ask.texts) > 1:
            text = f"{text}\n\nThis is reported on each year."
        self.writer.add(
            Recommendation,
            consultation_id=ask.meeting.key,
            session_id=ask.meeting.sessions[ask.turn % 2],
            number=number,
            code=ask.code,
            level=self.plan.chance.choice(Level.values),
            draft_title=title,
            draft_text=text,
            draft_addressees="States",
            draft_language=language,
            state="published",
            current_version_id=ask.texts[-1].key,
        )

    def _extract(self, ask: Ask) -> int:
        documents = ask.meeting.documents
        document, paragraphs = documents[ask.turn // 12 % len(documents)]
        place = self.plan.chance.randrange(9)
        extract = self.writer.add(
            Extract,
            public_id=self.plan.public_id(),
            document_id=document,
            kind=self.plan.chance.choice(Extract.Kind.values),
            text=f"The harbours of coast {ask.turn} close too early.",
            voice="participants",
            voice_kind=self.plan.chance.choice(VoiceKind.values),
            inferred=["level"],
        )
        self.writer.add(
            ExtractSpan,
            extract_id=extract,
            paragraph_id=paragraphs[place],
            start=_STARTS,
            end=_STARTS + len(WORDS),
            words=WORDS,
        )
        return extract

    def _sort(self, key: int, extract: int) -> None:
        row, chance = Recommendation, self.plan.chance
        self._tie(row.extracts.through, key, extract_id=extract)
        for theme in chance.sample(self.words.themes, 2):
            self._tie(row.themes.through, key, theme_id=theme)
        for objective in chance.sample(self.words.objectives, 2):
            self._tie(row.objectives.through, key, objective_id=objective)
        self._tie(row.asked_of.through, key, addressee_id=chance.choice(self.words.addressees))
        self._tie(row.instruments.through, key, instrument_id=chance.choice(self.words.instruments))

    def _tie(self, through: Any, key: int, **other: int) -> None:
        self.writer.add(through, recommendation_id=key, **other)

    def _translate(self, ask: Ask) -> None:
        title, text = (said.format(ask.turn) for said in _IN["fr"])
        version, by = ask.texts[-1], self.cast.curator
        said = {"title": title, "text": text, "translator": "the secretariat"}
        self.writer.add(Translation, version_id=version.key, language="fr", **said)
        ask.chain.add(
            "version.translated",
            version.at,
            by=by,
            source="admin",
            payload={
                "version": version.number,
                "language": "fr",
                "fingerprint": fingerprint([title, text]),
            },
        )
