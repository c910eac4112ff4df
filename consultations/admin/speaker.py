from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import actions
from consultations.admin.merging import MERGE, RULES, UNDO, alike
from consultations.admin.record import RecordAdmin, Way, form_for
from consultations.models import Appearance, Speaker, SpeakerMerge
from organisations.admin.acts import Act, ActsAdmin
from organisations.admin.deciders import with_deciders
from vocabulary.admin import TabularInline

if TYPE_CHECKING:
    SpeakerModelForm = forms.ModelForm[Speaker]
else:
    SpeakerModelForm = forms.ModelForm


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


class SpeakerForm(SpeakerModelForm):
    """A new speaker's address gets a number where another has it already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        is_free = slug and not Speaker.objects.filter(slug=slug).exists()
        if is_free or not self.instance._state.adding:
            return slug
        return actions.free_slug(slug or self.cleaned_data.get("name", ""))


@admin.register(Speaker)
class SpeakerAdmin(ActsAdmin, RecordAdmin):  # type: ignore[misc] # media add up
    form = SpeakerForm
    acts = (MERGE, UNDO)
    change_form_template = "admin/consultations/speaker/change_form.html"
    act_template = "admin/consultations/speaker/act.html"
    list_display = ("name", "honorific", "is_identity_confirmed", "number")
    list_filter = ("is_identity_confirmed", MergedFilter)
    search_fields = ("name", "slug")
    inlines = (AppearanceInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj and (obj.is_merged or self.is_shown_publicly(obj)) else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def is_shown_publicly(self, record: Speaker) -> bool:
        shown = Speaker.objects.on_record()
        return shown.filter(pk=record.merged_into_id or record.pk).exists()

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return where its page is: none of who appeared in nothing; of the merged, the other's."""
        shown = obj.merged_into or obj if obj else None
        if shown is None or not shown.appearances.exists():
            return None
        return super().get_view_on_site_url(shown)

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
