from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.forms import AppealForm
from recommendations.models import Appeal, Comment, ModerationDecision
from recommendations.policies import Hindrance, appealing_ends, appealing_hindrance
from recommendations.views.revising import own_comment


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read the statement of reasons, and appeal; or read what was answered."""
    comment, representative = own_comment(request, public_id)
    context: dict[str, Any] = {"comment": comment, "representative": representative}
    decision = _decision_against(comment) if representative else None
    if representative is None or decision is None:
        why = Hindrance.NOTHING_TO_APPEAL if representative else Hindrance.NOT_YOURS
        return _page(request, context | {"hindrance": why}, status=403)
    context |= {"decision": decision, "made": Appeal.objects.filter(decision=decision).first()}
    hindrance = appealing_hindrance(representative, decision, now())
    if hindrance:
        status = 200 if context["made"] and request.method != "POST" else 403
        return _page(request, context | {"hindrance": hindrance}, status=status)
    form = AppealForm(request.POST or None, acting=representative)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(decision=decision, by=representative, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your appeal is sent. You hear of the answer by mail."))
            return redirect("appeal", comment.public_id)
    return _page(request, context | {"form": form, "until": appealing_ends(decision)})


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["typed"] = request.POST.get("text", "")[:20000]
    return render(request, "recommendations/appeal.html", context, status=status)


def _decision_against(comment: Comment) -> ModerationDecision | None:
    """Return the latest decision that kept words of the comment from being read, if any."""
    rows = comment.decisions.exclude(state=Comment.State.PUBLISHED)
    rows = rows.select_related("rule", "revision", "entry")
    decision: ModerationDecision | None = rows.first()
    if decision:
        decision.comment = comment
    return decision
