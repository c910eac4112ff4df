"""The admin of organisations, whole: suspending one touches what it endorses."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organisations.admin.acts import Act
from organisations.admin.forms import EvidenceForm, ReasonForm
from organisations.admin.organisations import OrganisationAdmin
from organisations.models import Organisation, User
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


@admin.register(Organisation)
class WholeOrganisationAdmin(OrganisationAdmin):
    acts = (*OrganisationAdmin.acts, SUSPEND, VERIFY_AGAIN, ALLOW_ENDORSING, STOP_ENDORSING)
