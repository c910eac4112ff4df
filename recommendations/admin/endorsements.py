from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.forms import EvidenceForm
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator
from recommendations import actions
from recommendations.actions.looking import recommendations_shown
from recommendations.models import Endorsement
from recommendations.policies import Hindrance, has_signatory


def _conceal(endorsement: Endorsement, *, by: User) -> None:
    actions.conceal(endorsement=endorsement, by=by)


def _is_named_somewhere(endorsement: Endorsement) -> bool:
    """Tell whether its organisation is named by anything that it signed here."""
    named = Endorsement.objects.filter(naming=Endorsement.Naming.NAMED)
    here = {"recommendation": endorsement.recommendation_id}
    return named.filter(organisation=endorsement.organisation_id, **here).exists()


def _withdraw(endorsement: Endorsement, *, by: User, evidence: str) -> None:
    actions.withdraw_on_request(endorsement=endorsement, by=by, evidence=evidence)


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
    is_possible=_is_named_somewhere,
)


WITHDRAW = Act(
    name="withdraw",
    label=_("Withdraw on written request"),
    done=_("Withdrawn: %(record)s"),
    explanation=_(
        "Only for an organisation that asked in writing and has nobody left who may sign. The "
        "dates stay on record, and so does what you write here."
    ),
    form=EvidenceForm,
    carry_out=_withdraw,
    is_possible=lambda endorsement: endorsement.state in Endorsement.STANDING,
)


@admin.register(Endorsement)
class EndorsementAdmin(ActsAdmin, ReadOnlyAdmin):
    """Who stands behind which text, of those who are named. Curators sign for nobody."""

    acts = (CONCEAL, WITHDRAW)
    list_display = ("organisation_name", "code", "version_number", "state", "signed_at", "source")
    list_filter = ("state", "source", "recommendation__consultation")
    list_select_related = ("recommendation", "version")
    search_fields = ("organisation_name", "organisation__name", "recommendation__code")
    date_hierarchy = "signed_at"
    # Named one by one: what it succeeds, and when it counted, may tell of one that is not named.
    fields = (
        "organisation",
        "organisation_name",
        "recommendation",
        "version",
        "state",
        "reservation",
        "signed_by",
        "capacity",
        "signed_at",
        "withdrawn_by",
        "withdrawn_at",
        "source",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endorsement]:
        """Return those that are named, and others that the person asked to be shown."""
        shown = recommendations_shown(person_of(request))
        signed = Q(recommendation__in=shown, signed_at__isnull=False)
        return super().get_queryset(request).filter(Q(named_from__lte=now()) | signed)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act: its own people withdraw, where they can."""
        if act is WITHDRAW and has_signatory(record.organisation, now()):
            return str(Hindrance.SOMEBODY_SIGNS.label)
        return super().hindrance(request, act, record)

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
