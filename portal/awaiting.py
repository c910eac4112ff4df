"""What awaits an organisation's answer: of what is answered nothing is left."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models

from ledger.clock import now
from ledger.remembering import remembered
from organisations.models import Invitation, Representative
from recommendations.models import (
    Comment,
    Endorsement,
    ModerationDecision,
    Recommendation,
    Version,
)
from recommendations.policies import (
    TIME_TO_OBJECT,
    appealing_hindrance,
    commenting_hindrance,
    objecting_ends,
    revising_hindrance,
)

# Before an end that is nearer than this, pages say so.
_SOON = timedelta(days=14)
_RIGHTS_END_SOON = timedelta(days=30)
# Of what closes soon so many are told one by one; a page of the list holds no more, either.
MOST_CLOSING = 100
State = Endorsement.State
_MENDED = (Comment.State.RETURNED, Comment.State.PUBLISHED)
# What the titles of comments are made of.
_SUBJECTS = (
    "recommendation__current_version",
    "recommendation__consultation",
    "paragraph__document__consultation",
)


def invitations_for(user: Any, at: datetime) -> list[Invitation]:
    """Return the invitations that the person, if logged in, can still answer."""
    if not user.is_authenticated:
        return []
    rows = Invitation.objects.open(at).filter(email=user.email)
    return list(rows.select_related("organisation", "invited_by"))


class Carried(NamedTuple):
    """An endorsement that went on for another wording, and until when one may object."""

    endorsement: Endorsement
    until: datetime


class Awaiting(NamedTuple):
    """What a representative's organisation has to answer, the nearest end first.

    What awaits somebody else's signature is told apart: the representative can't answer it.
    Of what closes soon the first are here, with how many there are.
    """

    to_sign: list[Endorsement]
    to_confirm: list[Endorsement]
    to_name: list[Endorsement]
    with_others: list[Endorsement]
    carried: list[Carried]
    to_mend: list[Comment]
    returned: list[Comment]
    hidden: list[Comment]
    closing: list[Recommendation]
    closing_number: int
    ending: list[Representative]

    @property
    def number(self) -> int:
        """Return how many answers are due; what is only told does not count."""
        due = (self.to_sign, self.to_confirm, self.to_name, self.to_mend, self.returned)
        return sum(len(each) for each in due) + self.closing_number

    @property
    def is_empty(self) -> bool:
        return not any(self)


def kept_awaiting(representative: Representative | None) -> Awaiting | None:
    """Return what `awaiting_of` does, remembered; nothing where one acts for no organisation."""
    if representative is None:
        return None
    at, key = now(), ("awaiting", representative.pk)
    found: Awaiting = remembered(key, lambda: awaiting_of(representative, at))
    return found


def awaiting_of(representative: Representative, at: datetime) -> Awaiting:
    """Return what awaits the organisation, and of that what the representative may answer."""
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
    # Of all that it endorses only what may ask for an answer.
    standing = list(own.standing().filter(_may_await(at)))
    prepared = own.prepared().select_related("prepared_by").order_by("sign_by", "pk")
    unsigned = [each for each in prepared if each.recommendation.is_open_for_endorsement(at)]
    asked = sorted((each for each in standing if each.is_awaiting), key=_closing)
    with_others = [each for each in unsigned if _is_for_another(each, representative)]
    undecided = _undecided(representative, at)
    closing = unanswered(representative, at).filter(closes_edge__lte=at + _SOON)
    if not representative.may_sign:
        with_others, standing = unsigned + asked, []
    return Awaiting(
        to_sign=[each for each in unsigned if each not in with_others],
        to_confirm=[each for each in asked if each not in with_others],
        to_name=[each for each in standing if _is_to_be_named(each, at)],
        with_others=with_others,
        carried=[
            Carried(each, objecting_ends(each)) for each in standing if _is_carried_lately(each, at)
        ],
        to_mend=[each for each in undecided if each.state in _MENDED],
        returned=[each for each in undecided if each.state == Comment.State.REJECTED],
        hidden=[each for each in undecided if each.state == Comment.State.HIDDEN],
        closing=list(closing.for_list().order_by("closes_edge", "code")[:MOST_CLOSING]),
        closing_number=closing.count(),
        ending=list(ending.select_related("user").order_by("ends")),
    )


def _may_await(at: datetime) -> models.Q:
    carried = models.Q(
        succeeds__isnull=False,
        version__change=Version.Change.EDITORIAL,
        version__published_at__gt=at - TIME_TO_OBJECT,
    )
    return models.Q(state=State.AWAITING) | models.Q(ask_again_on__lte=at.date()) | carried


def _closing(endorsement: Endorsement) -> tuple[bool, Any]:
    closes = endorsement.recommendation.successor.endorsement_window.closes
    return (closes is None, closes)


def _is_for_another(prepared: Endorsement, representative: Representative) -> bool:
    """Tell whether one who may sign must leave it to a colleague, as two people are needed."""
    is_own = prepared.prepared_by_id == representative.user_id
    return is_own and representative.organisation.requires_second_signatory


def _is_carried_lately(endorsement: Endorsement, at: datetime) -> bool:
    is_new = endorsement.is_carried and not endorsement.is_awaiting
    return is_new and at < objecting_ends(endorsement)


def _is_to_be_named(endorsement: Endorsement, at: datetime) -> bool:
    return endorsement.ask_again_on is not None and endorsement.ask_again_on <= at.date()


def _undecided(representative: Representative, at: datetime) -> list[Comment]:
    """Return the organisation's comments of which a moderator did not publish some words.

    Those that can be mended, and those that were rejected while another comment may be written
    and is not.
    """
    if not representative.may_comment:
        return []
    own = Comment.objects.filter(organisation=representative.organisation_id)
    beside = models.Q(recommendation=models.OuterRef("recommendation")) | models.Q(
        paragraph=models.OuterRef("paragraph")
    )
    later = own.filter(beside, pk__gt=models.OuterRef("pk"))
    latest = ModerationDecision.objects.filter(comment=models.OuterRef("pk")).order_by("-pk")
    rows = own.visible_to(representative.user).annotate(decided=latest.values("state")[:1])
    returned = models.Q(decided=Comment.State.RETURNED, waiting=None, state__in=_MENDED)
    rejected = models.Q(state=Comment.State.REJECTED) & ~models.Exists(later)
    hidden = models.Q(state=Comment.State.HIDDEN)
    shown = rows.filter(returned | rejected | hidden).select_related(*_SUBJECTS).order_by("pk")
    kept = list(shown.with_decisions())
    return [each for each in kept if _can_be_answered(each, representative, at)]


def _can_be_answered(comment: Comment, by: Representative, at: datetime) -> bool:
    """Tell whether the organisation can still say it better, or appeal."""
    if comment.state == Comment.State.HIDDEN:
        return appealing_hindrance(by, comment.all_decisions[0], at) is None
    if comment.state == Comment.State.REJECTED:
        return commenting_hindrance(by, comment.subject, at) is None
    return revising_hindrance(by, comment, at) is None


def unanswered(representative: Representative, at: datetime) -> Any:
    """Return what is open and the organisation neither endorses nor has said no to.

    Each has its `closes_edge`, when that ends. Nothing for who may not sign for it.
    """
    if not (representative.may_sign and representative.organisation.can_endorse):
        return Recommendation.objects.none().open_for("endorsement", at)
    own = Endorsement.objects.filter(organisation=representative.organisation_id)
    answered = own.exclude(state=State.SUPERSEDED).values("recommendation")
    visible = Recommendation.objects.visible_to(representative.user).order_by()
    shown = visible.open_for("endorsement", at).filter(current_version__withheld_reason="")
    return shown.exclude(pk__in=answered)
