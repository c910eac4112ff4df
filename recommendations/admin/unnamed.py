"""Who endorses without being named: shown to those who protect them, when they say why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.deciders import with_deciders
from organisations.admin.forms import ReasonForm
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_protector
from recommendations import actions
from recommendations.actions import signatures_shown_until
from recommendations.models import Endorsement, Recommendation, SignatureLook, UnnamedSignatures


def _look(recommendation: Recommendation, *, by: User, reason: str) -> None:
    actions.look_at_signatures(recommendation=recommendation, by=by, reason=reason)


LOOK = Act(
    name="look",
    label=_("Show me who is not named"),
    done=_("You are shown them for a quarter of an hour. Your look and your reason are kept."),
    explanation=_(
        "They were promised that nobody is told. For a quarter of an hour you see who endorses "
        "this text without being named. That you looked, when and why is kept for good."
    ),
    form=ReasonForm,
    carry_out=_look,
    is_possible=lambda recommendation: recommendation.code is not None,
)


@admin.register(UnnamedSignatures)
class UnnamedSignaturesAdmin(ActsAdmin, ReadOnlyAdmin):
    """Every recommendation is here, whether or not somebody endorses it without a name."""

    acts = (LOOK,)
    change_form_template = "admin/recommendations/unnamedsignatures/change_form.html"
    list_display = ("code", "title")
    search_fields = ("code", "current_version__kept_text")
    ordering = ("code",)
    fields = ("code", "title")
    readonly_fields = ("code", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnnamedSignatures]:
        rows: QuerySet[UnnamedSignatures] = super().get_queryset(request)
        return rows.select_related("current_version")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_protector(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_protector(request.user)

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_protector(request.user)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return None

    def record_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        until = signatures_shown_until(record, person_of(request))
        unnamed = Endorsement.objects.filter(recommendation=record.pk, named_from=None)
        signed = unnamed.exclude(signed_at=None).select_related("organisation", "version")
        return {
            "until": until,
            "unnamed": signed.order_by("organisation_name") if until else [],
            "looks": with_deciders(SignatureLook.objects.filter(recommendation=record.pk)),
        }

    @admin.display(description=_("title"))
    def title(self, recommendation: Recommendation) -> str:
        return recommendation.title
