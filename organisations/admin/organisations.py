from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import transaction
from django.db.models import Case, F, ManyToManyField, QuerySet, TextField, URLField, When
from django.db.models.functions import Lower
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from ledger.history import ReadHistoryAdmin
from organisations import actions
from organisations.actions import shown_until
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.deciders import with_deciders
from organisations.admin.forms import OrganisationForm, ReasonForm, VerifyForm
from organisations.admin.masking import shown_here
from organisations.indexing import ORGANISATIONS
from organisations.models import Application, Organisation, Representative, User
from organisations.names import mixes_scripts
from organisations.policies import is_protector
from search.indexing import index

Status = Organisation.Status


@transaction.atomic
def _verify(organisation: Organisation, *, by: User, evidence: str, **chosen: Any) -> None:
    may_endorse = chosen.pop("may_endorse")
    actions.verify(organisation=organisation, by=by, evidence=evidence, may_endorse=may_endorse)
    if chosen.pop("make_representative", False):
        user = Application.objects.get(organisation=organisation).user
        known = Representative.objects.filter(organisation=organisation, user=user).first()
        representative = known or Representative(organisation=organisation, user=user)
        for name, value in chosen.items():
            setattr(representative, name, value)
        representative.evidence = evidence
        actions.grant(representative=representative, by=by)


def _reject(organisation: Organisation, *, by: User, reason: str) -> None:
    actions.decide(organisation=organisation, status=Status.REJECTED, by=by, reason=reason)


def _reopen(organisation: Organisation, *, by: User, reason: str) -> None:
    actions.decide(organisation=organisation, status=Status.PENDING, by=by, reason=reason)


VERIFY = Act(
    name="verify",
    label=_("Verify"),
    done=_(
        "The organisation is verified. Below stands whether it may endorse, "
        "and who may sign for it."
    ),
    explanation=_("It appears among the organisations, and those who represent it may act."),
    form=VerifyForm,
    carry_out=_verify,
    is_possible=lambda organisation: organisation.status == Status.PENDING,
)
REJECT = Act(
    name="reject",
    label=_("Reject"),
    done=_("The application is rejected."),
    explanation=_("It stays hidden. The decision can be taken back by opening it again."),
    form=ReasonForm,
    carry_out=_reject,
    is_possible=lambda organisation: organisation.can_become(Status.REJECTED),
)
REOPEN = Act(
    name="reopen",
    label=_("Open again"),
    done=_("The application waits for a decision again."),
    form=ReasonForm,
    carry_out=_reopen,
    is_possible=lambda organisation: organisation.can_become(Status.PENDING),
)


class OrganisationAdmin(ActsAdmin, ReadHistoryAdmin):
    """Who may comment and endorse, and who is on record only; those who wait come first."""

    form = OrganisationForm
    acts: tuple[Act, ...] = (VERIFY, REJECT, REOPEN)
    change_form_template = "admin/organisations/organisation/change_form.html"
    act_template = "admin/organisations/organisation/act.html"
    list_display = ("name", "status", "waiting", "kind", "region", "may_endorse")
    list_filter = ("status", "may_endorse", "kind", ("region", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("region", "application")
    search_fields = ("name", "acronym", "aliases", "contact_email", "slug")
    formfield_overrides = {
        ManyToManyField: {"widget": CheckboxSelectMultiple},
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
        URLField: {"assume_scheme": "https"},
    }
    ordering = (
        Case(When(status=Status.PENDING, then=F("application__received"))).asc(nulls_last=True),
        Lower("name"),
    )
    fieldsets = (
        (None, {"fields": ("name", "acronym", "slug", "aliases", "kind")}),
        (_("Where"), {"fields": ("country", "region", "languages", "website", "contact_email")}),
        (
            _("How it works"),
            {
                "fields": (
                    "members",
                    "accreditation",
                    "sign_off_rule",
                    "requires_second_signatory",
                    "interest_declaration",
                )
            },
        ),
        (_("Among curators"), {"fields": ("curators_note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).filter(pk__in=shown_here(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        standing = (_("Standing"), {"fields": ("status", "may_endorse")})
        return (standing, *fieldsets) if obj else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug", "status", "may_endorse") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, as members, those on record."""
        listed = Organisation.objects.listed()
        kwargs["queryset"] = listed.filter(status__in=Organisation.PUBLIC_STATUSES)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep what can be edited here; all else may have moved since it was read."""
        obj._history_user = request.user
        if not change:
            actions.put_on_record(organisation=obj, by=person_of(request))
            return
        fields = self.opts.concrete_fields
        edited = {each.name for each in fields if each.editable and not each.primary_key}
        obj.save(update_fields=edited - {"slug"} | {"name_skeleton"})
        index(ORGANISATIONS, [obj.pk])

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_public = obj and obj.is_listed and obj.status in Organisation.PUBLIC_STATUSES
        return obj.get_absolute_url() if is_public else None

    def record_context(self, request: HttpRequest, record: Organisation) -> dict[str, Any]:
        application = Application.objects.filter(organisation=record).select_related("user")
        alike = Organisation.objects.looking_like(record.name).exclude(pk=record.pk)
        if not is_protector(request.user):
            alike = alike.listed()
        return {
            "application": application.first(),
            "look_alikes": alike,
            "mixes_scripts": mixes_scripts(record.name),
            "decisions": with_deciders(record.decisions),
            "listings": with_deciders(record.listings),
            "looks": with_deciders(record.looks) if is_protector(request.user) else [],
            "shown_until": shown_until(person_of(request)).get(record.pk),
            "grants": record.representatives.select_related("user", "granted_by"),
        }

    @admin.display(description=_("waiting"), ordering="application__received")
    def waiting(self, organisation: Organisation) -> str:
        """Return for how long the application waits for a decision."""
        application = getattr(organisation, "application", None)
        if application is None or organisation.status != Status.PENDING:
            return ""
        return timesince(application.received, depth=1)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
