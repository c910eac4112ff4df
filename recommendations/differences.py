"""What changed from version to version, and from revision to revision of a comment."""

from typing import NamedTuple

from consultations.differences import Piece, differences
from recommendations.models import Comment, CommentRevision, Version


def changes_since(seen: Version | None, current: Version) -> list[Piece]:
    """Return what changed in the text since that version; nothing where either is withheld."""
    if seen is None or seen == current or seen.is_withheld or current.is_withheld:
        return []
    return differences(seen.text, current.text)


class Revised(NamedTuple):
    """One revision of a comment, and what it changed in the one before."""

    revision: CommentRevision
    changes: list[Piece]


def revisions_with_changes(comment: Comment) -> list[Revised]:
    """Return all words that the comment ever had, the latest first; for its own people's eyes."""
    rows = list(comment.revisions.order_by("number"))
    before = [None, *rows]
    pairs = [
        Revised(row, differences(old.text, row.text) if old else [])
        for old, row in zip(before, rows, strict=False)
    ]
    return pairs[::-1]
