from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from consultations import actions
from consultations.admin.record import RecordAdmin, page_of, person
from consultations.admin.steps import next_steps
from consultations.admin.windows import (
    IN_WORDS,
    extend_act,
    fixed_edges,
    window_fields,
    window_in_words,
)
from consultations.forms.meeting import ConsultationForm, SessionForm, SessionFormSet
from consultations.models import Consultation, Extension, Session
from consultations.zones import in_both
from ledger.refusal import Refused
from organisations.admin.acts import ActsAdmin
from organisations.models import User
from vocabulary.admin import TabularInline


def _extend(consultation: Consultation, *, by: User, **given: Any) -> None:
    actions.extend_consultation(consultation=consultation, by=by, **given)


EXTEND = extend_act(
    _extend,
    _("It closes later for all its recommendations but those that have a window of their own."),
)


class SessionInline(TabularInline):
    model = Session
    form = SessionForm
    formset = SessionFormSet
    fields = ("number", "title", "starts", "ends", "when")
    readonly_fields = ("when",)
    show_change_link = True
    view_on_site = False
    extra = 1

    def has_delete_permission(self, request: HttpRequest, obj: Consultation | None = None) -> bool:
        is_fixed = obj is not None and obj.is_public
        return super().has_delete_permission(request, obj) and not is_fixed

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions: QuerySet[Session] = super().get_queryset(request)
        return sessions.select_related("consultation")

    @admin.display(description=_("in words"))
    def when(self, session: Session) -> str:
        meeting = session.consultation
        return in_both(session.starts, meeting.zone, meeting.place) if session.starts else ""


@admin.register(Consultation)
class ConsultationAdmin(ActsAdmin, RecordAdmin):  # type: ignore[misc] # media add up
    form = ConsultationForm
    acts = (EXTEND,)
    change_form_template = "admin/consultations/consultation/change_form.html"
    list_display = ("code", "title", "process", "place", "starts", "closing", "state")
    list_display_links = ("code", "title")
    list_filter = ("state", ("process", admin.RelatedOnlyFieldListFilter), "moderation")
    list_select_related = ("process",)
    search_fields = ("code", "title", "official_title", "place")
    date_hierarchy = "starts"
    inlines = (SessionInline,)
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "process",
                    "contributes_to",
                    "code",
                    "slug",
                    "kind",
                    "title",
                    "official_title",
                )
            },
        ),
        (_("Where and when"), {"fields": ("place", "venue", "time_zone", "starts", "ends")}),
        (
            _("Windows"),
            {
                "fields": ("moderation",),
                "description": _("Times as clocks there show them, in the time zone above."),
            },
        ),
        (_("For curators only"), {"fields": ("curators_note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consultation]:
        visible = Consultation.objects.visible_to(request.user)
        return super().get_queryset(request).filter(pk__in=visible)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, place, (windows, shown), *more = super().get_fieldsets(request, obj)
        fields = (*window_fields(obj), *shown["fields"])
        return [first, place, (windows, shown | {"fields": fields}), *more]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("code", "slug") if obj.is_public else ()
        return (*fixed, *IN_WORDS, *fixed_edges(obj))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj and obj.is_public else {"slug": ("title",)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.publish_view))
        name = "consultations_consultation_publish"
        return [path("<path:object_id>/publish/", view, name=name), *super().get_urls()]

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the consultation public."""
        consultation = self.found_or_404(request, object_id)
        if not self.has_change_permission(request, consultation):
            raise PermissionDenied
        try:
            actions.publish_consultation(consultation=consultation, by=person(request))
            self.message_user(request, gettext("The consultation is public now."))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect(page_of(consultation))

    def is_shown_publicly(self, record: Consultation) -> bool:
        return record.is_public

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        consultation = context["original"]
        if consultation is not None:
            context["next_steps"] = next_steps(consultation, request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("comments"))
    def comment_window_in_words(self, consultation: Consultation) -> str:
        return window_in_words(consultation, Extension.Verb.COMMENT)

    @admin.display(description=_("endorsements"))
    def endorsement_window_in_words(self, consultation: Consultation) -> str:
        return window_in_words(consultation, Extension.Verb.ENDORSEMENT)

    @admin.display(description=_("endorsements until"), ordering="endorsement_closes")
    def closing(self, consultation: Consultation) -> str:
        closes = consultation.endorsement_closes
        return in_both(closes, consultation.zone, consultation.place) if closes else "–"
