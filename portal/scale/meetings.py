"""What was said in a record of chance: meetings, who spoke there, and documents."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Paragraph,
    Process,
    Session,
    Speaker,
)
from ledger.canonical import fingerprint
from portal.scale.chains import Chain
from portal.scale.people import Cast
from portal.scale.planning import CLOSED, COMING, FREE, MEETINGS, Plan
from portal.scale.writing import Writer

PARAGRAPHS = 10
_PLACES = (("Vienna", "Europe/Vienna"), ("Nairobi", "Africa/Nairobi"), ("Lima", "America/Lima"))
_ROLES = ("chair", "moderator", "panellist", "rapporteur", "speaker")
# Those of a document and of a text after it.
WORDS = "asked for longer opening hours"


@dataclass
class Meeting:
    """A consultation, with its window, its sessions and the paragraphs of its documents."""

    key: int
    code: str
    opens: datetime
    closes: datetime
    is_free: bool = False  # comments appear there at once
    sessions: list[int] = field(default_factory=list)
    documents: list[tuple[int, list[int]]] = field(default_factory=list)


class Meetings:
    """Puts the meetings in place: open ones, closed ones, and one that is yet to come."""

    def __init__(self, plan: Plan, writer: Writer, cast: Cast) -> None:
        self.plan, self.writer, self.cast = plan, writer, cast

    def make(self) -> list[Meeting]:
        """Make them, each with sessions, speakers and documents."""
        processes = [
            self.writer.add(Process, code=f"SCALE-{letter}", name=f"Process of the {word} coasts")
            for letter, word in (("N", "northern"), ("S", "southern"))
        ]
        made = [self._meeting(turn, processes[turn % 2]) for turn in range(MEETINGS)]
        each = max(1, self.plan.size.recommendations // (50 * MEETINGS))
        for turn, meeting in enumerate(made):
            self._speakers(turn, meeting)
            for number in range(each):
                self._document(turn, number, meeting, processes[turn % 2])
                self.writer.pause()
        return made

    def _window(self, turn: int) -> tuple[datetime, datetime]:
        at = self.plan.told_at
        if turn == COMING:
            return at + timedelta(days=12), at + timedelta(days=40)
        if turn in CLOSED:
            return at - timedelta(days=90), at - timedelta(days=5 + turn)
        return at - timedelta(days=20), at + timedelta(days=10 + turn)

    def _meeting(self, turn: int, process: int) -> Meeting:
        opens, closes = self._window(turn)
        place, zone = _PLACES[turn % len(_PLACES)]
        starts = opens.date() - timedelta(days=30)
        code = f"SCALE{turn + 1}"
        key = self.writer.add(
            Consultation,
            process_id=process,
            code=code,
            slug=code.lower(),
            kind="Thematic consultation",
            title=f"Consultation on the harbours of the coasts, round {turn + 1}",
            place=place,
            time_zone=zone,
            starts=starts,
            ends=starts + timedelta(days=1),
            comment_opens=opens,
            comment_closes=closes,
            endorsement_opens=opens,
            endorsement_closes=closes,
            moderation="after" if turn == FREE else "before",
            state="public",
        )
        self._publish("consultation", code, opens - timedelta(days=40))
        made = Meeting(key, code, opens, closes, is_free=turn == FREE)
        for number in (1, 2):
            title = f"Working session {number}"
            made.sessions.append(
                self.writer.add(Session, consultation_id=key, number=number, title=title)
            )
        return made

    def _speakers(self, turn: int, meeting: Meeting) -> None:
        for order, role in enumerate(_ROLES):
            slug = f"scale-{turn}-{role}"
            name = f"The {role} of round {turn + 1}"
            self.writer.add(
                Appearance,
                consultation_id=meeting.key,
                session_id=meeting.sessions[order % 2],
                speaker_id=self.writer.add(Speaker, name=name, slug=slug),
                role=role,
                position="Envoy",
                body="A mission",
                order=order,
            )

    def _document(self, turn: int, number: int, meeting: Meeting, process: int) -> None:
        slug = f"scale-{turn + 1}-{number + 1}"
        key = self.writer.add(
            Document,
            process_id=process,
            consultation_id=meeting.key,
            session_id=meeting.sessions[number % 2],
            kind="Session report",
            title=f"Report {number + 1} of round {turn + 1}",
            slug=slug,
            date=meeting.opens.date() - timedelta(days=25),
            language="en",
            state="public",
        )
        texts = [
            (f"paragraph {place}", f"The harbour council of quay {place} {WORDS} on the coast.")
            for place in range(1, PARAGRAPHS + 1)
        ]
        paragraphs = [
            self.writer.add(
                Paragraph,
                document_id=key,
                position=place,
                reference=reference,
                anchor=f"p{place}",
                text=text,
            )
            for place, (reference, text) in enumerate(texts, start=1)
        ]
        told = {"paragraphs": PARAGRAPHS, "fingerprint": fingerprint([list(row) for row in texts])}
        self._publish("document", slug, meeting.opens - timedelta(days=20), **told)
        meeting.documents.append((key, paragraphs))

    def _publish(self, kind: str, subject: str, at: datetime, **told: Any) -> None:
        chain = Chain(self.writer, kind, subject)
        chain.add(f"{kind}.published", at, by=self.cast.curator, source="admin", payload=told)
        chain.end()
