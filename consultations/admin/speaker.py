from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.admin.merging import MERGE, RULES, UNDO, alike
from consultations.admin.record import RecordAdmin, Way, form_for
from consultations.models import Appearance, Speaker, SpeakerMerge
from organisations.admin.acts import Act, ActsAdmin
from organisations.admin.deciders import with_deciders
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


class MergedFilter(admin.SimpleListFilter):
    """Those that stand by themselves, unless the merged ones are asked for."""

    title = gettext_lazy("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Merged into another"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> QuerySet[Speaker]:
        """Return what was asked for; whoever chooses a speaker is offered none that is merged."""
        is_asked = self.value() == "yes" and IS_POPUP_VAR not in request.GET
        return queryset.filter(merged_into__isnull=not is_asked)


@admin.register(Speaker)
class SpeakerAdmin(ActsAdmin, RecordAdmin):  # type: ignore[misc] # media add up
    acts = (MERGE, UNDO)
    change_form_template = "admin/consultations/speaker/change_form.html"
    act_template = "admin/consultations/speaker/act.html"
    list_display = ("name", "honorific", "is_identity_confirmed", "pk")
    list_filter = ("is_identity_confirmed", MergedFilter)
    search_fields = ("name", "slug")
    inlines = (AppearanceInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj and (obj.is_merged or self.is_shown_publicly(obj)) else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def is_shown_publicly(self, record: Speaker) -> bool:
        return Speaker.objects.on_record().filter(pk=record.pk).exists()

    def ways_on(self, request: HttpRequest, record: Speaker) -> list[Way]:
        if record.is_merged:
            return []
        return [Way(_("Add an appearance"), form_for(Appearance, speaker=record.pk))]

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act, in the words of its rule."""
        found = RULES[act.name](record)
        return str(found.label) if found else ""

    def record_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        merges = SpeakerMerge.objects.filter(Q(merged=record) | Q(kept=record))
        return {
            "merges": with_deciders(merges.select_related("merged", "kept")),
            "alike": alike(record),
        }
