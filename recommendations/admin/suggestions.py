"""What commenters suggest as another text: curators take it into the draft, or answer it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator
from recommendations import actions
from recommendations.admin.forms import VerdictForm
from recommendations.admin.reading_words import note_read, number_read, with_read
from recommendations.models import Suggestion
from recommendations.policies import answering_suggestion_hindrance, taking_hindrance

OPEN, ANSWERED = "open", "answered"


def _take(suggestion: Suggestion, *, by: User) -> None:
    actions.take_suggestion(comment=suggestion, by=by, read=number_read(suggestion))


def _answer(suggestion: Suggestion, *, by: User, verdict: str, reason: str) -> None:
    given = {"verdict": verdict, "reason": reason}
    actions.answer_suggestion(comment=suggestion, by=by, read=number_read(suggestion), **given)


TAKE = Act(
    name="take",
    label=_("Take into the draft"),
    done=_("It is the draft now, and its author has been told. Look at it, then publish it."),
    explanation=_(
        "The suggested text becomes the draft of the next version, which will name whose "
        "suggestion it was. The draft is not published yet; that it is accepted, everybody reads "
        "beside the comment, and its author by mail."
    ),
    carry_out=_take,
    is_possible=lambda suggestion: suggestion.suggests,
)
ANSWER = Act(
    name="answer",
    label=_("Answer"),
    done=_("Answered, and its author has been told."),
    explanation=_(
        "Everybody reads the answer beside the comment. What is accepted, in whole or in part, is "
        "named by the next version."
    ),
    form=VerdictForm,
    carry_out=_answer,
    is_possible=lambda suggestion: suggestion.suggests,
)


class AnswerFilter(admin.SimpleListFilter):
    """Those that wait for an answer, unless others are chosen."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(OPEN, _("waits for an answer")), (ANSWERED, _("answered")), ("all", _("all"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Suggestion]
    ) -> QuerySet[Suggestion]:
        chosen = self.value() or OPEN
        known = {OPEN: queryset.filter(answer=None), ANSWERED: queryset.exclude(answer=None)}
        return known.get(chosen, queryset)

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or OPEN
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value}, ["p"])
            yield {"selected": chosen == value, "query_string": query, "display": label}


@admin.register(Suggestion)
class SuggestionAdmin(ActsAdmin, ReadOnlyAdmin):
    """Oldest first; only what everybody may read."""

    acts = (TAKE, ANSWER)
    act_template = "admin/recommendations/suggestion/act.html"
    list_display = ("said_by", "code", "suggested", "answered")
    list_display_links = ("said_by",)
    list_filter = (AnswerFilter, ("recommendation__consultation", admin.RelatedOnlyFieldListFilter))
    list_per_page = 25
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("revision__suggested_text", "revision__text", "=recommendation__code")
    sortable_by = ()
    fields = ("said_by", "code", "stance", "said", "suggested", "answered", "created")
    readonly_fields = ("said_by", "code", "said", "suggested", "answered")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": _("Suggested texts")} | (extra_context or {})
        )

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_curator(request.user)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Suggestion | None:
        """Return the suggestion, with the number of what was read; who decides has to say it."""
        found: Suggestion | None = super().get_object(request, *args, **kwargs)
        unread = "0" if request.method == "POST" else None
        return note_read(found, request.GET.get("read") or unread) if found else None

    def address_of(self, act: Act, record: Suggestion, filters: str) -> str:
        """Return the act's page, which remembers the list, and the words that were read."""
        return with_read(super().address_of(act, record, filters), record.words)

    def address_after(self, request: HttpRequest, record: Suggestion) -> str:
        """Return the record's page; after its text was taken, that of the draft."""
        if not request.path.endswith(f"/{TAKE.name}/"):
            return super().address_after(request, record)
        page = "admin:recommendations_recommendation_change"
        return reverse(page, args=[record.recommendation_id])

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act, in the words of its rule."""
        rule = taking_hindrance if act is TAKE else answering_suggestion_hindrance
        found = rule(person_of(request), record, now())
        return str(found.label) if found else ""

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj else None

    @admin.display(description=_("organisation"))
    def said_by(self, suggestion: Suggestion) -> str:
        return str(suggestion.organisation)

    @admin.display(description=_("recommendation"))
    def code(self, suggestion: Suggestion) -> str:
        version: Any = suggestion.version
        told = {"code": version.recommendation.code, "number": version.number}
        return str(_("%(code)s, version %(number)s") % told)

    @admin.display(description=_("comment"))
    def said(self, suggestion: Suggestion) -> SafeString:
        return self._rendered("said", suggestion)

    @admin.display(description=_("suggested text"))
    def suggested(self, suggestion: Suggestion) -> SafeString:
        return self._rendered("suggested", suggestion)

    @admin.display(description=_("answer"))
    def answered(self, suggestion: Suggestion) -> SafeString:
        return self._rendered("answered", suggestion)

    def _rendered(self, part: str, suggestion: Suggestion) -> SafeString:
        context = {"comment": suggestion}
        return render_to_string(f"admin/recommendations/suggestion/{part}.html", context)
