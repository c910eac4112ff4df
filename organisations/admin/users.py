from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.refusal import Refused
from organisations import actions
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.deciders import with_deciders
from organisations.admin.forms import BlankForm, FactorForm, PersonForm
from organisations.admin.masking import people_shown_here, shown_here
from organisations.models import Blanking, User
from organisations.policies import BlankingHindrance, blanking_hindrance, factor_hindrance


def _blank(person: User, *, by: User, reason: str) -> None:
    actions.blank_person(person=person, by=by, reason=reason)


BLANK = Act(
    name="blank",
    label=_("Blank this person"),
    done=_("Nothing says any more who this person was. Pages name them “%(record)s”."),
    explanation=_("Whatever says who this person is leaves the record. This cannot be undone."),
    form=BlankForm,
    carry_out=_blank,
    is_possible=lambda person: not person.is_blanked,
)


def _reset_factor(person: User, *, by: User, reason: str) -> None:
    actions.reset_second_factor(person=person, by=by, reason=reason)


FACTOR = Act(
    name="factor",
    label=_("Reset the second factor"),
    done=_("They log in without a second factor now, and were told so by mail."),
    explanation=_(
        "For somebody who has lost their phone and their recovery codes. A mail alone is no "
        "proof, as whoever took over their mailbox would write it: speak with them, or with "
        "somebody who knows them, by a way that you knew before. Who works in the admin has to "
        "set up a new second factor before anything else."
    ),
    form=FactorForm,
    carry_out=_reset_factor,
    is_possible=lambda person: Authenticator.objects.filter(user=person).exists(),
)


@admin.register(User)
class UserAdmin(ActsAdmin):
    """People: curators add, name and blank them, superusers decide who works in the admin."""

    form = PersonForm
    acts = (BLANK, FACTOR)
    change_form_template = "admin/organisations/user/change_form.html"
    act_template = "admin/organisations/user/act.html"
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_staff", "is_active", "is_blanked", "groups")
    search_fields = ("email", "name")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).filter(pk__in=people_shown_here(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        person = (None, {"fields": ("email", "name")})
        if obj is None or obj.is_blanked or not request.user.is_superuser:
            return (person,)
        access = ("is_active", "is_staff", "is_superuser", "groups")
        return (person, (_("Access"), {"fields": access}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            actions.add_person(person=obj, by=person_of(request))
            return
        before = User.objects.select_for_update().get(pk=obj.pk)
        request.roles_before = actions.roles_of(before)  # type: ignore[attr-defined]
        if before.is_blanked:
            raise Refused(BlankingHindrance.BLANKED.label)
        super().save_model(request, obj, form, change)
        if before.is_active and not obj.is_active:
            actions.deactivate(person=obj, by=person_of(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            before = request.roles_before  # type: ignore[attr-defined]
            actions.note_roles(person=form.instance, before=before, by=person_of(request))

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return self.has_change_permission(request)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        hindrance = blanking_hindrance if act is BLANK else factor_hindrance
        found: Any = hindrance(record, person_of(request))
        return str(found.label) if found else ""

    def record_context(self, request: HttpRequest, record: User) -> dict[str, Any]:
        shown = shown_here(request)
        grants = record.representatives.not_ended(now()).filter(organisation__in=shown)
        applications = record.applications.filter(organisation__in=shown)
        return {
            "blankings": with_deciders(Blanking.objects.filter(person=record)),
            "resets": with_deciders(record.factor_resets.all()),
            "grants": grants.select_related("organisation"),
            "applications": applications.select_related("organisation"),
            "reached_there": shown.filter(contact_email__iexact=record.email),
        }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of one who was blanked there is nothing left to change."""
        is_there = obj is None or not obj.is_blanked
        return is_there and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
