from django.contrib import admin

from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import Application


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications are read here; they are decided on the organisation's own page."""

    list_display = ("organisation", "user", "capacity", "received")
    list_filter = ("organisation__status",)
    list_select_related = ("organisation", "user")
    search_fields = ("organisation__name", "user__email", "user__name")
    fields = ("organisation", "user", "capacity", "about", "received")
