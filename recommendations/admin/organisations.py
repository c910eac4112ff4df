"""The admin of organisations, whole: suspending one touches what it endorses."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.actions import set_listed
from organisations.admin.acts import Act
from organisations.admin.forms import EvidenceForm, ReasonForm
from organisations.admin.organisations import OrganisationAdmin
from organisations.models import Organisation, User
from organisations.policies import listing_hindrance
from recommendations import actions

Status = Organisation.Status


def _allow_endorsing(organisation: Organisation, *, by: User, evidence: str) -> None:
    actions.set_may_endorse(organisation=organisation, may_endorse=True, by=by, evidence=evidence)


def _stop_endorsing(organisation: Organisation, *, by: User, evidence: str) -> None:
    actions.set_may_endorse(organisation=organisation, may_endorse=False, by=by, evidence=evidence)


def _suspend(organisation: Organisation, *, by: User, reason: str) -> None:
    actions.suspend_organisation(organisation=organisation, by=by, reason=reason)


def _verify_again(organisation: Organisation, *, by: User, evidence: str) -> None:
    actions.restore_organisation(organisation=organisation, by=by, evidence=evidence)


def _unlist(organisation: Organisation, *, by: User, reason: str) -> None:
    actions.unlist_organisation(organisation=organisation, by=by, reason=reason)


def _list(organisation: Organisation, *, by: User, reason: str) -> None:
    set_listed(organisation=organisation, is_listed=True, by=by, reason=reason)


SUSPEND = Act(
    name="suspend",
    label=_("Suspend"),
    done=_("The organisation is suspended and its endorsements are paused."),
    explanation=_(
        "Its endorsements are not counted while it is suspended, and nobody acts for it. "
        "Verifying it again brings them back."
    ),
    form=ReasonForm,
    carry_out=_suspend,
    is_possible=lambda organisation: organisation.can_become(Status.SUSPENDED),
)
VERIFY_AGAIN = Act(
    name="verify-again",
    label=_("Verify again"),
    done=_("The organisation is verified again and its endorsements count."),
    form=EvidenceForm,
    carry_out=_verify_again,
    is_possible=lambda organisation: organisation.status == Status.SUSPENDED,
)
ALLOW_ENDORSING = Act(
    name="allow-endorsing",
    label=_("Let it endorse"),
    done=_("The organisation may endorse."),
    form=EvidenceForm,
    carry_out=_allow_endorsing,
    is_possible=lambda organisation: organisation.is_verified and not organisation.may_endorse,
)
STOP_ENDORSING = Act(
    name="stop-endorsing",
    label=_("No longer let it endorse"),
    done=_("The organisation may comment only."),
    explanation=_("This is refused while the organisation endorses anything."),
    form=EvidenceForm,
    carry_out=_stop_endorsing,
    is_possible=lambda organisation: organisation.can_endorse,
)


UNLIST = Act(
    name="unlist",
    label=_("Take off every list"),
    done=_("It exists for its own people alone now."),
    explanation=_(
        "Its name, page and address leave every page, list and history at once; what it endorses "
        "counts on without its name, and its comments are those of “an organisation, not named”. "
        "You will not see it any more either, unless you may ask to be shown it. Copies that "
        "somebody took before cannot be called back."
    ),
    form=ReasonForm,
    carry_out=_unlist,
    is_possible=lambda organisation: not listing_hindrance(organisation, is_listed=False),
)
LIST = Act(
    name="list",
    label=_("List it"),
    done=_("It is listed: everybody sees its page."),
    explanation=_(
        "Only when it asked for it in writing. Its page and its comments show its name; what it "
        "endorsed without its name stays so until one who may sign says otherwise."
    ),
    form=ReasonForm,
    carry_out=_list,
    is_possible=lambda organisation: not listing_hindrance(organisation, is_listed=True),
)


@admin.register(Organisation)
class WholeOrganisationAdmin(OrganisationAdmin):
    acts = (
        *OrganisationAdmin.acts,
        SUSPEND,
        VERIFY_AGAIN,
        ALLOW_ENDORSING,
        STOP_ENDORSING,
        UNLIST,
        LIST,
    )

    def address_after(self, request: HttpRequest, record: Organisation) -> str:
        """Return its page, or the list where it is not shown any more."""
        if self.get_queryset(request).filter(pk=record.pk).exists():
            return super().address_after(request, record)
        return reverse("admin:organisations_organisation_changelist")
