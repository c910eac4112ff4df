"""A curator takes a suggested text into the draft, or answers it; a version names what it owes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import User
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comment, locked_recommendation
from recommendations.models import Comment, Credit, Recommendation, SuggestionAnswer, Version
from recommendations.policies import (
    Hindrance,
    answering_suggestion_hindrance,
    taking_hindrance,
)

Verdict = SuggestionAnswer.Verdict


@transaction.atomic
def take_suggestion(
    *, comment: Comment, by: User, read: int | None = None, source: str = Entry.Source.ADMIN
) -> SuggestionAnswer:
    """Make the suggested text the draft of the next version; return the answer that says so.

    The author is told. Raises Refused where the text has changed since, where the draft is not
    what is published, and wherever `answer_suggestion` does.
    """
    recommendation = locked_recommendation(_asked(comment))
    fresh = locked_comment(comment)
    hindrance = taking_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    _refuse_unread(fresh, read)
    recommendation.draft_text = fresh.words.suggested_text
    recommendation.save(update_fields=["draft_text"])
    return _answered(fresh, by, Verdict.ACCEPTED, "", "suggestion.taken", source)


@transaction.atomic
def answer_suggestion(
    *,
    comment: Comment,
    by: User,
    verdict: str,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> SuggestionAnswer:
    """Answer a suggested text, for everybody to read; a later answer takes the earlier one's place.

    The author is told. Raises Refused where it is not shown, where it is of one's own
    organisation, and where what is not wholly accepted has no reason; and where `read`, the number
    of the revision that was read, is not that of the words that are shown by now.
    """
    fresh = locked_comment(comment)
    hindrance = answering_suggestion_hindrance(by, fresh, now(), (verdict, reason))
    if hindrance:
        raise Refused(hindrance.label)
    _refuse_unread(fresh, read)
    return _answered(fresh, by, verdict, reason, "suggestion.answered", source)


def _refuse_unread(comment: Comment, read: int | None) -> None:
    if read is not None and read != comment.words.number:
        raise Refused(_("The words have changed since you read them. Look again."))


def give_credit(
    version: Version, before: Version, chosen: Iterable[SuggestionAnswer] | None
) -> None:
    """Note which suggestions, accepted in whole or in part, the new version owes something to.

    Those that are chosen; where nobody chose, those that were taken into the draft. Where its text
    says what the one before said, it owes nothing to any.
    """
    if version.kept_text == before.kept_text:
        return
    known = SuggestionAnswer.objects.to_be_credited(version.recommendation)
    owed = known.taken() if chosen is None else known.filter(pk__in=[each.pk for each in chosen])
    for answer in owed:
        Credit.objects.create(version=version, answer=answer)


def _asked(comment: Comment) -> Recommendation:
    if comment.recommendation is None:
        raise Refused(Hindrance.NOTHING_SUGGESTED.label)
    return comment.recommendation


def _answered(
    comment: Comment, by: User, verdict: str, reason: str, verb: str, source: str
) -> SuggestionAnswer:
    words = comment.words
    told = {"verdict": verdict, "fingerprint": words.fingerprint}
    entry = record(
        verb,
        subject=("comment", comment.public_id),
        actor_id=by.pk,
        payload=place_of(comment) | told,
        source=source,
    )
    answer = SuggestionAnswer.objects.create(
        comment=comment,
        revision=words,
        verdict=verdict,
        reason=canonical_text(reason).strip(),
        entry=entry,
    )
    comment.answer = answer
    comment.save(update_fields=["answer"])
    queue_mail("suggestion_answered", to=comment.author, comment=comment, answer=answer)
    return answer
