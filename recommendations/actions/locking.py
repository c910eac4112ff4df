"""Rows that an act reads and decides on, locked until its transaction ends.

Always in this order: organisation, representative, recommendation; of several by their keys.
"""

from django.db.models import Exists, OuterRef

from recommendations.models import Comment, Recommendation, Version
from recommendations.models.recommendation import RecommendationQuerySet


def locked_recommendation(recommendation: Recommendation) -> Recommendation:
    """Return the recommendation as the database has it now.

    Its version and consultation are read after it: joined to it, PostgreSQL would look for them
    among the rows of before the wait, where a version published meanwhile is not.
    """
    return Recommendation.objects.select_for_update().get(pk=recommendation.pk)


def locked_with_text(
    recommendation: Recommendation | RecommendationQuerySet,
) -> tuple[Recommendation, bool]:
    """Return the same with its text and its consultation, and whether others merged into it.

    All is read at once after it is locked. The text of a draft, which has none, is missing: see
    `Recommendation.text`. Raises DoesNotExist where none is asked for that is there.
    """
    asked = recommendation
    if isinstance(asked, Recommendation):
        asked = Recommendation.objects.filter(pk=asked.pk)
    locked = asked.select_for_update(of=("self",)).values_list("pk", "current_version")[:1]
    for pk, present in locked:
        return _with_text(pk, present)
    raise Recommendation.DoesNotExist


def _with_text(pk: int, present: int | None) -> tuple[Recommendation, bool]:
    texts = Version.objects.select_related("recommendation__consultation").filter(pk=present)
    merged = Recommendation.objects.filter(merged_into=OuterRef("recommendation"))
    for text in texts.annotate(has_merged=Exists(merged)).order_by():
        text.recommendation.current_version = text
        return text.recommendation, text.has_merged
    return Recommendation.objects.get(pk=pk), False


def locked_recommendations(*recommendations: Recommendation) -> dict[int, Recommendation]:
    """Return the recommendations, by their keys, as the database has them now."""
    keys = [recommendation.pk for recommendation in recommendations]
    rows = Recommendation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def locked_comments(keys: list[int]) -> dict[int, Comment]:
    """Return the comments, by their keys, as the database has them now, with all they speak of.

    What they speak of is read after they are locked, as above.
    """
    rows = Comment.objects.filter(pk__in=keys)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    related = ("recommendation__consultation", "paragraph__document__consultation")
    whole = rows.with_particulars().select_related(
        *related, "recommendation__current_version", "author"
    )
    return {row.pk: row for row in whole}


def locked_comment(comment: Comment) -> Comment:
    """Return the comment as the database has it now."""
    return Comment.objects.select_for_update().get(pk=comment.pk)
