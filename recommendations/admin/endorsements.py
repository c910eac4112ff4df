from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator
from recommendations import actions
from recommendations.models import Endorsement


def _conceal(endorsement: Endorsement, *, by: User) -> None:
    actions.conceal(endorsement=endorsement, by=by)


CONCEAL = Act(
    name="conceal",
    label=_("Conceal now"),
    done=_("The name is off every page, list and history."),
    explanation=_(
        "The organisation’s name leaves every page, list and history of this recommendation at "
        "once, this list too. Copies that somebody took before cannot be called back. Only the "
        "organisation itself shows its name again."
    ),
    carry_out=_conceal,
    is_possible=lambda endorsement: endorsement.is_named(now()),
)


@admin.register(Endorsement)
class EndorsementAdmin(ActsAdmin, ReadOnlyAdmin):
    """Who stands behind which text, of those who are named. Curators sign for nobody."""

    acts = (CONCEAL,)
    list_display = ("organisation_name", "code", "version_number", "state", "signed_at", "source")
    list_filter = ("state", "source", "recommendation__consultation")
    list_select_related = ("recommendation", "version")
    search_fields = ("organisation_name", "organisation__name", "recommendation__code")
    date_hierarchy = "signed_at"
    exclude = (
        "naming",
        "ask_again_on",
        "counted_from",
        "counted_until",
        "prepared_by",
        "note",
        "sign_by",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endorsement]:
        return super().get_queryset(request).filter(named_from__lte=now())

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_curator(request.user)

    def address_after(self, request: HttpRequest, record: Endorsement) -> str:
        """Return the list: the one that was concealed has no page any more."""
        return reverse("admin:recommendations_endorsement_changelist")

    @admin.display(description=_("code"), ordering="recommendation__code")
    def code(self, endorsement: Endorsement) -> str:
        return str(endorsement.recommendation.code)

    @admin.display(description=_("version"), ordering="version__number")
    def version_number(self, endorsement: Endorsement) -> int:
        return endorsement.version.number
