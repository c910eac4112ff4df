"""How comments on something are narrowed and ordered."""

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from recommendations.models import Comment
from vocabulary.forms import PlaceField
from vocabulary.models import Region


class _RegionFilter(django_filters.ModelChoiceFilter):
    field_class = PlaceField


class CommentFilter(django_filters.FilterSet):
    """Narrows the first comments on something, by what everybody may know of who says it."""

    class Order(models.TextChoices):
        OLDEST = "oldest", _("Oldest first")
        NEWEST = "newest", _("Newest first")
        ANSWERED = "answered", _("Most answered first")

    ORDERS = {
        Order.OLDEST: ["created", "pk"],
        Order.NEWEST: ["-created", "-pk"],
        Order.ANSWERED: ["-answers", "created", "pk"],
    }

    stance = django_filters.ChoiceFilter(
        choices=Comment.Stance, method="kept", label=_("Stance"), empty_label=_("Any stance")
    )
    kind = django_filters.ChoiceFilter(
        choices=Organisation.Kind,
        method="of_listed",
        label=_("Kind of organisation"),
        empty_label=_("Any kind"),
    )
    region = _RegionFilter(
        queryset=Region.objects.all(),
        method="of_listed",
        label=_("Region"),
        empty_label=_("Any region"),
    )
    order = django_filters.ChoiceFilter(
        choices=Order.choices, method="in_order", label=_("Order"), empty_label=None
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def kept(self, rows: Any, name: str, value: str) -> Any:
        """Keep those shown to the person: of what is hidden nothing may be found out."""
        visible = Comment.objects.visible_to(self.request.user)
        return rows.filter(pk__in=visible.filter(**{name: value}).values("pk"))

    def of_listed(self, rows: Any, name: str, value: Any) -> Any:
        """Keep those of organisations of the kind, or within the region, that are listed."""
        listed = Organisation.objects.filter(is_listed=True)
        if name == "kind":
            listed = listed.filter(kind=value)
        else:
            listed = listed.filter(
                models.Q(region=value)
                | models.Q(region__parent=value)
                | models.Q(region__parent__parent=value)
            )
        visible = Comment.objects.visible_to(self.request.user)
        return rows.filter(pk__in=visible.filter(organisation__in=listed).values("pk"))

    def in_order(self, rows: Any, name: str, value: str) -> Any:
        answers = Comment.objects.published().filter(parent=models.OuterRef("pk")).order_by()
        number = answers.values("parent").annotate(number=models.Count("pk")).values("number")
        counted = rows.annotate(
            answers=models.functions.Coalesce(models.Subquery(number), models.Value(0))
        )
        return counted.order_by(*self.ORDERS[self.Order(value)])

    @property
    def is_narrowed(self) -> bool:
        """Whether a choice leaves some out."""
        cleaned = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return any(cleaned.get(name) for name in ("stance", "kind", "region"))
