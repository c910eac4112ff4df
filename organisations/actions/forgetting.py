"""What is no longer needed of people goes in time: `settings.RETENTION` says when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from ledger.clock import now
from ledger.models import Entry
from organisations.actions.blanking import blank_forgotten
from organisations.models import Application, Organisation, Token, User, VerificationDecision

_AT_ONCE = 200


def before(kind: str) -> datetime:
    """Return the moment up to which what is of that kind is forgotten."""
    return now() - timedelta(days=settings.RETENTION[kind])


def forget_next_refused() -> bool:
    """Forget what was written with one application that was refused long ago; tell whether.

    That it was refused stays, with the name of the organisation. Whoever applied is blanked if
    they never got rights here and have not logged in since.
    """
    with transaction.atomic():
        application = _refused(before("refused")).select_for_update(skip_locked=True).first()
        if application is None:
            return False
        Application.objects.filter(pk=application.pk).update(capacity="", about="")
        organisation = Organisation.objects.filter(pk=application.organisation_id)
        organisation.update(contact_email="")
        Organisation.history.filter(id=application.organisation_id).update(contact_email="")
        person = _strangers(before("refused")).filter(pk=application.user_id).first()
        if person:
            blank_forgotten(person=person, source=Entry.Source.COMMAND)
    return True


def _refused(until: datetime) -> QuerySet[Application]:
    """Return the applications that were refused up to then, and not considered again since."""
    decided = VerificationDecision.objects.filter(
        status=Organisation.Status.REJECTED, entry__time__lte=until
    )
    later = VerificationDecision.objects.filter(
        status=Organisation.Status.REJECTED, entry__time__gt=until
    )
    of_refused = Application.objects.filter(
        organisation__status=Organisation.Status.REJECTED,
        organisation__in=decided.values("organisation"),
    )
    left = of_refused.exclude(organisation__in=later.values("organisation"))
    return left.exclude(capacity="", about="").order_by("pk")


def _strangers(until: datetime) -> QuerySet[User]:
    """Return those who never got rights, apply for nothing else and have not logged in since."""
    waiting = Application.objects.exclude(organisation__status=Organisation.Status.REJECTED)
    idle = Q(last_login=None) | Q(last_login__lte=until)
    known = Q(is_staff=True) | Q(is_superuser=True) | Q(is_blanked=True)
    people = User.objects.filter(idle, representatives=None, date_joined__lte=until)
    return people.exclude(known).exclude(pk__in=waiting.values("user"))


def forget_next_tokens() -> bool:
    """Delete tokens of programs that ended long ago, if there are some; tell whether."""
    until = before("tokens")
    over = Token.objects.filter(Q(expires_at__lte=until) | Q(revoked_at__lte=until))
    keys = list(over.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        Token.objects.filter(pk__in=keys).delete()
    return bool(keys)
