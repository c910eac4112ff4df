from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from consultations import actions
from consultations.admin.editions import (
    carry_view,
    compare_view,
    editions_ways,
    marks_view,
    take_back_view,
)
from consultations.admin.loading import import_view, load_view, review_address, review_view
from consultations.admin.paragraph import ParagraphInline
from consultations.admin.publishing import PUBLISH, PUBLISH_AGAIN, published_with
from consultations.admin.record import (
    RecordAdmin,
    Way,
    form_for,
    list_of,
    may_be_filled_in,
    page_of,
    person,
)
from consultations.admin.sentence_page import sentences_on_page
from consultations.admin.sentences import Desk, carry_out
from consultations.admin.withholding import touched_with
from consultations.forms.document import DocumentForm
from consultations.models import Document, Extract, Paragraph
from consultations.policies import may_be_reloaded, may_lose_file, was_public
from ledger.refusal import Refused
from organisations.admin.acts import Act, ActsAdmin

# A form of more fields than Django takes at once would be refused whole.
MOST_INLINE = 80

State = Document.State
MOVES = {
    (State.DRAFT, State.REVIEW): _("Send to review"),
    (State.REVIEW, State.DRAFT): _("Back to draft"),
    (State.PUBLIC, State.WITHHELD): _("Withhold"),
}


@admin.register(Document)
class DocumentAdmin(ActsAdmin, RecordAdmin):  # type: ignore[misc] # media add up
    form = DocumentForm
    acts = (PUBLISH, PUBLISH_AGAIN)
    change_form_template = "admin/consultations/document/change_form.html"
    act_template = "admin/consultations/document/act.html"
    list_display = (
        "title",
        "edition",
        "kind",
        "consultation",
        "date",
        "text_basis",
        "state",
        "number",
    )
    list_filter = (
        "state",
        "text_basis",
        "is_stub",
        "is_checked",
        ("process", admin.RelatedOnlyFieldListFilter),
        ("consultation", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("consultation",)
    search_fields = ("title", "author", "symbol", "kind", "slug")
    date_hierarchy = "date"
    raw_id_fields = ("delivered_by", "replaces", "author_organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        visible = Document.objects.visible_to(request.user)
        return super().get_queryset(request).filter(pk__in=visible)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [
            (None, {"fields": ("title", "slug", "kind", "process", "consultation", "session")}),
            (_("Who and when"), {"fields": _WHO_AND_WHEN}),
            (_("The text"), {"fields": _TEXT}),
        ]
        return [*fieldsets, (_("Original file"), {"fields": _fields_of_file(obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("slug",) if was_public(obj) else ()
        carried = ("replaces",) if obj.placements.exists() else ()
        return (*fixed, *carried, "kept_file")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        is_short = obj is not None and obj.paragraphs.count() <= MOST_INLINE
        return [ParagraphInline] if is_short else []

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Any] = {
            "move": require_POST(self.move_view),
            "compare": require_safe(partial(compare_view, self)),
            "carry": require_POST(partial(carry_view, self)),
            "take-back": require_POST(partial(take_back_view, self)),
            "marks": may_be_filled_in(partial(marks_view, self)),
            "sentences": may_be_filled_in(self.sentences_view),
        }
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("import/", import_view, "import"),
            ("<path:object_id>/load/", load_view, "load"),
            ("<path:object_id>/review/", review_view, "review"),
        ]
        return [
            *(
                path(route, self._view(page), name=f"consultations_document_{name}")
                for route, page, name in pages
            ),
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"consultations_document_{name}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def _view(self, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(partial(page, desk=self))

    def moves_of(self, document: Document) -> list[tuple[str, Any]]:
        """Return where a button moves the document; it is published by an act."""
        return [(to, label) for (state, to), label in MOVES.items() if state == document.state]

    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move the document to the state that the button names."""
        document = self.found_or_404(request, object_id)
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        state, reason = request.POST.get("state", ""), request.POST.get("reason", "").strip()
        if state == State.PUBLIC:
            return redirect(self.act_address(request, document, PUBLISH))
        try:
            actions.move_document(document=document, state=state, by=person(request), reason=reason)
            done = gettext("The document is %(state)s now.")
            self.message_user(request, done % {"state": document.get_state_display()})
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect(page_of(document))

    def record_context(self, request: HttpRequest, record: Document) -> dict[str, Any]:
        return {"published_with": partial(published_with, record, person(request))}

    def done_message(self, request: HttpRequest, act: Act, record: Document) -> str:
        return str(act.done) % {"state": record.get_state_display()}

    def sentences_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show its sentences with what is suggested about each, and do what a form there says."""
        document = self.found_or_404(request, object_id)
        may_draw = request.user.has_perm("consultations.add_extract")
        if not may_draw or not self.has_change_permission(request, document):
            raise PermissionDenied
        desk = Desk(request, document)
        answer, form = carry_out(desk) if request.method == "POST" else (None, None)
        context = {
            **self.admin_site.each_context(request),
            **(sentences_on_page(desk, form) if answer is None else {}),
            "opts": self.opts,
            "original": document,
            "title": gettext("Sentences"),
            "subtitle": str(document),
        }
        template = "admin/consultations/document/sentences.html"
        return answer or TemplateResponse(request, template, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.cleaned_data.get("take_off") and form.cleaned_data.get("original") is None:
            actions.take_file_off(document=obj, by=person(request))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        if obj.file:
            actions.release_file(obj.file)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Keep paragraphs mended by hand, which are the only rows on the page."""
        formset.save(commit=False)
        changed = [paragraph for paragraph, _names in formset.changed_objects]
        if changed or formset.new_objects or formset.deleted_objects:
            actions.mend_paragraphs(
                document=form.instance,
                changed=[*changed, *formset.new_objects],
                removed=formset.deleted_objects,
                by=person(request),
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        original = form.cleaned_data.get("original")
        if original is not None:
            actions.keep_file(document=form.instance, data=original, by=person(request))

    @admin.display(description=_("kept now"))
    def kept_file(self, document: Document) -> SafeString | str:
        file = document.file
        if file is None:
            return gettext("none")
        return format_html(
            '<a href="{}">{}, {}</a><br>SHA-256 <code>{}</code>',
            reverse("document-file", args=[document.slug]),
            file.get_media_type_display(),
            filesizeformat(file.size),
            file.sha256,
        )

    def is_shown_publicly(self, record: Document) -> bool:
        meeting = record.consultation
        return record.is_public and (meeting is None or meeting.is_public)

    def ways_on(self, request: HttpRequest, record: Document) -> list[Way]:
        counts = Document.objects.filter(pk=record.pk).aggregate(
            paragraphs=Count("paragraphs", distinct=True), extracts=Count("extracts", distinct=True)
        )
        paragraphs, extracts = gettext("Paragraphs (%s)"), gettext("Extracts (%s)")
        load = reverse("admin:consultations_document_load", args=[record.pk])
        return [
            *([Way(gettext("Load the text"), load)] if may_be_reloaded(record) else []),
            Way(gettext("Review the text"), review_address(record)),
            Way(
                paragraphs % counts["paragraphs"],
                list_of(Paragraph, document__id__exact=record.pk),
            ),
            Way(extracts % counts["extracts"], list_of(Extract, document__id__exact=record.pk)),
            Way(gettext("Add an extract"), form_for(Extract, document=record.pk)),
            Way(
                gettext("Work through its sentences"),
                reverse("admin:consultations_document_sentences", args=[record.pk]),
            ),
            *editions_ways(record),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        document = context["original"]
        if document is not None:
            context["moves"] = self.moves_of(document)
            context["touched"] = touched_with(document) if document.is_public else []
            context["is_text_fixed"] = was_public(document)
        return super().render_change_form(request, context, *args, **kwargs)


_WHO_AND_WHEN = (
    "author",
    "author_organisation",
    "delivered_by",
    "date",
    "place",
    "language",
    "symbol",
)
_TEXT = (
    "text_basis",
    "edition",
    "replaces",
    "source_url",
    "is_stub",
    "is_checked",
    "embargo_until",
)


def _fields_of_file(document: Document | None) -> list[str]:
    """Return what is shown of its original file, and asked about it while it may change."""
    fields = ["kept_file"] if document else []
    if document is None or not was_public(document):
        fields.append("original")
    return [*fields, "take_off"] if document and may_lose_file(document) else fields
