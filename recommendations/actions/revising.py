"""An organisation mends its own comment, or takes it back. Nobody else changes its words."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.models import Representative
from recommendations.actions.commenting import (
    Words,
    moderates_afterwards,
    new_revision,
    record_words,
)
from recommendations.actions.locking import locked_comment
from recommendations.actions.moderating import DECIDED
from recommendations.actions.reporting import answer_reports
from recommendations.models import Comment, CommentRevision, Report
from recommendations.policies import revising_hindrance, taking_back_hindrance
from recommendations.suggestions import another_text

State = Comment.State


@transaction.atomic
def revise(
    *,
    comment: Comment,
    by: Representative,
    text: str,
    language: str,
    suggested_text: str = "",
    source: str = Entry.Source.WEB,
) -> CommentRevision:
    """Give the comment other words; what is published keeps showing until they are approved.

    Words that wait are replaced; of a comment that was returned they are sent again. Where the
    consultation moderates afterwards, those of a published comment show at once. Raises Refused
    where the words are the same, or where time, state or rights do not allow it.
    """
    representative = locked_representative(by)
    fresh = locked_comment(comment)
    at = now()
    hindrance = revising_hindrance(representative, fresh, at)
    if hindrance:
        raise Refused(hindrance.label)
    before = fresh.words_to_decide
    is_withheld = fresh.version is not None and fresh.version.is_withheld
    # Nobody takes back by leaving out what they are not shown.
    suggested = (
        before.suggested_text if is_withheld else another_text(fresh.version, suggested_text)
    )
    given = Words(canonical_text(text), language, suggested)
    if given == (before.text, before.language, before.suggested_text):
        raise Refused(_("These are the words as they are. Change them, then send."))
    number = fresh.revisions.order_by("-number").values_list("number", flat=True)[0] + 1
    words = new_revision(fresh, given, representative.user, number=number, at=at)
    verb = _take_in(fresh, words)
    fresh.save(update_fields=DECIDED)
    record_words(verb, fresh, words, representative, source)
    return words


def _take_in(comment: Comment, words: CommentRevision) -> str:
    """Put the words where they belong in that state; return what was done, for the ledger."""
    if comment.is_published and not moderates_afterwards(comment.subject):
        comment.waiting = words
        return "comment.revised"
    comment.show(words)
    if comment.state == State.RETURNED:
        comment.state = State.PENDING
        return "comment.resubmitted"
    return "comment.revised"


@transaction.atomic
def take_back(*, comment: Comment, by: Representative, source: str = Entry.Source.WEB) -> Comment:
    """Withdraw the comment, for its organisation; the answers to it stay, and reports are closed.

    Taking back what is withdrawn already changes nothing. Raises Refused where the state or the
    representative's rights do not allow it; no window binds this.
    """
    representative = locked_representative(by)
    fresh = locked_comment(comment)
    if fresh.state == State.WITHDRAWN and fresh.organisation_id == representative.organisation_id:
        return fresh
    hindrance = taking_back_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    fresh.state, fresh.waiting = State.WITHDRAWN, None
    fresh.save(update_fields=["state", "waiting"])
    answer_reports(fresh, Report.State.GONE, None)
    record_words("comment.withdrawn", fresh, fresh.words, representative, source)
    return fresh
