from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.admin.record import RecordAdmin, Way, form_for
from consultations.models import Appearance, Speaker
from vocabulary.admin import TabularInline


class AppearanceInline(TabularInline):
    """Where the speaker appeared, to look at: each has a page of its own."""

    model = Appearance
    fields = ("role", "consultation", "session", "position", "body")
    show_change_link = True
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        visible = Appearance.objects.visible_to(request.user)
        appearances = super().get_queryset(request).filter(pk__in=visible)
        return appearances.select_related("speaker", "session__consultation", "consultation")


@admin.register(Speaker)
class SpeakerAdmin(RecordAdmin):
    list_display = ("name", "honorific", "is_identity_confirmed", "pk")
    list_filter = ("is_identity_confirmed",)
    search_fields = ("name", "slug")
    inlines = (AppearanceInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj and self.is_shown_publicly(obj) else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def is_shown_publicly(self, record: Speaker) -> bool:
        return Speaker.objects.on_record().filter(pk=record.pk).exists()

    def ways_on(self, request: HttpRequest, record: Speaker) -> list[Way]:
        return [Way(_("Add an appearance"), form_for(Appearance, speaker=record.pk))]
