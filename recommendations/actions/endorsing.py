"""Signing and withdrawing: the acts by which an organisation stands behind a text."""

from datetime import datetime
from typing import NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.mail import queue_mail
from organisations.models import Organisation, Representative, User
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation, locked_with_text
from recommendations.actions.mailing import mail_preparer, mail_signatories
from recommendations.actions.naming import conceal_others, remember_naming
from recommendations.daily_count import is_in_todays_count, leave
from recommendations.models import Endorsement, Recommendation
from recommendations.models.recommendation import RecommendationQuerySet
from recommendations.policies import (
    second_signature_hindrance,
    signing_hindrance,
    withdrawing_hindrance,
)
from recommendations.supporting import recount
from recommendations.terms import Terms, name, refuse_name, terms_for


class StaleText(Refused):
    """The text has changed since the person read it; what they saw is not what they'd sign."""


@transaction.atomic
def sign(
    *,
    recommendation: Recommendation | RecommendationQuerySet,
    by: Representative,
    fingerprint: str,
    terms: Terms | None = None,
    source: str = Entry.Source.WEB,
) -> Endorsement:
    """Endorse, for the representative's organisation, the exact text of the fingerprint.

    Without terms it endorses in full, and is named where it is listed. Returns the endorsement;
    signing again what stands already returns the same one and adds nothing. Raises StaleText
    where the text has another fingerprint by now, and Refused where the window, the organisation
    or the representative's rights do not allow it. Of rows it is the only one; raises
    Recommendation.DoesNotExist where there is none.
    """
    representative = locked_representative(by)
    fresh, has_merged = locked_with_text(recommendation)
    hindrance = signing_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if terms:
        refuse_name(representative.organisation, terms.naming)
    if fresh.text.fingerprint != fingerprint:
        raise StaleText(_("The text has changed since you opened this page. Read it again."))
    at = now()
    own = _own(fresh, representative.organisation, at, has_merged=has_merged)
    standing = next((each for each in own.earlier if not each.is_awaiting), None)
    if standing:
        return standing
    prepared = _prepared(fresh, representative, own.prepared, source)
    terms = terms or terms_for(representative.organisation)
    return _signed(fresh, representative, terms, source, own, prepared, at)


def _prepared(
    recommendation: Recommendation,
    representative: Representative,
    prepared: Endorsement | None,
    source: str,
) -> Endorsement | None:
    """Return what was prepared of the present text; what was of an earlier one is dropped.

    Raises Refused where two people are needed and no other prepared it.
    """
    if prepared and prepared.version_id != recommendation.current_version_id:
        drop(prepared, representative.user, source)
        prepared = None
    hindrance = second_signature_hindrance(representative, prepared)
    if hindrance:
        raise Refused(hindrance.label)
    return prepared


def drop(prepared: Endorsement, by: User, source: str) -> None:
    """Leave unsigned what was prepared of a text that is no longer the present one."""
    prepared.state = Endorsement.State.DECLINED
    prepared.save()
    record_endorsement("endorsement.declined", prepared, by.pk, source)


class _Own(NamedTuple):
    """What the organisation has signed and prepared here.

    `earlier` is what stands of it, first here, which a confirmation succeeds; then what awaits
    its answer in what merged into this.
    """

    earlier: list[Endorsement]
    prepared: Endorsement | None
    is_counted: bool


def _own(
    recommendation: Recommendation, organisation: Organisation, at: datetime, *, has_merged: bool
) -> _Own:
    """Return what there is; nothing that is over, however often it was signed and withdrawn."""
    of_it = Endorsement.objects.filter(organisation=organisation)
    here = of_it.filter(recommendation=recommendation)
    present = [*Endorsement.STANDING, Endorsement.State.PREPARED]
    is_read = models.Q(state__in=present) | models.Q(counted_from__isnull=False)
    # Mostly there is nothing, which is told sooner than what there would be.
    read = here.filter(is_read)
    own = list(read) if read.exists() else []
    for row in own:
        row.recommendation = recommendation
    merged = recommendation.predecessors() if has_merged else []
    asked = of_it.awaiting().filter(recommendation__in=merged).order_by("pk") if merged else []
    return _Own(
        [each for each in own if each.state in Endorsement.STANDING] + list(asked),
        next((each for each in own if each.state == Endorsement.State.PREPARED), None),
        any(is_in_todays_count(each, at) for each in own),
    )


def _signed(
    recommendation: Recommendation,
    representative: Representative,
    terms: Terms,
    source: str,
    own: _Own,
    prepared: Endorsement | None,
    at: datetime,
) -> Endorsement:
    """Keep the signature; it succeeds what awaited this answer, and settles it.

    It is the signature of what was prepared, where something was.
    """
    earlier = own.earlier
    if earlier:
        settled = Endorsement.objects.awaiting().filter(pk__in=[each.pk for each in earlier])
        settled.update(state=Endorsement.State.SUPERSEDED)
    endorsement = _live(prepared or Endorsement(), recommendation, representative, source)
    endorsement.signed_at, endorsement.reservation = at, terms.reservation
    endorsement.succeeds = earlier[0] if earlier else None
    name(endorsement, terms.naming, terms.ask_again_on, at, is_uncounted=not own.is_counted)
    endorsement.save()
    remember_naming(representative.organisation, terms.naming)
    if terms.naming != Endorsement.Naming.NAMED:
        conceal_others(endorsement)
    naming = {"naming": terms.naming, "with_reservation": bool(terms.reservation)}
    if earlier:
        naming["succeeds"] = earlier[0].pk
    for other in earlier[1:]:
        record_endorsement("endorsement.superseded", other, representative.user_id, source)
    verb = "endorsement.confirmed" if earlier else "endorsement.signed"
    record_endorsement(verb, endorsement, representative.user_id, source, **naming)
    queue_mail(
        "endorsement_receipt",
        to=representative.user,
        endorsement=endorsement,
        recommendation=recommendation,
    )
    mail_preparer("signature_given", endorsement, representative.user)
    recount(recommendation)
    return endorsement


def _live(
    endorsement: Endorsement,
    recommendation: Recommendation,
    representative: Representative,
    source: str,
) -> Endorsement:
    """Return it as signed by the representative, without its time and terms; not saved yet."""
    endorsement.organisation = representative.organisation
    endorsement.organisation_name = representative.organisation.name
    endorsement.recommendation, endorsement.version = recommendation, recommendation.text
    endorsement.state = Endorsement.State.LIVE
    endorsement.signed_by, endorsement.capacity = representative.user, representative.capacity
    if endorsement.source != Endorsement.Source.PAPER:
        endorsement.source = source
    return endorsement


@transaction.atomic
def withdraw(
    *, recommendation: Recommendation, by: Representative, source: str = Entry.Source.WEB
) -> Endorsement | None:
    """Withdraw the endorsement of the representative's organisation, at any time.

    Returns it, or None where there is nothing to withdraw (any more). Raises Refused where
    the representative may not sign for the organisation.
    """
    representative = locked_representative(by)
    hindrance = withdrawing_hindrance(representative, now())
    if hindrance:
        raise Refused(hindrance.label)
    fresh = locked_recommendation(recommendation)
    standing = fresh.endorsements.standing().select_related("version")
    endorsement = standing.filter(organisation=representative.organisation).first()
    if endorsement:
        endorsement.state = Endorsement.State.WITHDRAWN
        endorsement.withdrawn_by, endorsement.withdrawn_at = representative.user, now()
        leave(endorsement, endorsement.withdrawn_at)
        endorsement.save()
        record_endorsement("endorsement.withdrawn", endorsement, representative.user_id, source)
        endorsement.recommendation = fresh
        mail_signatories("withdrawal_notice", endorsement)
        recount(fresh)
    return endorsement
