from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consultations.admin.record import RecordAdmin
from consultations.forms.meeting import AppearanceForm
from consultations.models import Appearance


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    form = AppearanceForm
    list_display = ("shown_name", "role", "consultation", "session", "position", "body", "number")
    list_filter = ("role", ("consultation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("speaker", "consultation", "session__consultation")
    search_fields = ("speaker__name", "printed", "position", "body", "consultation__title")
    date_hierarchy = "consultation__starts"
    raw_id_fields = ("speaker", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        visible = Appearance.objects.visible_to(request.user)
        return super().get_queryset(request).filter(pk__in=visible)

    @admin.display(description=_("name"), ordering="speaker__name")
    def shown_name(self, appearance: Appearance) -> str:
        return appearance.shown_name
