"""Comments in their threads, as a person may see them."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models

from recommendations.models import Comment, Recommendation

THREADS_ON_A_PAGE = 20


def threads_of(recommendation: Recommendation, user: Any, page: str | None) -> Page[Comment]:
    """Return a page of first comments, oldest first, each with its `shown_replies`.

    A first comment that the person may not see stands with `is_shown` false where it has
    replies they may see: hiding it does not take the replies with it.
    """
    visible = Comment.objects.visible_to(user).filter(recommendation=recommendation)
    first = Comment.objects.filter(recommendation=recommendation, parent=None).filter(
        models.Q(pk__in=visible.values("pk")) | models.Q(pk__in=visible.values("parent"))
    )
    shown = Paginator(first.for_thread(), THREADS_ON_A_PAGE).get_page(page)
    here = [comment.pk for comment in shown]
    related = models.Q(pk__in=here) | models.Q(parent__in=here)
    rows = visible.filter(related).for_thread().prefetch_related("decisions")
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
    comment = visible or Comment(pk=first.pk, public_id=first.public_id, created=first.created)
    comment.is_shown = visible is not None  # type: ignore[attr-defined]
    comment.shown_replies = replies  # type: ignore[attr-defined]
    return comment
