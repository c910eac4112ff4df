"""What became of asks: curators look for them in a later text, and second or correct a finding."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consultations.policies import was_public
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator
from recommendations import actions
from recommendations.admin.finding_forms import AssessForm, CarryForm, CorrectForm
from recommendations.models import LaterText, Reflection
from recommendations.policies import (
    confirming_hindrance,
    correcting_hindrance,
    seconding_hindrance,
)


def _assess(text: LaterText, *, by: User, **given: Any) -> None:
    actions.assess(document=text, by=by, **given)


def _carry(text: Any, *, by: User, old: LaterText) -> None:
    text.carried = len(actions.carry_findings(old=old, new=text, by=by))


def _second(reflection: Reflection, *, by: User) -> None:
    actions.second_finding(reflection=reflection, by=by)


def _confirm(reflection: Reflection, *, by: User) -> None:
    actions.confirm_finding(reflection=reflection, by=by)


def _correct(reflection: Any, *, by: User, **given: Any) -> None:
    reflection.corrected = actions.correct_finding(reflection=reflection, by=by, **given)


def _may_be_read(text: LaterText) -> bool:
    return was_public(text) and not text.is_stub


ASSESS = Act(
    name="assess",
    label=_("Assess an ask"),
    done=_("Noted. A second curator has to agree."),
    explanation=_(
        "Say how far the ask is reflected in this text. Everybody reads the finding with its exact "
        "words, as assessed by one until another curator agrees."
    ),
    form=AssessForm,
    carry_out=_assess,
    is_possible=lambda text: _may_be_read(text) and text.asks().exists(),
)
CARRY = Act(
    name="carry",
    label=_("Carry findings from an earlier text"),
    done="",
    explanation=_(
        "Findings whose exact words stand in one place of this text are carried, to be confirmed. "
        "All others are left to be assessed."
    ),
    form=CarryForm,
    carry_out=_carry,
    is_possible=lambda text: _may_be_read(text) and text.earlier().exists(),
)
SECOND = Act(
    name="second",
    label=_("Agree as the second assessor"),
    done=_("Assessed by two now."),
    explanation=_("You have read the text yourself and find the same."),
    carry_out=_second,
    is_possible=lambda reflection: reflection.is_live,
)
CONFIRM = Act(
    name="confirm",
    label=_("Confirm"),
    done=_("Confirmed. A second curator has to agree."),
    explanation=_("You have read the words in their new place, and the finding holds there."),
    carry_out=_confirm,
    is_possible=lambda reflection: reflection.is_live,
)
CORRECT = Act(
    name="correct",
    label=_("Correct"),
    done=_("Corrected. A second curator has to agree; the former finding stays on record."),
    explanation=_("Another finding takes its place. The page says that it corrects one."),
    form=CorrectForm,
    carry_out=_correct,
    is_possible=lambda reflection: reflection.is_live,
)


@admin.register(LaterText)
class LaterTextAdmin(ActsAdmin, ReadOnlyAdmin):
    """Drafts and outcomes, each with what is asked before it: which asks does it answer?"""

    acts = (ASSESS, CARRY)
    change_form_template = "admin/recommendations/latertext/change_form.html"
    act_template = "admin/recommendations/latertext/act.html"
    list_display = ("title", "process", "date", "state", "is_stub", "found")
    list_filter = ("is_stub", ("process", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("process",)
    search_fields = ("title", "symbol", "slug")
    fields = ("kind", "process", "date", "state")
    ordering = ("-date", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LaterText]:
        live = ~Q(reflections__state=Reflection.State.SUPERSEDED)
        texts: QuerySet[LaterText] = super().get_queryset(request)
        return texts.annotate(number_found=Count("reflections", filter=live))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the text, with the ask or the paragraph that the address names."""
        found: Any = super().get_object(request, *args, **kwargs)
        if found:
            found.ask = request.GET.get("ask", "")
            found.asked_paragraph = request.GET.get("paragraph", "")
        return found

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_curator(request.user)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj else None

    def record_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        if not _may_be_read(record):
            return {}
        live = Reflection.objects.live().select_related("recommendation")
        kept = Prefetch("reflections", live.order_by("recommendation__code"))
        paragraphs = record.paragraphs.filter(withheld_reason="").prefetch_related(kept)
        return {"asks": record.asks().order_by("code"), "paragraphs": paragraphs}

    def done_message(self, request: HttpRequest, act: Act, record: Any) -> str:
        if act is not CARRY:
            return super().done_message(request, act, record)
        carried = ngettext(
            "%(number)s finding was carried, to be confirmed.",
            "%(number)s findings were carried, to be confirmed.",
            record.carried,
        )
        return carried % {"number": record.carried}

    @admin.display(description=_("findings"))
    def found(self, text: Any) -> int:
        return int(text.number_found)


class LiveFilter(admin.SimpleListFilter):
    """Those of a state; all where none is chosen."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Reflection.State.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Reflection]
    ) -> QuerySet[Reflection]:
        chosen = self.value()
        if chosen in Reflection.State.values:
            return queryset.filter(state=chosen)
        return queryset


@admin.register(Reflection)
class ReflectionAdmin(ActsAdmin, ReadOnlyAdmin):
    """What was found, to be seconded by another curator, confirmed or corrected."""

    acts = (SECOND, CONFIRM, CORRECT)
    change_form_template = "admin/recommendations/reflection/change_form.html"
    act_template = "admin/recommendations/reflection/act.html"
    list_display = ("code", "document", "finding", "state", "assessed_by", "seconded_by")
    list_display_links = ("code", "document")
    list_filter = (LiveFilter, "finding", ("document", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=recommendation__code", "words", "reason", "document__title")
    ordering = ("recommendation__code", "document__date", "pk")
    fields = ("state", "assessed_by", "assessed_at", "seconded_by", "seconded_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reflection]:
        what = ("recommendation__current_version", "version", "document", "paragraph")
        return super().get_queryset(request).select_related(*what, "assessed_by", "seconded_by")

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_curator(request.user)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act, in the words of its rule."""
        rules = {SECOND: seconding_hindrance, CONFIRM: confirming_hindrance}
        found = rules.get(act, correcting_hindrance)(person_of(request), record)
        return str(found.label) if found else ""

    def address_after(self, request: HttpRequest, record: Any) -> str:
        """Return the record's page; after it was corrected, that of the finding in its place."""
        return super().address_after(request, getattr(record, "corrected", record))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj else None

    @admin.display(description=_("code"), ordering="recommendation__code")
    def code(self, reflection: Reflection) -> str:
        return str(reflection.recommendation.code)
