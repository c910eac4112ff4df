"""What organisations are looked for by."""

from typing import Any

import django_filters
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from catalogue.counting import FacetedFilterSet
from catalogue.facets import ColumnFacet, Labels, SplitFacet, TreeFacet
from organisations.models import Organisation
from organisations.templatetags.languages import language_name
from vocabulary.models import Country
from vocabulary.trees import region_tree

# Those that a list shows: who comments and endorses, and who only stands on record.
STANDINGS = {
    Organisation.Status.VERIFIED.value: _("verified"),
    Organisation.Status.RECORDED.value: _("on record only"),
}


def _countries(request: Any) -> Labels:
    return dict(Country.objects.values_list("code", "name"))


class OrganisationFilter(FacetedFilterSet):
    """Narrows the organisations that a person may see."""

    OPEN = ("standing", "kind", "region", "country", "language")

    q = django_filters.CharFilter(
        label=_("Words in the name"), method="having_words", max_length=100
    )
    standing = ColumnFacet("status", label=_("Standing"), offers=STANDINGS, is_ranked=False)
    kind = ColumnFacet("kind", label=_("Kind"), offers=dict(Organisation.Kind.choices))
    region = TreeFacet(
        lambda request: Organisation.objects.all(),
        "pk",
        "region",
        tree=region_tree,
        label=_("Region"),
    )
    country = ColumnFacet("country", named="country__name", label=_("Country"), offers=_countries)
    language = SplitFacet("languages", label=_("Language"), read=language_name)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def having_words(self, rows: Any, _name: str, words: str) -> Any:
        for word in words.split():
            rows = rows.filter(
                Q(name__icontains=word) | Q(acronym__icontains=word) | Q(aliases__icontains=word)
            )
        return rows

    def ordered(self, rows: Any) -> Any:
        """Return those that are verified first, each by name."""
        return rows.order_by("-status", Lower("name"), "pk")
