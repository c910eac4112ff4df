from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ledger.history import ReadHistoryAdmin
from search.indexing import index, unindex
from vocabulary.forms import BoundedFormSet, TermForm
from vocabulary.indexing import TERMS
from vocabulary.models import (
    Addressee,
    Country,
    Definition,
    Framework,
    Instrument,
    Objective,
    Region,
    Term,
    Theme,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
    _StackedInline = admin.StackedInline[Any, Any]
else:
    ModelAdmin, _TabularInline = admin.ModelAdmin, admin.TabularInline
    _StackedInline = admin.StackedInline


class TabularInline(_TabularInline):
    """Rows of a table, of which a form brings only so many."""

    formset = BoundedFormSet


class StackedInline(_StackedInline):
    """Rows one below the other, of which a form brings only so many."""

    formset = BoundedFormSet


class FixedAddressAdmin(ReadHistoryAdmin):
    """Records whose address is chosen when they are added and stays, because others link to it."""

    # Not `prepopulated_fields`: the page of a record's history, where it is fixed, reads that.
    address_from: tuple[str, ...] = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": self.address_from}


def _nobody_may(*_who: Any, **_what: Any) -> bool:
    return False


class ReferenceAdmin(ModelAdmin):
    """Records that come with the code: to look at, not to change."""

    has_add_permission = has_change_permission = has_delete_permission = _nobody_may


@admin.register(Theme)
class ThemeAdmin(FixedAddressAdmin):
    list_display = ("indented_name", "slug", "position")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Theme.objects.all().tree_position(), *super().get_ordering(request)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        return super().get_queryset(request).with_depth()

    @admin.display(description=_("name"))
    def indented_name(self, theme: Any) -> str:
        return "— " * theme.depth + theme.name


class ObjectiveInline(TabularInline):
    model = Objective
    extra = 1


@admin.register(Framework)
class FrameworkAdmin(ModelAdmin):
    list_display = ("code", "name", "mapping_is_ours")
    search_fields = ("code", "name")
    inlines = (ObjectiveInline,)


@admin.register(Objective)
class ObjectiveAdmin(ReadHistoryAdmin):
    list_display = ("code", "short_title")
    list_filter = ("framework",)
    list_select_related = ("framework",)
    search_fields = ("short_title", "=number")


@admin.register(Instrument)
class InstrumentAdmin(FixedAddressAdmin):
    address_from = ("short",)
    list_display = ("short", "name", "adopted", "in_force", "is_binding", "is_checked")
    list_filter = ("is_checked", "is_binding", "depositary")
    search_fields = ("short", "name", "symbol")


@admin.register(Addressee)
class AddresseeAdmin(FixedAddressAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)


class DefinitionInline(StackedInline):
    model = Definition
    extra = 1


@admin.register(Term)
class TermAdmin(FixedAddressAdmin):
    form = TermForm
    list_display = ("name", "definition_count", "unchecked_count")
    list_filter = (("definitions__is_checked", admin.BooleanFieldListFilter),)
    search_fields = ("name", "definitions__text", "definitions__authority")
    filter_horizontal = ("related",)
    inlines = (DefinitionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        definitions = Count("definitions", distinct=True)
        unchecked = Count("definitions", filter=Q(definitions__is_checked=False), distinct=True)
        terms: QuerySet[Term] = super().get_queryset(request)
        return terms.annotate(definition_count=definitions, unchecked_count=unchecked)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        index(TERMS, [form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        unindex(TERMS, [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> None:
        unindex(TERMS, queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)

    @admin.display(description=_("definitions"), ordering="definition_count")
    def definition_count(self, term: Any) -> int:
        return int(term.definition_count)

    @admin.display(description=_("to be checked"), ordering="unchecked_count")
    def unchecked_count(self, term: Any) -> int:
        return int(term.unchecked_count)


@admin.register(Definition)
class DefinitionAdmin(ReadHistoryAdmin):
    list_display = ("term", "source", "text", "is_paraphrase", "is_checked")
    list_filter = ("is_checked", "is_paraphrase")
    list_select_related = ("term",)
    search_fields = ("term__name", "text", "authority", "diverges")

    def save_model(self, request: HttpRequest, obj: Definition, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index(TERMS, filter(None, [obj.term_id, form.initial.get("term")]))

    def delete_model(self, request: HttpRequest, obj: Definition) -> None:
        term = obj.term_id
        super().delete_model(request, obj)
        index(TERMS, [term])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Definition]) -> None:
        terms = list(queryset.values_list("term", flat=True))
        super().delete_queryset(request, queryset)
        index(TERMS, terms)


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ("name", "code", "parent")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("name", "code")


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    list_display = ("name", "code", "region")
    list_filter = (("region", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("region",)
    search_fields = ("name", "code")
