"""Which words somebody had before their eyes: nobody decides on what they never read."""

from typing import Any

from django.utils.http import urlencode

from recommendations.models import Comment, CommentRevision

_LONGEST_NUMBER = 5


def with_read(address: str, words: CommentRevision) -> str:
    """Return the address with the number of the revision that its page shows."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'read': words.number})}"


def note_read(comment: Any, given: str | None) -> Any:
    """Note which revision the person had before their eyes, as their page says."""
    is_number = given is not None and given.isdecimal() and len(given) <= _LONGEST_NUMBER
    comment.number_read = int(given or 0) if is_number else None
    return comment


def number_read(comment: Comment) -> int | None:
    return getattr(comment, "number_read", None)
