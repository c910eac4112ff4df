from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consultations.admin.record import RecordAdmin, Way, page_of, person
from recommendations import actions
from recommendations.admin.forms import TranslationForm
from recommendations.models import Translation


@admin.register(Translation)
class TranslationAdmin(RecordAdmin):
    """Texts in other languages, to be read beside the one that is signed."""

    form = TranslationForm
    list_display = ("code", "version_number", "language", "title", "translator")
    list_display_links = ("code", "version_number", "language")
    list_filter = ("language", "version__recommendation__consultation")
    list_select_related = ("version__recommendation",)
    search_fields = ("version__recommendation__code", "title", "text")
    raw_id_fields = ("version",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("version", "language") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Translation]:
        return super().get_queryset(request).select_related("version__recommendation")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        actions.translate(translation=obj, by=person(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def is_shown_publicly(self, record: Translation) -> bool:
        return not record.version.is_withheld

    def ways_on(self, request: HttpRequest, record: Translation) -> list[Way]:
        return [Way(str(_("Version")), page_of(record.version))]

    @admin.display(description=_("code"), ordering="version__recommendation__code")
    def code(self, translation: Translation) -> str:
        return str(translation.version.recommendation.code)

    @admin.display(description=_("version"), ordering="version__number")
    def version_number(self, translation: Translation) -> int:
        return translation.version.number
