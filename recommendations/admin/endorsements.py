from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organisations.admin.reading import ReadOnlyAdmin
from recommendations.models import Endorsement


@admin.register(Endorsement)
class EndorsementAdmin(ReadOnlyAdmin):
    """Who stands behind which text. Curators never sign and never withdraw for others."""

    list_display = ("organisation_name", "code", "version_number", "state", "signed_at", "source")
    list_filter = ("state", "source", "recommendation__consultation")
    list_select_related = ("recommendation", "version")
    search_fields = ("organisation_name", "organisation__name", "recommendation__code")
    date_hierarchy = "signed_at"

    @admin.display(description=_("code"), ordering="recommendation__code")
    def code(self, endorsement: Endorsement) -> str:
        return str(endorsement.recommendation.code)

    @admin.display(description=_("version"), ordering="version__number")
    def version_number(self, endorsement: Endorsement) -> int:
        return endorsement.version.number
