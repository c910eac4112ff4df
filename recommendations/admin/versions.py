from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organisations.admin.reading import ReadOnlyAdmin
from recommendations.models import Version


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """The texts as published, never changed."""

    list_display = ("recommendation_code", "number", "title", "change", "published_at")
    list_display_links = ("recommendation_code", "number")
    list_filter = ("change", "recommendation__consultation")
    list_select_related = ("recommendation",)
    search_fields = ("recommendation__code", "title", "text", "=fingerprint")
    date_hierarchy = "published_at"

    @admin.display(description=_("code"), ordering="recommendation__code")
    def recommendation_code(self, version: Version) -> str:
        return str(version.recommendation.code)
