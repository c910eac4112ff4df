"""What awaits an organisation's answer: of what is answered nothing is left."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models

from organisations.models import Invitation, Representative
from recommendations.models import Comment, Endorsement, Recommendation
from recommendations.policies import TIME_TO_OBJECT

# Before an end that is nearer than this, pages say so.
_SOON = timedelta(days=14)
_RIGHTS_END_SOON = timedelta(days=30)
State = Endorsement.State


def invitations_for(user: Any, at: datetime) -> list[Invitation]:
    """Return the invitations that the person, if logged in, can still answer."""
    if not user.is_authenticated:
        return []
    rows = Invitation.objects.open(at).filter(email=user.email)
    return list(rows.select_related("organisation", "invited_by"))


class Awaiting(NamedTuple):
    """What a representative's organisation has to answer, the nearest end first."""

    to_sign: list[Endorsement]
    to_confirm: list[Endorsement]
    to_name: list[Endorsement]
    carried: list[Endorsement]
    returned: list[Comment]
    closing: list[Recommendation]
    ending: list[Representative]

    @property
    def number(self) -> int:
        """Return how many answers are due; what is only told does not count."""
        due = (self.to_sign, self.to_confirm, self.to_name, self.returned, self.closing)
        return sum(len(each) for each in due)

    @property
    def is_empty(self) -> bool:
        return not any(self)


def awaiting_of(representative: Representative, at: datetime) -> Awaiting:
    """Return what awaits the organisation; the signatures of one who may sign only."""
    organisation = representative.organisation
    own = Endorsement.objects.filter(organisation=organisation).select_related(
        "version",
        "recommendation__consultation",
        "recommendation__current_version",
        "recommendation__merged_into__consultation",
        "recommendation__merged_into__current_version",
    )
    ending = organisation.representatives.acting(at).filter(
        may_sign=True, ends__lte=at + _RIGHTS_END_SOON
    )
    standing = list(own.standing())
    prepared = own.prepared().select_related("prepared_by").order_by("sign_by", "pk")
    return Awaiting(
        to_sign=[each for each in prepared if each.recommendation.is_open_for_endorsement(at)],
        to_confirm=sorted((each for each in standing if each.is_awaiting), key=_closing),
        to_name=[each for each in standing if _is_to_be_named(each, at)],
        carried=[each for each in standing if _is_carried_lately(each, at)],
        returned=_returned(representative, at),
        closing=_closing_soon(representative, own, at),
        ending=list(ending.select_related("user").order_by("ends")),
    )


def _closing(endorsement: Endorsement) -> tuple[bool, Any]:
    closes = endorsement.recommendation.successor.endorsement_window.closes
    return (closes is None, closes)


def _is_carried_lately(endorsement: Endorsement, at: datetime) -> bool:
    is_new = at < endorsement.version.published_at + TIME_TO_OBJECT
    return is_new and endorsement.is_carried and not endorsement.is_awaiting


def _is_to_be_named(endorsement: Endorsement, at: datetime) -> bool:
    return endorsement.ask_again_on is not None and endorsement.ask_again_on <= at.date()


def _returned(representative: Representative, at: datetime) -> list[Comment]:
    """Return what a moderator did not publish, while another comment may be written and is not."""
    if not representative.may_comment:
        return []
    own = Comment.objects.filter(organisation=representative.organisation_id)
    later = own.filter(
        recommendation=models.OuterRef("recommendation"), pk__gt=models.OuterRef("pk")
    )
    is_open = Recommendation.objects.visible_to(representative.user).open_for("comment", at)
    rows = own.filter(state=Comment.State.REJECTED, recommendation__in=is_open)
    rows = rows.exclude(models.Exists(later)).select_related("recommendation__current_version")
    return list(rows.prefetch_related("decisions").order_by("pk"))


def _closing_soon(representative: Representative, own: Any, at: datetime) -> list[Recommendation]:
    """Return what closes soon and the organisation neither endorses nor has said no to."""
    if not (representative.may_sign and representative.organisation.can_endorse):
        return []
    rows = Recommendation.objects.visible_to(representative.user).open_for("endorsement", at)
    answered = own.exclude(state=State.SUPERSEDED).values("recommendation")
    rows = rows.for_list().exclude(pk__in=answered).order_by("code")
    shown = [row for row in rows if not row.text.is_withheld]
    soon = [row for row in shown if row.endorsement_window.is_over(at + _SOON)]
    return sorted(soon, key=lambda row: row.endorsement_window.closes or at)
