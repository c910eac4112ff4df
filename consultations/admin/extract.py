from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import actions
from consultations.admin.record import (
    RecordAdmin,
    Way,
    form_for,
    page_of,
    person,
)
from consultations.forms.extract import ExtractForm
from consultations.forms.labelled import LabelledFormSet
from consultations.models import Attribution, Extract, ExtractLink, Paragraph
from consultations.policies import may_be_unmarked
from organisations.policies import is_curator
from vocabulary.admin import StackedInline, TabularInline
from vocabulary.models import Addressee


class AttributionInline(TabularInline):
    model = Attribution
    formset = LabelledFormSet
    raw_id_fields = ("appearance", "document")
    extra = 1


class ExtractLinkInline(StackedInline):
    model = ExtractLink
    fk_name = "extract"
    raw_id_fields = ("other",)
    extra = 1


@admin.register(Extract)
class ExtractAdmin(RecordAdmin):
    form = ExtractForm
    change_form_template = "admin/consultations/extract/change_form.html"
    list_display = ("wording", "kind", "voice", "document", "level", "number")
    list_filter = (
        "kind",
        "level",
        "voice_kind",
        ("document__consultation", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("document",)
    date_hierarchy = "document__date"
    raw_id_fields = ("document", "voice_appearance", "voice_organisation")
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = (AttributionInline, ExtractLinkInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Extract]:
        return Extract.objects.visible_to(request.user)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Return where to look; among all words only for those who may read them all."""
        fields = ("text", "voice", "=public_id")
        return (*fields, "spans__words") if is_curator(request.user) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ("marked", "unmark", "quotes") if _may_unmark(obj) else ("marked", "quotes")
        return [
            (None, {"fields": ("document", *(words if obj else ("quotes",)))}),
            (_("Our wording"), {"fields": ("kind", "text")}),
            (_("Who says it"), {"fields": _VOICE}),
            (_("What it is about"), {"fields": _ABOUT}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("document", "marked") if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        extract = form.instance
        extract.addressees.set(Addressee.objects.named(form.cleaned_data["asked_of"]))
        spans = form.cleaned_data.get("unmark")
        if spans:
            actions.unmark_words(extract=extract, spans=spans, by=person(request))
        actions.mark_words(extract=extract, hits=form.hits, by=person(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is ExtractLink and formset.has_changed():
            actions.record_links(extract=form.instance, by=person(request))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None:
            return None
        first = obj.spans.select_related("paragraph__document").first()
        place: Any = first.paragraph if first else obj.document
        return str(place.get_absolute_url())

    def is_shown_publicly(self, record: Extract) -> bool:
        return record.document.is_public

    def ways_on(self, request: HttpRequest, record: Extract) -> list[Way]:
        ways = [
            Way(gettext("Document"), page_of(record.document)),
            Way(gettext("Add another"), form_for(Extract, document=record.document_id)),
        ]
        drawn = record.recommendations.model
        if request.user.has_perm("recommendations.add_recommendation"):
            start = {"extracts": record.pk, "consultation": record.document.consultation_id or ""}
            ways.append(Way(gettext("Draft a recommendation from this"), form_for(drawn, **start)))
        return ways

    @admin.display(description=_("our wording"), ordering="text")
    def wording(self, extract: Extract) -> str:
        return Truncator(extract.text).words(18)

    @admin.display(description=_("marked words"))
    def marked(self, extract: Extract) -> SafeString | str:
        address = extract.document.address_of
        spans = ((span.paragraph, span.words) for span in extract.spans.all())
        rows = (
            (address(paragraph.anchor), paragraph.reference, _mark(paragraph), words)
            for paragraph, words in spans
        )
        shown = format_html_join("", '<li><a href="{}">{}</a>{}: {}</li>', rows)
        return format_html("<ul>{}</ul>", shown) if shown else gettext("none yet")


def _mark(paragraph: Paragraph) -> str:
    return gettext(" (withheld)") if paragraph.is_withheld else ""


def _may_unmark(extract: Extract | None) -> bool:
    return extract is not None and may_be_unmarked(extract) and extract.spans.exists()


_VOICE = ("voice", "voice_kind", "voice_appearance", "voice_organisation")
_ABOUT = (
    "level",
    "themes",
    "objectives",
    "instruments",
    "asked_of",
    "inferred",
    "note",
)
