"""What moderators do with comments, as acts on one comment and as actions on several."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ledger.clock import now
from ledger.refusal import Refused
from organisations.admin.acts import Act, person_of
from organisations.models import User
from recommendations import actions
from recommendations.admin.forms import OptionalReasonForm, RuleForm, ThreadForm
from recommendations.admin.reading_words import note_read, number_read
from recommendations.models import Comment

State = Comment.State


def _approve(comment: Comment, *, by: User) -> None:
    actions.approve(comment=comment, by=by, read=number_read(comment))


def _send_back(comment: Comment, *, by: User, **why: Any) -> None:
    actions.send_back(comment=comment, by=by, read=number_read(comment), **why)


def _reject(comment: Comment, *, by: User, **why: Any) -> None:
    actions.reject(comment=comment, by=by, read=number_read(comment), **why)


def _hide(comment: Comment, *, by: User, **why: Any) -> None:
    actions.hide(comment=comment, by=by, **why)


def _restore(comment: Comment, *, by: User, reason: str) -> None:
    actions.restore(comment=comment, by=by, reason=reason)


def _leave(comment: Comment, *, by: User) -> None:
    actions.leave_as_it_is(comment=comment, by=by)


def _claim(comment: Comment, *, by: User) -> None:
    actions.claim(comment=comment, by=by)


def _release(comment: Comment, *, by: User) -> None:
    actions.release(comment=comment, by=by)


def _hide_thread(comment: Comment, *, by: User, **why: Any) -> None:
    actions.hide_thread(comment=comment, by=by, **why)


def _moves(old: str, new: str) -> Callable[[Comment], bool]:
    def is_possible(comment: Comment) -> bool:
        is_waiting = old == State.PENDING and comment.waiting_id is not None
        return is_waiting or (comment.state == old and comment.can_become(new))

    return is_possible


APPROVE = Act(
    name="approve",
    label=gettext_lazy("Approve"),
    done=gettext_lazy("Published."),
    carry_out=_approve,
    is_possible=_moves(State.PENDING, State.PUBLISHED),
)
SEND_BACK = Act(
    name="return",
    label=gettext_lazy("Return"),
    done=gettext_lazy("Returned."),
    explanation=gettext_lazy("The author mends it and sends it again; nobody else reads it."),
    form=RuleForm,
    carry_out=_send_back,
    is_possible=_moves(State.PENDING, State.RETURNED),
)
REJECT = Act(
    name="reject",
    label=gettext_lazy("Reject"),
    done=gettext_lazy("Rejected."),
    explanation=gettext_lazy("The comment is not published."),
    form=RuleForm,
    carry_out=_reject,
    is_possible=_moves(State.PENDING, State.REJECTED),
)
HIDE = Act(
    name="hide",
    label=gettext_lazy("Hide"),
    done=gettext_lazy("Hidden."),
    explanation=gettext_lazy("The comment leaves every page at once. Its words are kept."),
    form=RuleForm,
    carry_out=_hide,
    is_possible=_moves(State.PUBLISHED, State.HIDDEN),
)
RESTORE = Act(
    name="restore",
    label=gettext_lazy("Restore"),
    done=gettext_lazy("Published again."),
    explanation=gettext_lazy("The comment is shown again."),
    form=OptionalReasonForm,
    carry_out=_restore,
    is_possible=_moves(State.HIDDEN, State.PUBLISHED),
)
LEAVE = Act(
    name="leave",
    label=gettext_lazy("Leave as it is"),
    done=gettext_lazy("Left as it is. Those who reported it have been told."),
    explanation=gettext_lazy("The comment keeps showing; those who reported it are told so."),
    carry_out=_leave,
    is_possible=lambda comment: any(each.state == "open" for each in comment.reports.all()),
)
CLAIM = Act(
    name="claim",
    label=gettext_lazy("Claim"),
    done=gettext_lazy("Others see for half an hour that you look at it."),
    explanation=gettext_lazy("Others see for half an hour that you look at it."),
    carry_out=_claim,
    is_possible=lambda comment: comment.is_waiting and not comment.is_claimed(now()),
)
RELEASE = Act(
    name="release",
    label=gettext_lazy("Give back"),
    done=gettext_lazy("Others see that nobody looks at it."),
    explanation=gettext_lazy("Others see that nobody looks at it."),
    carry_out=_release,
    is_possible=lambda comment: comment.is_claimed(now()),
)
HIDE_THREAD = Act(
    name="hide-thread",
    label=gettext_lazy("Hide the thread"),
    done=gettext_lazy("Hidden, with all answers to it."),
    explanation=gettext_lazy(
        "The comment and every answer leave every page at once. Each author reads the reason, and "
        "may appeal."
    ),
    form=ThreadForm,
    carry_out=_hide_thread,
    is_possible=lambda comment: comment.parent_id is None and comment.has_shown_answers,
)
# What may be done to many comments at once, and to each.
IN_BULK = (APPROVE, SEND_BACK, REJECT, HIDE, LEAVE, RESTORE, CLAIM, RELEASE)
DECISIONS = (*IN_BULK, HIDE_THREAD)


def as_action(act: Act) -> Callable[..., Any]:
    """Return the act as an action on the comments that are ticked, named after it."""

    def decide_on(modeladmin: Any, request: HttpRequest, comments: Any) -> Any:
        form = act.form(request.POST, record=None)
        if not form.is_valid():
            return _ask_for_reason(modeladmin, request, comments, act, form)
        _decide_on_each(modeladmin, request, comments, act, form.cleaned_data)
        return None

    decide_on.__name__ = act.name
    decide_on.short_description = act.label  # type: ignore[attr-defined] # as the admin expects
    decide_on.allowed_permissions = ["moderate"]  # type: ignore[attr-defined] # as above
    return decide_on


def _decide_on_each(
    modeladmin: Any, request: HttpRequest, comments: Any, act: Act, given: dict[str, Any]
) -> None:
    """Do it to each: one that is refused does not stop the rest."""
    rows = [note_read(comment, request.POST.get(f"read-{comment.pk}")) for comment in comments]
    outcomes = _outcomes(act, rows, person_of(request), given)
    for comment, outcome in zip(rows, outcomes, strict=True):
        if isinstance(outcome, Refused):
            messages.warning(request, f"{comment}: {outcome}")
    done = sum(not isinstance(outcome, Refused) for outcome in outcomes)
    if done:
        messages.success(request, f"{_counted(act, done)} {left(request.user)}")


def _outcomes(act: Act, rows: list[Comment], by: User, given: dict[str, Any]) -> list[object]:
    """Return for each what came of it: a decision, or why there is none."""
    if act.name in Comment.MOVES:
        # What is hidden is what is shown, whichever words were read.
        is_of_waiting = Comment.MOVES[act.name][0] == State.PENDING
        reads = [(row, number_read(row) if is_of_waiting else None) for row in rows]
        return list(actions.decide_on_each(act.name, reads, actions.Why(by, **given)))
    return [_outcome(act, row, by, given) for row in rows]


def _outcome(act: Act, row: Comment, by: User, given: dict[str, Any]) -> object:
    try:
        return act.carry_out(row, by=by, **given)
    except Refused as refused:
        return refused


def _counted(act: Act, number: int) -> str:
    return ngettext("%(number)s comment: %(done)s", "%(number)s comments: %(done)s", number) % {
        "number": number,
        "done": act.done,
    }


def left(user: Any) -> str:
    """Return how many comments wait: “7 left.”"""
    number = Comment.objects.visible_to(user).pending().count()
    return ngettext("%(number)s left.", "%(number)s left.", number) % {"number": number}


def _ask_for_reason(
    modeladmin: Any, request: HttpRequest, comments: Any, act: Act, form: Any
) -> TemplateResponse:
    is_begun = any(request.POST.get(name) for name in form.fields)
    context = {
        **modeladmin.admin_site.each_context(request),
        "opts": modeladmin.opts,
        "title": act.label,
        "act": act,
        "comments": comments,
        "form": form if is_begun else act.form(record=None),
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "is_across": request.POST.get("select_across") == "1",
        "address_back": request.get_full_path(),
        "media": modeladmin.media,
        "subtitle": _("Name the rule"),
    }
    return TemplateResponse(request, "admin/recommendations/comment/reason.html", context)
