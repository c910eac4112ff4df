from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator, is_moderator
from recommendations import actions
from recommendations.admin.forms import AnswerForm
from recommendations.models import Appeal
from recommendations.policies import answering_hindrance

_LOOKED_UP = ("admin:index", "admin:app_list", "admin:recommendations_appeal")


def _overturn(appeal: Appeal, *, by: User, answer: str) -> None:
    actions.answer_appeal(appeal=appeal, by=by, answer=answer, is_overturned=True)


def _let_stand(appeal: Appeal, *, by: User, answer: str) -> None:
    actions.answer_appeal(appeal=appeal, by=by, answer=answer, is_overturned=False)


def _is_open(appeal: Appeal) -> bool:
    return appeal.state == Appeal.State.OPEN


OVERTURN = Act(
    name="overturn",
    label=_("Overturn the decision"),
    done=_("Overturned: the words show now, and the author has been told."),
    explanation=_("The words that were decided on show at once. The author reads your answer."),
    form=AnswerForm,
    carry_out=_overturn,
    is_possible=_is_open,
)
LET_STAND = Act(
    name="let-stand",
    label=_("Let the decision stand"),
    done=_("Answered: the decision stands, and the author has been told."),
    explanation=_("Nothing changes. The author reads your answer."),
    form=AnswerForm,
    carry_out=_let_stand,
    is_possible=_is_open,
)


@admin.register(Appeal)
class AppealAdmin(ActsAdmin, ReadOnlyAdmin):
    """Appeals against decisions on comments, for those who may answer them. Oldest first."""

    acts = (OVERTURN, LET_STAND)
    act_template = "admin/recommendations/appeal/act.html"
    list_display = ("waiting", "case", "state")
    list_filter = ("state",)
    list_per_page = 25
    fields = ("case", "state", "answer", "answered_at")
    readonly_fields = ("case", "answer", "answered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """Return all for moderators; for a curator those that only curators can answer."""
        rows = (
            super()
            .get_queryset(request)
            .select_related(
                "decision__entry",
                "decision__rule",
                "decision__revision",
                "decision__comment__organisation",
                "decision__comment__recommendation__current_version",
                "decision__comment__paragraph__document",
            )
        )
        if is_moderator(request.user):
            return rows
        person = person_of(request)
        may = [
            each.pk
            for each in rows.filter(state="open")
            if not answering_hindrance(person, each, now())
        ]
        # Who has answered goes on reading what they answered.
        return rows.filter(Q(pk__in=may) | Q(answered_by=person.pk))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Curators are shown appeals only where there are some that nobody else can answer.

        That is looked up on the first page of the admin and on those of appeals, not on each.
        """
        if not super().has_view_permission(request, obj):
            return False
        if is_moderator(request.user):
            return True
        where = request.resolver_match.view_name if request.resolver_match else ""
        return where.startswith(_LOOKED_UP) and self.get_queryset(request).exists()

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_moderator(request.user) or is_curator(request.user)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from answering: nobody judges what they decided."""
        own = answering_hindrance(person_of(request), record, now()) if _is_open(record) else None
        return str(own.label) if own else super().hindrance(request, act, record)

    @admin.display(description=_("waits"), ordering="made_at")
    def waiting(self, appeal: Appeal) -> str:
        return timesince(appeal.made_at, depth=1) if _is_open(appeal) else "–"

    @admin.display(description=_("case"))
    def case(self, appeal: Appeal) -> SafeString:
        context = {"appeal": appeal, "decision": appeal.decision}
        return render_to_string("admin/recommendations/appeal/case.html", context)
