"""What is said about what is asked in a record of chance: comments in all states, and answers."""

from datetime import datetime, timedelta
from typing import Any

from ledger.canonical import fingerprint
from portal.scale.asks import Ask
from portal.scale.chains import Chain
from portal.scale.people import Actor, Cast
from portal.scale.planning import ARGUED, THREADS_THERE, Plan
from portal.scale.writing import Writer
from recommendations.models import Comment, CommentRevision, ModerationDecision, Rule

_SAID = {
    "en": ("How will it be paid for?", "We have waited for this for years.", "Add the islands."),
    "fr": ("Qui paiera ?", "Nous l’attendons depuis des années.", "Ajoutez les îles."),
    "es": ("¿Quién lo pagará?", "Lo esperamos desde hace años.", "Añadan las islas."),
}
# Of a hundred comments, how many are in which state.
_STATES = (
    ("published", 84),
    ("pending", 5),
    ("returned", 2),
    ("rejected", 3),
    ("hidden", 3),
    ("withdrawn", 3),
)
_LIKELY = [state for state, number in _STATES for _each in range(number)]
# Where comments appear at once none of them waits.
_FREELY = [state for state in _LIKELY if state not in ("pending", "returned", "rejected")]


def _steps(ask: Ask, state: str) -> list[str]:
    """Return into which states a moderator brings the comment, one after the other."""
    if state in ("pending", "withdrawn"):
        return []
    steps = ["published", "hidden"] if state == "hidden" else [state]
    return steps[1:] if ask.meeting.is_free else steps


class Arguing:
    """Lets organisations comment on a text, and on the paragraphs that it is drawn from."""

    def __init__(self, plan: Plan, writer: Writer, cast: Cast) -> None:
        self.plan, self.writer, self.cast = plan, writer, cast
        self.everybody = cast.everybody
        self.rules = [rule.wording for rule in Rule.objects.in_force()]

    def make(self, ask: Ask, number: int) -> None:
        """Make so many comments, in the order of their time."""
        is_argued = ask.turn == ARGUED
        start, end = ask.meeting.opens, min(ask.meeting.closes, self.plan.told_at)
        moments = sorted(self.plan.between(start, end) for _each in range(number))
        threads: list[int] = []
        for place, at in enumerate(moments):
            if is_argued:
                parent = threads[place % THREADS_THERE] if place >= THREADS_THERE else None
            else:
                parent = threads[0] if threads and place == 2 and ask.turn % 4 == 1 else None
            likely = _FREELY if ask.meeting.is_free else _LIKELY
            state = "published" if is_argued or parent else self.plan.chance.choice(likely)
            is_on_text = is_argued or parent or self.plan.chance.random() < 0.92
            key = self._comment(ask, at, state, parent, is_on_text=bool(is_on_text))
            if state == "published" and is_on_text and parent is None:
                threads.append(key)

    def _comment(
        self, ask: Ask, at: datetime, state: str, parent: int | None, *, is_on_text: bool
    ) -> int:
        chance = self.plan.chance
        actor, public_id = chance.choice(self.everybody), self.plan.public_id()
        language = chance.choice(("en", "en", "en", "fr", "es"))
        text = chance.choice(_SAID[language])
        key, words = self.writer.key(Comment), self.writer.key(CommentRevision)
        told = fingerprint([public_id, 1, language, text])
        place, payload = self._place(ask, at, is_on_text=is_on_text)
        self.writer.add(
            Comment,
            public_id=public_id,
            organisation_id=actor.organisation,
            author_id=actor.drafter,
            parent_id=parent,
            stance=chance.choice(Comment.Stance.values),
            state=state,
            revision_id=words,
            created=at,
            **place,
        )
        self.writer.add(
            CommentRevision,
            comment_id=key,
            number=1,
            text=text,
            language=language,
            author_id=actor.drafter,
            written_at=at,
            fingerprint=told,
        )
        chain = Chain(self.writer, "comment", public_id)
        by: dict[str, Any] = {"by": actor.drafter, "organisation": actor.organisation}
        first = {"state": "published" if ask.meeting.is_free else "pending", "fingerprint": told}
        chain.add("comment.submitted", at, **by, payload=payload | first)
        if state == "withdrawn":
            gone = {"state": state, "fingerprint": told}
            chain.add("comment.withdrawn", at, **by, payload=payload | gone)
        self._decide(chain, key, words, told, at, _steps(ask, state), actor, payload)
        chain.end()
        return key

    def _place(
        self, ask: Ask, at: datetime, *, is_on_text: bool
    ) -> tuple[dict[str, int], dict[str, Any]]:
        if is_on_text:
            text = next(each for each in reversed(ask.texts) if each.at <= at)
            where = {"recommendation_id": ask.key, "version_id": text.key}
            return where, {"recommendation": ask.code, "version": text.number}
        _document, paragraphs = self.plan.chance.choice(ask.meeting.documents)
        paragraph = self.plan.chance.choice(paragraphs)
        return {"paragraph_id": paragraph}, {"paragraph": paragraph}

    def _decide(
        self,
        chain: Chain,
        key: int,
        words: int,
        told: str,
        at: datetime,
        steps: list[str],
        actor: Actor,
        payload: dict[str, Any],
    ) -> None:
        """Let the moderator decide what brings the comment into its state."""
        for number, step in enumerate(steps):
            is_against = step != "published"
            rule = self.plan.chance.choice(self.rules) if is_against else None
            entry = chain.add(
                f"comment.{step}",
                min(at + timedelta(hours=2 + number), self.plan.told_at),
                by=self.cast.moderator,
                source="admin",
                payload=payload
                | {"organisation": actor.organisation, "fingerprint": told}
                | ({"rule": rule.pk} if rule else {}),
            )
            self.writer.add(
                ModerationDecision,
                comment_id=key,
                revision_id=words,
                state=step,
                rule_id=rule.pk if rule else None,
                reason="It is about another text." if rule else "",
                fingerprint=told,
                entry_id=entry,
            )
