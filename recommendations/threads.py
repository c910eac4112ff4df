"""Comments in their threads, as a person may see them."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.http import urlencode

from recommendations.models import Comment, Recommendation, Subject
from recommendations.models.comment import CommentQuerySet

THREADS_ON_A_PAGE = 20
# Issue “Comments”: with more answers than this a thread leads to a page of its own.
REPLIES_IN_A_THREAD = 5
REPLIES_ON_A_PAGE = 50


def thread_address(subject: Subject) -> str:
    """Return where the comments on it are read and sent to."""
    if isinstance(subject, Recommendation):
        return reverse("comments", args=[subject.code])
    return reverse("paragraph-comments", args=[subject.document.slug, subject.anchor])


def place_of_comment(comment: Comment, user: Any) -> str:
    """Return the page on which the comment stands for the person: an answer, with its thread."""
    subject = comment.subject
    before = models.Q(created__lt=comment.created) | models.Q(
        created=comment.created, pk__lt=comment.pk
    )
    asked = {}
    if comment.parent:
        replies = Comment.objects.visible_to(user).filter(before, parent=comment.parent)
        page = replies.count() // REPLIES_ON_A_PAGE + 1
        asked["thread"] = comment.parent.public_id
    else:
        page = first_comments(subject, user).filter(before).count() // THREADS_ON_A_PAGE + 1
    if page > 1:
        asked["page"] = str(page)
    return f"{thread_address(subject)}{'?' if asked else ''}{urlencode(asked)}"


def first_comments(subject: Subject, user: Any) -> CommentQuerySet:
    """Return what begins a thread that the person sees something of."""
    visible = Comment.objects.visible_to(user).about(subject)
    return (
        Comment.objects.about(subject)
        .filter(parent=None)
        .filter(models.Q(pk__in=visible.values("pk")) | models.Q(pk__in=visible.values("parent")))
    )


def threads_of(
    subject: Subject, user: Any, page: str | None, first: CommentQuerySet | None = None
) -> Page[Comment]:
    """Return a page of first comments, oldest first unless they come in an order of their own.

    Each has its `shown_replies`, the first of them, and `more_replies`: how many there are besides.
    A first comment that the person may not see stands with `is_shown` false where it has
    replies they may see: hiding it does not take the replies with it.
    """
    rows = first_comments(subject, user) if first is None else first
    shown = Paginator(_with_order(rows).with_rule(), THREADS_ON_A_PAGE).get_page(page)
    _arrange(shown, _said_in(shown, subject, user))
    return shown


def whole_thread(
    begins: Comment, user: Any, page: str | None
) -> tuple[list[Comment], Page[Comment]]:
    """Return the thread that the comment begins with a page of its replies, and that page."""
    subject = begins.subject
    first = first_comments(subject, user).filter(pk=begins.pk).for_thread().with_rule().get()
    visible = _with_what_was_decided(Comment.objects.visible_to(user).about(subject), user)
    replies = visible.filter(parent=begins).for_thread()
    shown = Paginator(replies, REPLIES_ON_A_PAGE).get_page(page)
    itself = visible.filter(pk=begins.pk).for_thread().first()
    thread = _with_replies(itself, first, list(shown), more=0)
    return [thread], shown


def _with_order(first: CommentQuerySet) -> CommentQuerySet:
    return first.for_thread() if not first.query.order_by else first.with_particulars()


def _said_in(shown: Page[Comment], subject: Subject, user: Any) -> list[Any]:
    """Return what the person sees of the threads on the page: the first replies of each."""
    here = [comment.pk for comment in shown]
    related = models.Q(pk__in=here) | models.Q(parent__in=here)
    rows = Comment.objects.visible_to(user).about(subject).filter(related)
    numbered = rows.annotate(
        turn=models.Window(RowNumber(), partition_by="parent", order_by=["created", "pk"]),
        replies_in_all=models.Window(models.Count("pk"), partition_by="parent"),
    )
    first = numbered.filter(models.Q(parent=None) | models.Q(turn__lte=REPLIES_IN_A_THREAD))
    return list(_with_what_was_decided(first.for_thread(), user))


def _with_what_was_decided(rows: Any, user: Any) -> Any:
    """Visitors read no decision."""
    return rows.with_decisions() if user.is_authenticated else rows


def _arrange(shown: Page[Comment], rows: list[Any]) -> None:
    replies = defaultdict(list)
    by_id = {row.pk: row for row in rows}
    for row in rows:
        replies[row.parent_id].append(row)
    shown.object_list = [
        _with_replies(
            by_id.get(first.pk), first, replies[first.pk], more=_left_out(replies[first.pk])
        )
        for first in shown
    ]


def _left_out(replies: list[Any]) -> int:
    return replies[0].replies_in_all - len(replies) if replies else 0


def _with_replies(visible: Comment | None, first: Any, replies: list[Any], *, more: int) -> Comment:
    known = {name: getattr(first, name) for name in ("pk", "public_id", "created", "state")}
    comment: Any = visible or Comment(**known)
    comment.hidden_under = first.hidden_under
    comment.is_shown = visible is not None
    comment.shown_replies = replies
    comment.more_replies = more
    return comment
