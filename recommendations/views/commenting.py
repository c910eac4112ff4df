from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger.refusal import Refused
from organisations.models import Representative
from recommendations import actions
from recommendations.forms import CommentForm
from recommendations.models import Comment, Recommendation
from recommendations.threads import threads_of
from recommendations.views.fetching import acts, canonical_redirect, refuse, visible_or_404

# What somebody typed before they were asked to log in, until they are back.
KEPT = "kept_comment"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """The thread; and the place where a comment is sent to."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = visible_or_404(request.user, code)
    if request.method != "POST":
        return _thread(request, row)
    if not request.user.is_authenticated:
        return _kept_until_login(request, row)
    return _commented(request, row)


def _commented(request: HttpRequest, row: Recommendation) -> HttpResponse:
    context = acts(request, row)
    if not context.get("can_comment"):
        return refuse(request, row, context.get("comment_hindrance"))
    form = CommentForm(request.POST, acting=context["representative"])
    if form.is_valid():
        try:
            return _sent(request, row, context["representative"], form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _thread(request, row, form, status=422)


def _sent(
    request: HttpRequest, row: Recommendation, by: Representative, form: CommentForm
) -> HttpResponse:
    words = form.cleaned_data
    written = actions.comment(
        recommendation=row,
        by=by,
        stance=words["stance"],
        text=words["text"],
        language=words["language"],
        version=_version_spoken_of(row, words["version"]),
        parent=_parent(row, words["parent"], request.user),
    )
    request.session.pop(KEPT, None)
    if written.is_published:
        messages.success(request, _("Your comment is published."))
    else:
        messages.success(request, _("Thank you. Your comment waits for approval."))
    return redirect(written)


def _version_spoken_of(row: Recommendation, number: int) -> Any:
    found = row.versions.filter(number=number).first()
    if found is None:
        raise Refused(_("There is no such version of the text."))
    return found


def _parent(row: Recommendation, public_id: str, user: Any) -> Comment | None:
    if not public_id:
        return None
    found = row.comments.visible_to(user).filter(public_id=public_id).first()
    if found is None:
        raise Refused(_("The comment you answer is no longer there."))
    return found


def _thread(
    request: HttpRequest,
    row: Recommendation,
    form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = acts(request, row) | {
        "recommendation": row,
        "version": row.current_version,
        "threads": threads_of(row, request.user, request.GET.get("page")),
        "answered": _answered(request, row),
        "comment_count": row.comments.published().count(),
    }
    if context.get("can_comment"):
        context["comment_form"] = form or comment_form(request, row, context["representative"])
    return render(request, "recommendations/comments.html", context, status=status)


def _answered(request: HttpRequest, row: Recommendation) -> Comment | None:
    wanted = request.GET.get("answer") or request.POST.get("parent") or ""
    # Anything else is no public id, and a database may not take it even as a question.
    if not wanted.isalnum():
        return None
    rows = row.comments.visible_to(request.user).published().filter(parent=None)
    return rows.filter(public_id=wanted[:20]).select_related("organisation").first()


def comment_form(
    request: HttpRequest, row: Recommendation, representative: Representative
) -> CommentForm:
    """Return an empty form for a comment, or one with what was typed before logging in."""
    initial: dict[str, Any] = {"version": row.text.number}
    answered = _answered(request, row)
    if answered:
        initial["parent"] = answered.public_id
    kept = request.session.get(KEPT, {})
    if kept.get("code") == row.code:
        initial |= kept["words"]
    return CommentForm(acting=representative, initial=initial)


def _kept_until_login(request: HttpRequest, row: Recommendation) -> HttpResponse:
    names = ("stance", "text", "language", "parent")
    words = {name: request.POST.get(name, "")[:20000] for name in names}
    request.session[KEPT] = {"code": row.code, "words": words}
    messages.info(request, _("Log in to send your comment. What you typed is kept."))
    return redirect_to_login(request.path + "#comment-form")
