"""What the page of one recommendation is made of: asked for at once, and only where it is there."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from consultations.models import ConsultationExtension
from recommendations.models import (
    Comment,
    FrozenSignatory,
    Recommendation,
    RecommendationExtension,
    Translation,
)


def with_what_there_is(rows: models.QuerySet[Recommendation]) -> Any:
    """Add how many comments are published, and of what else there is something to ask for.

    `has_extensions`, `has_translations`, `has_lists` and `has_predecessors` tell whether a further
    question to the database would find anything.
    """
    here = {"recommendation": models.OuterRef("pk")}
    published = Comment.objects.published().filter(**here).order_by()
    number = published.values("recommendation").annotate(number=models.Count("pk"))
    longer = ConsultationExtension.objects.filter(consultation=models.OuterRef("consultation"))
    own = RecommendationExtension.objects.filter(**here)
    text = Translation.objects.filter(version=models.OuterRef("current_version"))
    merged = Recommendation.objects.filter(merged_into=models.OuterRef("pk"))
    return rows.annotate(
        published_comments=Coalesce(models.Subquery(number.values("number")), 0),
        has_extensions=models.Exists(longer) | models.Exists(own),
        has_translations=models.Exists(text),
        has_lists=models.Exists(FrozenSignatory.objects.filter(**here)),
        has_predecessors=models.Exists(merged),
    )
