"""Who stands behind what is asked in a record of chance."""

from datetime import datetime, timedelta
from typing import Any

from ledger.models import Entry
from portal.scale.asks import Ask, Text
from portal.scale.people import Actor, Cast
from portal.scale.planning import Plan
from portal.scale.writing import Writer
from recommendations.daily_count import next_midnight
from recommendations.models import Endorsement


class Backing:
    """Lets organisations endorse a text: most by name, some not, and some not any more."""

    def __init__(self, plan: Plan, writer: Writer, cast: Cast) -> None:
        self.plan, self.writer, self.cast = plan, writer, cast

    def make(self, ask: Ask, number: int) -> None:
        """Make so many endorsements, each by another organisation, in the order of their time."""
        start, end = ask.meeting.opens, min(ask.meeting.closes, self.plan.told_at)
        if len(ask.texts) > 1:
            end = ask.texts[-1].at
        moments = sorted(self.plan.between(start, end) for _each in range(number))
        actors = self.plan.chance.sample(self.cast.signing, number)
        signed = [self._sign(ask, *each) for each in zip(actors, moments, strict=True)]
        if len(ask.texts) > 1:
            self._ask_again(ask, signed)

    def _sign(self, ask: Ask, actor: Actor, at: datetime) -> tuple[Actor, int]:
        naming = self._naming(actor)
        key = self.writer.key(Endorsement)
        text, chance = ask.texts[0], self.plan.chance.random()
        is_withdrawn = chance < 0.03 and len(ask.texts) == 1
        reservation = "We would begin with the smaller harbours." if chance > 0.97 else ""
        fields = self._terms(naming, at, text, is_over=len(ask.texts) > 1)
        told: dict[str, Any] = {"naming": naming, "with_reservation": bool(reservation)}
        self._enter(ask, "endorsement.signed", at, actor, key, text, **told)
        if is_withdrawn:
            withdrawn = self.plan.between(at, self.plan.told_at)
            fields |= {"state": "withdrawn", "withdrawn_by_id": actor.signer}
            fields["withdrawn_at"] = withdrawn
            if naming != "named":
                fields["counted_until"] = next_midnight(withdrawn)
            self._enter(ask, "endorsement.withdrawn", withdrawn, actor, key, text)
        elif len(ask.texts) > 1:
            fields["state"] = "awaiting"
        self._add(ask, actor, text, at, naming=naming, reservation=reservation, **fields)
        return actor, key

    def _naming(self, actor: Actor) -> str:
        if not actor.is_listed:
            return "unnamed"
        chance = self.plan.chance.random()
        return "unnamed" if chance < 0.05 else "ask-again" if chance < 0.06 else "named"

    def _terms(self, naming: str, at: datetime, text: Text, *, is_over: bool) -> dict[str, Any]:
        if naming == "named":
            return {"named_from": at}
        again = self.plan.told_at.date() + timedelta(days=30)
        asked = {"ask_again_on": again} if naming == "ask-again" else {}
        # Where the text has changed since, what is not named counts no more.
        return asked | ({} if is_over else {"counted_from": next_midnight(at)})

    def _ask_again(self, ask: Ask, signed: list[tuple[Actor, int]]) -> None:
        """Ask all who endorsed the text before whether they endorse the present one."""
        for actor, key in signed:
            self._enter(
                ask, "endorsement.asked", ask.texts[1].at, actor, key, ask.texts[0], is_staff=True
            )

    def _enter(
        self,
        ask: Ask,
        verb: str,
        at: datetime,
        actor: Actor,
        key: int,
        text: Text,
        *,
        is_staff: bool = False,
        **more: Any,
    ) -> None:
        told = {"endorsement": key, "version": text.number, "fingerprint": text.fingerprint}
        ask.chain.add(
            verb,
            at,
            by=self.cast.curator if is_staff else actor.signer,
            organisation=actor.organisation,
            source=Entry.Source.ADMIN if is_staff else Entry.Source.WEB,
            payload=told | more,
        )

    def _add(self, ask: Ask, actor: Actor, text: Text, at: datetime, **fields: Any) -> None:
        self.writer.add(
            Endorsement,
            organisation_id=actor.organisation,
            organisation_name=actor.name,
            recommendation_id=ask.key,
            version_id=text.key,
            signed_by_id=actor.signer,
            capacity=actor.capacity,
            signed_at=at,
            source="web",
            **fields,
        )
