"""Preparing an endorsement for somebody else's signature, and declining to sign it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.actions import release_file, store
from consultations.media_types import scan_type_of
from consultations.models import StoredFile
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.limits import is_over_limit
from organisations.mail import in_mail, queue_mail
from organisations.models import Representative, User
from recommendations.actions.endorsing import StaleText
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation
from recommendations.actions.mailing import mail_preparer, signatories_of
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import (
    asking_hindrance,
    preparing_hindrance,
    withdrawing_hindrance,
)

State, Naming = Endorsement.State, Endorsement.Naming
_DAY = 24 * 60 * 60


@transaction.atomic
def prepare(
    *,
    recommendation: Recommendation,
    by: Representative,
    fingerprint: str,
    reservation: str = "",
    note: str = "",
    sign_by: date | None = None,
    attachment: bytes | None = None,
    source: str = Entry.Source.WEB,
) -> Endorsement:
    """Prepare an endorsement of the exact text, and ask those who may sign to sign it.

    What was prepared before, and not signed, is replaced, but for a scan, and for an attachment
    where there is no other. Nobody but its own people sees it. Raises StaleText where the text
    has changed since, and Refused where nothing can be prepared.
    """
    representative = locked_representative(by)
    fresh = locked_recommendation(recommendation)
    hindrance = preparing_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if fresh.text.fingerprint != fingerprint:
        raise StaleText(_("The text has changed since you opened this page. Read it again."))
    own = fresh.endorsements.filter(organisation=representative.organisation)
    if own.standing().exclude(state=State.AWAITING).exists():
        raise Refused(_("Your organisation endorses this text already."))
    endorsement = own.prepared().first() or Endorsement(
        organisation=representative.organisation,
        recommendation=fresh,
        state=State.PREPARED,
        naming=Naming.UNNAMED,
        source=source,
    )
    endorsement.version, endorsement.prepared_by = fresh.text, representative.user
    endorsement.organisation_name = representative.organisation.name
    endorsement.reservation, endorsement.note = reservation, note
    endorsement.sign_by = sign_by
    if attachment is not None:
        attach(endorsement, "attachment", attachment)
    endorsement.save()
    record_endorsement("endorsement.prepared", endorsement, representative.user_id, source)
    tell_signatories("signature_asked", endorsement, representative.user)
    return endorsement


@transaction.atomic
def decline(
    *, recommendation: Recommendation, by: Representative, source: str = Entry.Source.WEB
) -> Endorsement | None:
    """Decline to sign what was prepared, and tell whoever prepared it.

    Returns it, or None where nothing is prepared (any more). Raises Refused where the
    representative may not sign. No window binds this.
    """
    representative = locked_representative(by)
    hindrance = withdrawing_hindrance(representative, now())
    if hindrance:
        raise Refused(hindrance.label)
    fresh = locked_recommendation(recommendation)
    rows = fresh.endorsements.prepared().select_related("version", "prepared_by")
    endorsement = rows.filter(organisation=representative.organisation).first()
    if endorsement:
        endorsement.recommendation, endorsement.state = fresh, State.DECLINED
        endorsement.save()
        record_endorsement("endorsement.declined", endorsement, representative.user_id, source)
        mail_preparer("signature_declined", endorsement, representative.user)
    return endorsement


def ask_for_signature(*, recommendation: Recommendation, by: Representative) -> bool:
    """Ask those who may sign for the organisation to look at it; tell whether they were asked.

    Once a day for each recommendation. Raises Refused where a policy forbids it.
    """
    hindrance = asking_hindrance(by, recommendation, now())
    if hindrance:
        raise Refused(hindrance.label)
    key = f"{by.organisation_id}:{recommendation.pk}"
    if is_over_limit("ask-for-signature", key, limit=1, seconds=_DAY):
        return False
    for person in signatories_of(by.organisation):
        queue_mail(
            "signature_wished",
            to=person,
            organisation=by.organisation,
            recommendation=recommendation,
            who=in_mail(by.user, by.organisation),
        )
    return True


def attach(endorsement: Endorsement, place: str, content: bytes) -> None:
    """Let it have the content as `attachment` or `scan`, for the one it had; the caller saves it.

    Raises Refused where the content is no PDF and no picture, or can't be stored.
    """
    before: StoredFile | None = getattr(endorsement, place)
    kept = store(content, scan_type_of(content))
    setattr(endorsement, place, kept)
    if before and before != kept:
        release_file(before)


def tell_signatories(template: str, endorsement: Endorsement, preparer: User) -> None:
    for person in signatories_of(endorsement.organisation):
        if person != preparer:
            queue_mail(
                template,
                to=person,
                endorsement=endorsement,
                recommendation=endorsement.recommendation,
                who=in_mail(preparer, endorsement.organisation),
            )
