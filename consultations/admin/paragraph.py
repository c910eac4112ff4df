from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import actions
from consultations.admin.record import PlainAdmin, Way, list_of, page_of, person
from consultations.admin.withholding import SHOW_AGAIN, WITHHOLD, touched_by
from consultations.forms.document import ParagraphForm
from consultations.models import Document, Paragraph
from consultations.policies import may_be_withheld, was_public
from organisations.admin.acts import ActsAdmin
from organisations.admin.deciders import with_deciders
from organisations.policies import is_curator
from vocabulary.admin import StackedInline

FIELDS = ("kind", "level", "label", "reference", "anchor", "text", "cells")


class ParagraphInline(StackedInline):
    """The paragraphs of a short document on its page; they change until it is public."""

    model = Paragraph
    form = ParagraphForm
    template = "admin/consultations/document/paragraphs.html"
    fields = (("kind", "level", "label", "reference", "anchor"), "text", "cells")
    extra = 1
    ordering = ("position",)
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paragraph]:
        readable = Paragraph.objects.readable_by(request.user)
        paragraphs: QuerySet[Paragraph] = super().get_queryset(request)
        return paragraphs.filter(pk__in=readable).select_related("document")


class WithheldFilter(admin.SimpleListFilter):
    """Those whose words are shown, or those whose words are withheld."""

    title = _("words")
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("shown", _("shown")), ("withheld", _("withheld"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Paragraph]) -> QuerySet[Paragraph]:
        shown = Q(withheld_reason="")
        chosen = {"shown": shown, "withheld": ~shown}
        return queryset.filter(chosen.get(self.value() or "", Q()))


@admin.register(Paragraph)
class ParagraphAdmin(ActsAdmin, PlainAdmin):  # type: ignore[misc] # media add up
    """Each paragraph on a page of its own: for long documents, and to withhold its words."""

    form = ParagraphForm
    acts = (WITHHOLD, SHOW_AGAIN)
    change_form_template = "admin/consultations/paragraph/change_form.html"
    act_template = "admin/consultations/paragraph/act.html"
    fields = ("document", *FIELDS)
    list_display = ("reference", "shown", "label", "kind", "beginning", "document")
    list_filter = (WithheldFilter, "kind", ("document", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("document",)
    search_fields = ("text", "reference", "document__title")
    readonly_fields = ("document",)
    ordering = ("document", "position")
    list_per_page = 200

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paragraph]:
        readable = Paragraph.objects.readable_by(request.user)
        return super().get_queryset(request).filter(pk__in=readable)

    def may_act(self, request: HttpRequest, record: Paragraph) -> bool:
        return is_curator(request.user)

    def record_context(self, request: HttpRequest, record: Paragraph) -> dict[str, Any]:
        touched = partial(touched_by, record) if may_be_withheld(record) else None
        return {"decisions": with_deciders(record.decisions), "touched": touched}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Paragraphs are added on the page of their document."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or _is_open(obj.document))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """They are reached from their document, not from the admin's front page."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actions.mend_paragraphs(document=obj.document, changed=[obj], by=person(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.mend_paragraphs(document=obj.document, removed=[obj], by=person(request))

    def is_shown_publicly(self, record: Paragraph) -> bool:
        return record.document.is_public

    def ways_on(self, request: HttpRequest, record: Paragraph) -> list[Way]:
        return [
            Way(gettext("Document"), page_of(record.document)),
            Way(
                gettext("All its paragraphs"),
                list_of(Paragraph, document__id__exact=record.document_id),
            ),
        ]

    @admin.display(description=_("shown"), boolean=True, ordering="withheld_reason")
    def shown(self, paragraph: Paragraph) -> bool:
        return not paragraph.is_withheld

    @admin.display(description=_("text"))
    def beginning(self, paragraph: Paragraph) -> str:
        return Truncator(paragraph.text).words(18)


def _is_open(document: Document | None) -> bool:
    return document is None or not was_public(document)
