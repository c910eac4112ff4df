"""What organisations are looked for by."""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from catalogue.counting import FacetedFilterSet
from catalogue.facets import Answer, ColumnFacet, Labels, SplitFacet, TreeFacet
from catalogue.words import WordsFilter
from organisations.indexing import ORGANISATIONS
from organisations.models import Organisation
from vocabulary.models import Country
from vocabulary.naming import in_order, language_name, place_name
from vocabulary.trees import region_tree

# Those that a list shows: who comments and endorses, and who only stands on record.
STANDINGS = {
    Organisation.Status.VERIFIED.value: _("verified"),
    Organisation.Status.RECORDED.value: _("on record only"),
}


def _countries(request: Any) -> Labels:
    named = {country.code: str(country) for country in Country.objects.all()}
    return dict(sorted(named.items(), key=lambda pair: in_order(pair[1])))


class _CountryFacet(ColumnFacet):
    """The country by its code, called as the reader calls it."""

    def gathered(self, answers: Iterable[Answer]) -> list[Answer]:
        return [(code, place_name(code, name), n) for code, name, n in super().gathered(answers)]


class OrganisationFilter(FacetedFilterSet):
    """Narrows the organisations that a person may see."""

    OPEN = ("standing", "kind", "region", "country", "language")

    q = WordsFilter(ORGANISATIONS, label=_("Words in the name"))
    standing = ColumnFacet("status", label=_("Standing"), offers=STANDINGS, is_ranked=False)
    kind = ColumnFacet("kind", label=_("Kind"), offers=dict(Organisation.Kind.choices))
    region = TreeFacet(
        lambda request: Organisation.objects.all(),
        "pk",
        "region",
        tree=region_tree,
        is_known=True,
        label=_("Region"),
    )
    country = _CountryFacet("country", named="country__name", label=_("Country"), offers=_countries)
    language = SplitFacet("languages", label=_("Language"), read=language_name)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def ordered(self, rows: Any) -> Any:
        """Return those that are verified first, each by name."""
        return rows.order_by("-status", Lower("name"), "pk")
