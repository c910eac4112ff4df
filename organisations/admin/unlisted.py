"""Organisations that are not listed: who protects them asks, with a reason, to be shown one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations import actions
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.forms import ReasonForm
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import Organisation, UnlistedOrganisation, User
from organisations.policies import is_protector


def _look(organisation: Organisation, *, by: User, reason: str) -> None:
    actions.look(organisation=organisation, by=by, reason=reason)


LOOK = Act(
    name="look",
    label=_("Show me which it is"),
    done=_("You are shown it for a quarter of an hour. Your look and your reason are kept."),
    explanation=_(
        "Its people trust that few know of it. For a quarter of an hour you see it as you see "
        "any other organisation in the admin. That you looked, when and why is kept for good."
    ),
    form=ReasonForm,
    carry_out=_look,
    is_possible=lambda organisation: not organisation.is_listed,
)


@admin.register(UnlistedOrganisation)
class UnlistedOrganisationAdmin(ActsAdmin, ReadOnlyAdmin):
    """Nothing here tells which organisation it is; every look is an entry in the ledger."""

    acts = (LOOK,)
    list_display = ("number", "status", "shown_until")
    list_filter = ("status",)
    ordering = ("pk",)
    fields = ("number", "status", "shown_until")
    readonly_fields = ("number", "shown_until")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnlistedOrganisation]:
        self.shown = actions.shown_until(person_of(request))
        return super().get_queryset(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_protector(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_protector(request.user)

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_protector(request.user)

    def address_after(self, request: HttpRequest, record: Any) -> str:
        """Return the page on which it is shown, once that was asked for."""
        is_shown = record.pk in actions.shown_until(person_of(request))
        kind = "organisation" if is_shown else "unlistedorganisation"
        return reverse(f"admin:organisations_{kind}_change", args=[record.pk])

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return None

    @admin.display(description=_("number"), ordering="pk")
    def number(self, organisation: Organisation) -> int:
        return organisation.pk

    @admin.display(description=_("shown to you until"))
    def shown_until(self, organisation: Organisation) -> Any:
        return self.shown.get(organisation.pk, "–")
