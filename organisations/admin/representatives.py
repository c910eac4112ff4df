from typing import Any

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.history import ReadHistoryAdmin
from organisations import actions
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.forms import RepresentativeForm
from organisations.admin.masking import shown_here
from organisations.models import Organisation, Representative


def _end(representative: Representative, *, by: Any) -> None:
    actions.end_rights(representative=representative, by=by)


def _has_not_ended(representative: Representative) -> bool:
    return representative.ends is None or representative.ends > now()


@admin.register(Representative)
class RepresentativeAdmin(ActsAdmin, ReadHistoryAdmin):
    """Who may act for whom. What somebody signed stays when their rights end."""

    form = RepresentativeForm
    acts = (
        Act(
            name="end",
            label=_("End the rights"),
            done=_("The rights have ended."),
            explanation=_(
                "The person can no longer act for the organisation. What was signed stays."
            ),
            carry_out=_end,
            is_possible=_has_not_ended,
        ),
    )
    list_display = (
        "user",
        "organisation",
        "may_comment",
        "may_prepare",
        "may_sign",
        "capacity",
        "starts",
        "ends",
    )
    list_display_links = ("user", "organisation")
    list_filter = ("may_sign", "may_prepare", "may_comment", "organisation__status")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__name", "organisation__name", "organisation__acronym")
    date_hierarchy = "starts"
    formfield_overrides = {
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Representative]:
        rows: models.QuerySet[Representative] = super().get_queryset(request)
        return rows.filter(organisation__in=shown_here(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        whom = ("user", "organisation") if obj else ("organisation", "email", "person")
        rights = ("may_comment", "may_prepare", "may_sign", "capacity", "is_name_public")
        utc = _("Times are in UTC.")
        return (
            (None, {"fields": whom}),
            (_("Rights"), {"fields": (*rights, "evidence")}),
            (_("Time"), {"fields": ("starts", "ends"), "description": utc}),
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        for name in ("email", "person") if obj else ():
            form.base_fields.pop(name, None)
        form.by = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "organisation") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the organisations that act, or may come to; the person is named by address."""
        kwargs["queryset"] = shown_here(request).exclude(
            status__in=(Organisation.Status.RECORDED, Organisation.Status.REJECTED)
        )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        if obj.user.pk is None:
            obj.user = actions.add_person(person=obj.user, by=person_of(request))
        actions.grant(representative=obj, by=person_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of one who was blanked there is nothing left to change."""
        is_there = obj is None or not obj.user.is_blanked
        return is_there and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
