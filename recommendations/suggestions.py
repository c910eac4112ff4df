"""What a comment suggests should stand in the place of a recommendation's text."""

from consultations.differences import Piece, differences
from ledger.canonical import canonical_text
from recommendations.models import Comment, CommentRevision, Version

# Many stand on one page, so that each has to be found soon.
MOST_PAIRS = 20_000


def another_text(version: Version | None, typed: str) -> str:
    """Return what was typed in canonical form; nothing where it says what the version says.

    Nothing either where there is no version, or where its own text may not be read.
    """
    if version is None or version.is_withheld:
        return ""
    text = canonical_text(typed)
    return "" if text.strip() in ("", version.kept_text.strip()) else text


def suggested_changes(comment: Comment, words: CommentRevision | None) -> list[Piece]:
    """Return what those words of the comment suggest to change in the text they were written for.

    Nothing where that text is withheld: what was suggested in its place says as much.
    """
    version = comment.version
    if words is None or not words.suggested_text or version is None or version.is_withheld:
        return []
    return differences(version.text, words.suggested_text, MOST_PAIRS)
