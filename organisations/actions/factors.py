"""Taking away a second factor that somebody has lost, with the recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.closing import end_sessions
from organisations.mail import queue_mail
from organisations.models import SecondFactorReset, User
from organisations.policies import factor_hindrance


@transaction.atomic
def reset_second_factor(
    *, person: User, by: User | None, reason: str, source: str = Entry.Source.ADMIN
) -> SecondFactorReset:
    """Take away the person's second factor and recovery codes, and tell them by mail.

    Where they are logged in, they are logged out. Their password stays. Nobody is `by` where it
    is done on the server itself. Raises Refused where a policy forbids it, and without a reason.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    hindrance = factor_hindrance(locked, by)
    if hindrance:
        raise Refused(hindrance.label)
    if not reason.strip():
        raise Refused(_("Give a reason: it is kept."))
    for factor in Authenticator.objects.filter(user=locked):
        factor.delete()
    end_sessions(locked)
    entry = record(
        "user.second_factor_reset",
        subject=("user", str(locked.pk)),
        actor_id=by.pk if by else None,
        source=source,
    )
    queue_mail("second_factor_reset", to=locked)
    return SecondFactorReset.objects.create(person=locked, reason=reason, entry=entry)
