"""Comments in their threads, as a person may see them."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.urls import reverse

from recommendations.models import Comment, Recommendation, Subject
from recommendations.models.comment import CommentQuerySet

THREADS_ON_A_PAGE = 20


def thread_address(subject: Subject) -> str:
    """Return where the comments on it are read and sent to."""
    if isinstance(subject, Recommendation):
        return reverse("comments", args=[subject.code])
    return reverse("paragraph-comments", args=[subject.document.slug, subject.anchor])


def page_of(comment: Comment, user: Any) -> int:
    """Return the number of the page on which the comment's thread stands for the person."""
    first = comment.parent or comment
    before = models.Q(created__lt=first.created) | models.Q(created=first.created, pk__lt=first.pk)
    return first_comments(comment.subject, user).filter(before).count() // THREADS_ON_A_PAGE + 1


def first_comments(subject: Subject, user: Any) -> CommentQuerySet:
    """Return what begins a thread that the person sees something of."""
    visible = Comment.objects.visible_to(user).about(subject)
    return (
        Comment.objects.about(subject)
        .filter(parent=None)
        .filter(models.Q(pk__in=visible.values("pk")) | models.Q(pk__in=visible.values("parent")))
    )


def threads_of(subject: Subject, user: Any, page: str | None) -> Page[Comment]:
    """Return a page of first comments, oldest first, each with its `shown_replies`.

    A first comment that the person may not see stands with `is_shown` false where it has
    replies they may see: hiding it does not take the replies with it.
    """
    visible = Comment.objects.visible_to(user).about(subject)
    first = first_comments(subject, user).for_thread().with_rule()
    shown = Paginator(first, THREADS_ON_A_PAGE).get_page(page)
    here = [comment.pk for comment in shown]
    related = models.Q(pk__in=here) | models.Q(parent__in=here)
    rows = visible.filter(related).for_thread()
    if user.is_authenticated:
        # Visitors read no decision.
        rows = rows.with_decisions()
    _arrange(shown, list(rows))
    return shown


def _arrange(shown: Page[Comment], rows: list[Comment]) -> None:
    replies = defaultdict(list)
    by_id = {row.pk: row for row in rows}
    for row in rows:
        replies[row.parent_id].append(row)
    shown.object_list = [
        _with_replies(by_id.get(first.pk), first, replies[first.pk]) for first in shown
    ]


def _with_replies(visible: Comment | None, first: Comment, replies: list[Comment]) -> Comment:
    known = {name: getattr(first, name) for name in ("pk", "public_id", "created", "state")}
    comment = visible or Comment(**known)
    comment.hidden_under = first.hidden_under  # type: ignore[attr-defined]
    comment.is_shown = visible is not None  # type: ignore[attr-defined]
    comment.shown_replies = replies  # type: ignore[attr-defined]
    return comment
