"""Reminding those who may sign: before endorsing closes, and on the day they chose themselves."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from consultations.models import Consultation
from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import Representative
from portal.awaiting import awaiting_of, unanswered
from portal.models import NameQuestion, Reminder
from recommendations.actions.mailing import mail_signatories
from recommendations.models import Endorsement, Recommendation

TIME_BEFORE = timedelta(days=3)


def remind_next() -> bool:
    """Look at one representative and consultation that closes soon, if any is left; tell whether.

    Each is looked at once for each end, the consultation's own and those of texts that stay open
    longer: an end that is extended is reminded of anew. Who has answered is never reminded.
    """
    at = now()
    for consultation, closes in _closing(at):
        done = Reminder.objects.filter(consultation=consultation, closes=closes)
        signing = Representative.objects.acting(at).filter(may_sign=True)
        left = signing.filter(organisation__may_endorse=True, user__wants_notices=True)
        representative = left.exclude(pk__in=done.values("representative")).first()
        if representative:
            return _looked_at(representative, consultation, closes, at)
    return False


def ask_name_next() -> bool:
    """Ask one organisation whether it is named now, if it is the day it chose; tell whether.

    Silence names nobody, so that nothing follows where nobody answers.
    """
    asked = NameQuestion.objects.filter(
        endorsement=models.OuterRef("pk"), day=models.OuterRef("ask_again_on")
    )
    due = Endorsement.objects.standing().filter(ask_again_on__lte=now().date())
    rows = due.filter(~models.Exists(asked)).select_related("organisation", "recommendation")
    endorsement = rows.order_by("ask_again_on", "pk").first()
    return endorsement is not None and _asked(endorsement)


@transaction.atomic
def _asked(endorsement: Endorsement) -> bool:
    """Ask those who may sign, once; whoever is faster of two workers does it."""
    day: Any = endorsement.ask_again_on
    _question, is_new = NameQuestion.objects.get_or_create(endorsement=endorsement, day=day)
    if is_new:
        mail_signatories("name_asked", endorsement)
    return True


def _closing(at: datetime) -> list[tuple[Consultation, datetime]]:
    """Return the consultations in which endorsing of something closes soon, with each end."""
    public = Recommendation.objects.filter(consultation__state=Consultation.State.PUBLIC)
    rows: Any = public.open_for("endorsement", at).with_closing_time().order_by()
    soon = rows.filter(closes__lte=at + TIME_BEFORE)
    found = set(soon.values_list("consultation", "closes").distinct())
    consultations = Consultation.objects.in_bulk({pk for pk, _closes in found})
    ordered = sorted(found, key=lambda each: (each[1], each[0]))
    return [(consultations[pk], closes) for pk, closes in ordered]


@transaction.atomic
def _looked_at(
    representative: Representative, consultation: Consultation, closes: datetime, at: datetime
) -> bool:
    """Send the mail where something is left to answer; of two workers one does."""
    reminder, is_new = Reminder.objects.get_or_create(
        representative=representative,
        consultation=consultation,
        closes=closes,
        defaults={"looked_at": at},
    )
    number = _unanswered(representative, reminder, at) if is_new else 0
    if number:
        queue_mail(
            "reminder",
            to=representative.user,
            organisation=representative.organisation,
            consultation=consultation,
            closes=reminder.closes,
            number=number,
        )
    return True


def _unanswered(representative: Representative, reminder: Reminder, at: datetime) -> int:
    """Return how many texts the organisation may answer until then and has not."""
    awaiting = awaiting_of(representative, at)
    rows = [each.recommendation for each in awaiting.to_sign]
    rows += [each.recommendation.successor for each in awaiting.to_confirm]
    here = [row for row in rows if row.consultation_id == reminder.consultation_id]
    asked = {row.pk for row in here if row.endorsement_window.closes == reminder.closes}
    open_still = unanswered(representative, at).filter(consultation=reminder.consultation_id)
    closing = open_still.filter(closes_edge=reminder.closes).exclude(pk__in=asked)
    return len(asked) + closing.count()
