from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.differences import differences
from consultations.models import Consultation, Document, Extension, Paragraph
from consultations.reading import paragraph_for
from ledger.refusal import Refused
from organisations.models import Representative
from recommendations import actions
from recommendations.filters import CommentFilter
from recommendations.forms import CommentForm, WordsForm
from recommendations.limits import is_commenting_too_often
from recommendations.models import Comment, Recommendation, Subject, Version, consultation_of
from recommendations.threads import (
    first_comments,
    place_of_comment,
    thread_address,
    threads_of,
    whole_thread,
)
from recommendations.views.fetching import canonical_redirect, commenting_acts, visible_or_404

# What somebody typed before they were asked to log in, until they are back.
KEPT = "kept_comment"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """The thread on a recommendation; and the place where a comment is sent to."""
    moved = canonical_redirect(request, code)
    return moved or _comments(request, visible_or_404(request.user, code))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_comments(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    """The thread on one paragraph of a document; and the place where a comment is sent to."""
    rows = Document.objects.visible_to(request.user)
    document = get_object_or_404(rows.select_related("consultation", "session"), slug=slug)
    return _comments(request, paragraph_for(document, anchor, request.user))


@login_not_required
@require_safe
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to the comment in its place."""
    rows = Comment.objects.visible_to(request.user)
    found = get_object_or_404(
        rows.select_related("recommendation", "paragraph__document", "parent"), public_id=public_id
    )
    return redirect(f"{place_of_comment(found, request.user)}#comment-{found.public_id}")


def _comments(request: HttpRequest, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        return _thread(request, subject)
    if not request.user.is_authenticated:
        return _kept_until_login(request, subject)
    context = commenting_acts(request, subject)
    if not context["can_comment"]:
        return _thread(request, subject, status=403)
    version = _version_of(subject, request.POST.get("version"))
    form = CommentForm(request.POST, acting=context["representative"], version=version)
    if not form.is_valid():
        return _thread(request, subject, form, status=422)
    if "preview" in request.POST:
        return _thread(request, subject, form)
    return _to_be_sent(request, subject, context["representative"], form)


def _to_be_sent(
    request: HttpRequest, subject: Subject, by: Representative, form: CommentForm
) -> HttpResponse:
    """Send it, or say on the page, with all that was typed, why it can't be sent."""
    if is_commenting_too_often(by):
        told = _("Your organisation has sent ten comments within an hour. Wait a while.")
        form.add_error(None, told)
        return _thread(request, subject, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        return _sent(request, subject, by, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return _thread(request, subject, form, status=422)


def _sent(
    request: HttpRequest, subject: Subject, by: Representative, form: CommentForm
) -> HttpResponse:
    words = form.cleaned_data
    written = actions.comment(
        about=subject,
        by=by,
        stance=words["stance"],
        text=words["text"],
        language=words["language"],
        suggested_text=words.get("suggested_text", ""),
        version=_version_spoken_of(subject, words["version"]),
        parent=_parent(subject, words["parent"], request.user),
    )
    request.session.pop(KEPT, None)
    if written.is_published:
        messages.success(request, _("Your comment is published."))
    else:
        messages.success(request, _("Thank you. Your comment waits for approval."))
    return redirect(written)


def _version_spoken_of(subject: Subject, number: int | None) -> Any:
    if isinstance(subject, Paragraph):
        return None
    found = subject.versions.filter(number=number or 0).first()
    if found is None:
        raise Refused(_("There is no such version of the text."))
    return found


def _version_of(subject: Subject, number: str | None) -> Version | None:
    """Return the version that a form was shown with; the present one where it names none."""
    if isinstance(subject, Paragraph):
        return None
    known = number if number and number.isdecimal() and len(number) < 5 else ""
    if known == str(subject.text.number):
        return subject.text
    found = subject.versions.filter(number=int(known)).first() if known else None
    return found or subject.text


def _parent(subject: Subject, public_id: str, user: Any) -> Comment | None:
    if not public_id:
        return None
    found = subject.comments.visible_to(user).filter(public_id=public_id).first()
    if found is None:
        raise Refused(_("The comment you answer is no longer there."))
    return found


def _thread(
    request: HttpRequest, subject: Subject, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    narrowing = _narrowing(request, subject)
    one, page = _one_thread(request, subject), request.GET.get("page")
    if one:
        threads, pages = whole_thread(one, request.user, page)
    else:
        pages = threads_of(subject, request.user, page, narrowing.qs)
        threads = list(pages)
    context = thread_context(request, subject, form) | {
        "threads": threads,
        "pages": pages,
        "answered": _answered(request, subject),
        "one_thread": one,
        "filter": narrowing,
        "typed": request.POST.get("text", "")[:20000],
    }
    return render(request, "recommendations/comments.html", context, status=status)


def thread_context(
    request: HttpRequest, subject: Subject, form: CommentForm | None = None
) -> dict[str, Any]:
    """Return what a page tells beside the comments on it, and what may be said there."""
    context = commenting_acts(request, subject) | {
        "thread_address": thread_address(subject),
        "comment_count": _published_on(subject),
    }
    context["consultation"] = consultation = consultation_of(subject)
    if isinstance(subject, Recommendation):
        context |= {"recommendation": subject, "version": subject.current_version}
        context["extensions"] = subject.comment_extensions
    else:
        context |= {"paragraph": subject, "document": subject.document}
        context["extensions"] = _extensions(consultation) if consultation else ()
    if context["can_comment"]:
        context["comment_form"] = form or _form(request, subject, context["representative"])
        is_previewed = form is not None and "preview" in request.POST and form.is_valid()
        context["preview"] = preview_of(form) if form and is_previewed else None
    return context


def _published_on(subject: Subject) -> int:
    """Return how many comments everybody reads; counted already on a recommendation's page."""
    known: int | None = getattr(subject, "published_comments", None)
    return subject.comments.published().count() if known is None else known


def preview_of(form: WordsForm) -> dict[str, Any]:
    """Return the words as they would be shown, with what they would change in the text."""
    suggested = form.cleaned_data.get("suggested_text", "")
    version = form.speaks_of
    changes = differences(version.text, suggested) if version and suggested else []
    return form.cleaned_data | {"changes": changes}


def _narrowing(request: HttpRequest, subject: Subject) -> CommentFilter:
    first = first_comments(subject, request.user)
    return CommentFilter(request.GET, queryset=first, request=request)


def _one_thread(request: HttpRequest, subject: Subject) -> Comment | None:
    """Return the comment whose whole thread is asked for, if any; as Http404 where it is none."""
    wanted = request.GET.get("thread", "")
    if not wanted:
        return None
    rows = first_comments(subject, request.user)
    return get_object_or_404(rows, public_id=wanted if wanted.isalnum() else "-")


def _extensions(consultation: Consultation) -> QuerySet[Extension]:
    rows: QuerySet[Extension] = consultation.extensions.filter(verb=Extension.Verb.COMMENT)
    return rows


def _answered(request: HttpRequest, subject: Subject) -> Comment | None:
    wanted = request.GET.get("answer") or request.POST.get("parent") or ""
    # Anything else is no public id, and a database may not take it even as a question.
    if not wanted.isalnum():
        return None
    rows = subject.comments.visible_to(request.user).published().filter(parent=None)
    return rows.filter(public_id=wanted[:20]).select_related("organisation").first()


def _form(request: HttpRequest, subject: Subject, representative: Representative) -> CommentForm:
    """Return an empty form for a comment, or one with what was typed before logging in."""
    initial: dict[str, Any] = {}
    if isinstance(subject, Recommendation):
        initial["version"] = subject.text.number
    answered = _answered(request, subject)
    if answered:
        initial["parent"] = answered.public_id
    kept = request.session.get(KEPT, {})
    if kept.get("place") == thread_address(subject):
        initial |= kept["words"]
    version = _version_of(subject, str(initial.get("version", "")))
    return CommentForm(acting=representative, initial=initial, version=version)


def _kept_until_login(request: HttpRequest, subject: Subject) -> HttpResponse:
    names = ("stance", "text", "language", "parent", "version", "suggested_text")
    words = {name: request.POST.get(name, "")[:20000] for name in names}
    request.session[KEPT] = {"place": thread_address(subject), "words": words}
    messages.info(request, _("Log in to send your comment. What you typed is kept."))
    return redirect_to_login(request.path + "#comment-form")
