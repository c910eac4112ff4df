from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from organisations.admin.masking import shown_here
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import Application


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications are read here; they are decided on the organisation's own page."""

    list_display = ("organisation", "state", "user", "capacity", "received")
    list_filter = ("organisation__status",)
    list_select_related = ("organisation", "user")
    search_fields = ("organisation__name", "user__email", "user__name")
    ordering = ("-received",)
    fields = ("decide", "state", "user", "capacity", "about", "received")
    readonly_fields = ("decide", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).filter(organisation__in=shown_here(request))

    @admin.display(description=_("state"))
    def state(self, application: Application) -> str:
        return application.organisation.get_status_display()

    @admin.display(description=_("organisation"))
    def decide(self, application: Application) -> SafeString:
        """Lead to the organisation's page, where it is verified or rejected."""
        address = reverse(
            "admin:organisations_organisation_change", args=[application.organisation_id]
        )
        return format_html('<a href="{}">{}</a>', address, application.organisation)
