from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.admin.record import RecordAdmin, Way, form_for, list_of, page_of
from consultations.forms.labelled import LabelledFormSet
from consultations.forms.meeting import SessionForm
from consultations.models import (
    Appearance,
    ClusterNumber,
    Consultation,
    Document,
    GuidingQuestion,
    Session,
)
from consultations.zones import in_both
from vocabulary.admin import TabularInline


class ClusterNumberInline(TabularInline):
    model = ClusterNumber
    formset = LabelledFormSet
    extra = 1


class GuidingQuestionInline(TabularInline):
    model = GuidingQuestion
    formset = LabelledFormSet
    extra = 1


@admin.register(Session)
class SessionAdmin(RecordAdmin):
    form = SessionForm
    list_display = ("title", "consultation", "number", "when", "room")
    list_filter = (("consultation", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("consultation",)
    search_fields = ("title", "consultation__code", "consultation__title")
    date_hierarchy = "starts"
    fields = ("consultation", "number", "title", "room", "starts", "ends")
    inlines = (ClusterNumberInline, GuidingQuestionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        visible = Consultation.objects.visible_to(request.user)
        return super().get_queryset(request).filter(consultation__in=visible)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("consultation", "number") if obj and obj.consultation.is_public else ()

    def is_shown_publicly(self, record: Session) -> bool:
        return record.consultation.is_public

    def ways_on(self, request: HttpRequest, record: Session) -> list[Way]:
        meeting = record.consultation
        start = {"session": record.pk, "consultation": meeting.pk}
        return [
            Way(gettext("Consultation"), page_of(meeting)),
            Way(gettext("Appearances"), list_of(Appearance, session__id__exact=record.pk)),
            Way(gettext("Add an appearance"), form_for(Appearance, **start)),
            Way(
                gettext("Add a document"),
                form_for(Document, process=meeting.process_id, **start),
            ),
        ]

    @admin.display(description=_("when"), ordering="starts")
    def when(self, session: Session) -> str:
        meeting = session.consultation
        return in_both(session.starts, meeting.zone, meeting.place) if session.starts else "–"
