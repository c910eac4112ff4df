"""What organisations are looked for by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.indexing import ORGANISATIONS
from organisations.models import Organisation
from search.matching import ids_matching
from search.query import validate_question
from vocabulary.models import Region


class OrganisationFilter(django_filters.FilterSet):
    """Words in the name, kind, and region with the regions within it."""

    q = django_filters.CharFilter(
        label=_("Words in the name"), method="having_words", validators=[validate_question]
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Organisation.Kind, empty_label=_("Any kind")
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=Region.objects.all(),
        empty_label=_("Any region"),
        method="within_region",
    )

    class Meta:
        model = Organisation
        fields = ["q", "kind", "region"]

    def having_words(
        self, organisations: QuerySet[Organisation], _name: str, words: str
    ) -> QuerySet[Organisation]:
        """Keep those that the search finds by the words: in name, acronym or other names."""
        return organisations.filter(pk__in=ids_matching(ORGANISATIONS, words))

    def within_region(
        self, organisations: QuerySet[Organisation], _name: str, region: Any
    ) -> QuerySet[Organisation]:
        return organisations.filter(
            Q(region=region) | Q(region__parent=region) | Q(region__parent__parent=region)
        )
