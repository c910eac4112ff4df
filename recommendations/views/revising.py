from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations.models import Representative
from recommendations import actions
from recommendations.differences import revisions_with_changes
from recommendations.forms import WithdrawForm, WordsForm
from recommendations.models import Comment
from recommendations.policies import Hindrance, revising_hindrance, taking_back_hindrance
from recommendations.views.commenting import preview_of
from recommendations.views.fetching import representative_of


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give one's organisation's comment other words."""
    comment, representative = own_comment(request, public_id)
    hindrance = (
        revising_hindrance(representative, comment, now())
        if representative
        else Hindrance.NOT_YOURS
    )
    before = comment.words_to_decide
    context: dict[str, Any] = {"comment": comment, "representative": representative}
    context["revisions"] = revisions_with_changes(comment)
    if representative is None or hindrance:
        context |= {"hindrance": hindrance, "typed": request.POST.get("text", "")[:20000]}
        return render(request, "recommendations/revise.html", context, status=403)
    initial = {
        "text": before.text,
        "language": before.language,
        "suggested_text": before.suggested_text,
    }
    form = WordsForm(
        request.POST or None, acting=representative, version=comment.version, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            context["preview"] = preview_of(form)
        elif _is_revised(comment, representative, form):
            messages.success(request, _told(comment))
            return redirect(comment)
    status = 422 if form.errors else 200
    return render(request, "recommendations/revise.html", context | {"form": form}, status=status)


def own_comment(request: HttpRequest, public_id: str) -> tuple[Comment, Representative | None]:
    """Return the comment and, if it is their organisation's, whom the person acts as.

    Raises Http404 where the person may not see it.
    """
    rows = Comment.objects.visible_to(request.user).select_related(
        "recommendation__consultation",
        "paragraph__document__consultation",
        "organisation",
        "version",
        "revision",
        "waiting",
    )
    comment = get_object_or_404(rows, public_id=public_id)
    acting = representative_of(request)
    if acting is None or not acting.is_acting(now()):
        return comment, None
    return comment, acting if acting.organisation_id == comment.organisation_id else None


def _is_revised(comment: Comment, by: Representative, form: WordsForm) -> bool:
    names = ("text", "language", "suggested_text")
    words = {name: form.cleaned_data.get(name, "") for name in names}
    try:
        actions.revise(comment=comment, by=by, **words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    comment.refresh_from_db()
    return True


def _told(comment: Comment) -> str:
    if comment.waiting:
        return _("Your new words wait for approval. Those that were approved keep showing.")
    if comment.is_published:
        return _("Your new words are published.")
    return _("Your new words wait for approval.")


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm, then withdraw one's organisation's comment: possible at any time."""
    comment, representative = own_comment(request, public_id)
    context: dict[str, Any] = {"comment": comment, "representative": representative}
    hindrance = (
        taking_back_hindrance(representative, comment, now())
        if representative
        else Hindrance.NOT_YOURS
    )
    if representative is None or hindrance:
        context["hindrance"] = hindrance
        return render(request, "recommendations/take_back.html", context, status=403)
    form = WithdrawForm(request.POST or None, acting=representative)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(comment=comment, by=representative)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Withdrawn. Only your organisation sees it now."))
        return redirect(comment)
    return render(request, "recommendations/take_back.html", context | {"form": form})
