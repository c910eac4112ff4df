"""Inviting colleagues to comment and prepare; the right to sign only curators grant."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.actions.representing import end_rights, record_grant
from organisations.actions.subjects import subject_of
from organisations.mail import in_mail, queue_mail
from organisations.models import Invitation, Organisation, Representative, User
from organisations.policies import answering_hindrance, ending_hindrance, inviting_hindrance

TIME_TO_ANSWER = timedelta(days=14)
# So many in a day are somebody's mistake, or somebody's flood.
MOST_A_DAY = 20
# In bytes: twice the 128 bits that nobody guesses.
_TOKEN = 32
State = Invitation.State


@transaction.atomic
def invite(
    *,
    by: Representative,
    email: str,
    may_comment: bool,
    may_prepare: bool,
    source: str = Entry.Source.WEB,
) -> Invitation:
    """Invite the person of the address to comment or prepare for the representative's organisation.

    What was open for the same address before is taken back: only the latest mail can be
    answered. Returns the invitation; raises Refused where the representative may not sign, where
    the person has these rights already, or where too many were invited within a day.
    """
    representative = locked_representative(by)
    at = now()
    hindrance = inviting_hindrance(representative, at)
    if hindrance:
        raise Refused(hindrance.label)
    organisation, email = representative.organisation, email.lower()
    _refuse_who_has_them(organisation, email, may_comment, may_prepare)
    lately = organisation.invitations.filter(invited_at__gt=at - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refused(_("Your organisation has invited many today. Go on tomorrow."))
    for earlier in organisation.invitations.filter(state=State.OPEN, email=email):
        _answer(earlier, State.REVOKED, by=representative.user, source=source)
    token = token_urlsafe(_TOKEN)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        may_comment=may_comment,
        may_prepare=may_prepare,
        invited_by=representative.user,
        invited_at=at,
        expires_at=at + TIME_TO_ANSWER,
        token_digest=digest_of(token),
    )
    _record("invitation.sent", invitation, representative.user, source)
    known = User.objects.filter(email=email).first()
    recipient = known or User(email=email, language=representative.user.language)
    who = in_mail(representative.user, organisation)
    queue_mail("invitation", to=recipient, invitation=invitation, token=token, who=who)
    return invitation


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _refuse_who_has_them(
    organisation: Organisation, email: str, may_comment: bool, may_prepare: bool
) -> None:
    colleague = organisation.representatives.acting(now()).filter(user__email=email).first()
    if colleague is None:
        return
    lacks_one = may_comment > colleague.may_comment or may_prepare > colleague.may_prepare
    if not lacks_one:
        raise Refused(_("This colleague has these rights already."))


@transaction.atomic
def revoke_invitation(
    *, invitation: Invitation, by: Representative, source: str = Entry.Source.WEB
) -> bool:
    """Take the invitation back; tell whether it was still open.

    Raises Refused where the representative may not sign for the organisation.
    """
    representative = locked_representative(by)
    hindrance = inviting_hindrance(representative, now())
    if hindrance:
        raise Refused(hindrance.label)
    own = Invitation.objects.filter(organisation=representative.organisation)
    fresh = own.select_for_update().filter(pk=invitation.pk).first()
    if fresh is None:
        raise Refused(_("This is no invitation of your organisation."))
    is_open = fresh.is_open(now())
    if is_open:
        _answer(fresh, State.REVOKED, by=representative.user, source=source)
    return is_open


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, by: User, name: str = "", source: str = Entry.Source.WEB
) -> Representative:
    """Give the person the rights they were invited to, and return their grant.

    Rights they have stay; of a grant that has ended only these come back, never the one to sign.
    Raises Refused where a policy forbids it: it is bound to an address, is answered once, in
    time, and while whoever invited them may still do so.
    """
    fresh = _locked(invitation)
    hindrance = answering_hindrance(fresh, by, now())
    if hindrance:
        raise Refused(hindrance.label)
    if name and not by.name:
        by.name = name
        by.save(update_fields=["name"])
    representative = _granted(fresh, by)
    fresh.state, fresh.answered_at = State.ACCEPTED, now()
    fresh.save()
    record_grant(representative, by, source, invitation=fresh.pk)
    return representative


def _locked(invitation: Invitation) -> Invitation:
    """Return the invitation as the database has it now; its organisation is locked first."""
    organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    fresh.organisation = organisation
    return fresh


def _granted(invitation: Invitation, person: User) -> Representative:
    rows = invitation.organisation.representatives.select_for_update()
    representative = rows.filter(user=person).first()
    if representative is None:
        representative = Representative(user=person, organisation=invitation.organisation)
        representative.may_comment = False
        representative.granted_by = invitation.invited_by
    elif representative.ends is not None and representative.ends <= now():
        representative.may_comment = representative.may_prepare = representative.may_sign = False
        representative.starts, representative.ends = now(), None
        representative.evidence = ""
        representative.granted_by = invitation.invited_by
    representative.may_comment |= invitation.may_comment
    representative.may_prepare |= invitation.may_prepare
    representative._history_user = person  # type: ignore[attr-defined] # of django-simple-history
    representative.save()
    return representative


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User, source: str = Entry.Source.WEB) -> None:
    """Say no to the invitation; raises Refused where a policy forbids to answer it."""
    fresh = _locked(invitation)
    hindrance = answering_hindrance(fresh, by, now())
    if hindrance:
        raise Refused(hindrance.label)
    _answer(fresh, State.DECLINED, by=by, source=source)


def _answer(invitation: Invitation, state: str, *, by: User | None, source: str) -> None:
    invitation.state, invitation.answered_at = state, now()
    invitation.save()
    _record(f"invitation.{state}", invitation, by, source)


def _record(verb: str, invitation: Invitation, by: User | None, source: str) -> None:
    record(
        verb,
        subject=subject_of(invitation.organisation),
        actor_id=by.pk if by else None,
        organisation_id=invitation.organisation_id,
        payload={
            "invitation": invitation.pk,
            "comment": invitation.may_comment,
            "prepare": invitation.may_prepare,
        },
        source=source,
    )


@transaction.atomic
def open_account(*, invitation: Invitation, source: str = Entry.Source.WEB) -> User:
    """Return the account of the invited address; without one it is opened now, with no password.

    Whoever calls it has shown that they hold what was mailed to the address.
    """
    nobodys = {"password": make_password(None), "language": invitation.invited_by.language}
    user, is_new = User.objects.get_or_create(email=invitation.email, defaults=nobodys)
    if is_new:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        record("user.added", subject=("user", str(user.pk)), actor_id=user.pk, source=source)
    return user


@transaction.atomic
def end_colleague(
    *, representative: Representative, by: Representative, source: str = Entry.Source.WEB
) -> None:
    """End the rights of a colleague who may not sign; what they prepared stays.

    Raises Refused where a policy forbids it.
    """
    signatory = locked_representative(by)
    colleague = locked_representative(representative)
    hindrance = ending_hindrance(signatory, colleague, now())
    if hindrance:
        raise Refused(hindrance.label)
    end_rights(representative=colleague, by=signatory.user, source=source)


def _long_ago() -> datetime:
    return now() - timedelta(days=settings.RETENTION["invitations"])


def forget_next_address() -> bool:
    """Empty the address of one invitation that is long over, if there is one; tell whether."""
    over = Invitation.objects.filter(expires_at__lte=_long_ago()).exclude(email="")
    with transaction.atomic():
        invitation = over.select_for_update(skip_locked=True).first()
        if invitation is None:
            return False
        forget(invitation, State.EXPIRED)
    return True


def forget(invitation: Invitation, state: str) -> None:
    """Empty the address of the invitation; where it was open it goes to the state.

    Called in the transaction of the act that forgets it.
    """
    invitation.email = ""
    if invitation.state == State.OPEN:
        _answer(invitation, state, by=None, source=Entry.Source.COMMAND)
    else:
        invitation.save(update_fields=["email"])
