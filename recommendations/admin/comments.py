"""The moderators' queue: what waits is read in one list, and decided there."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from consultations.differences import differences
from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.admin.deciders import with_deciders
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import Representative, User
from organisations.models.user import MODERATE
from organisations.policies import is_moderator
from recommendations.admin.deciding import (
    CLAIM,
    DECISIONS,
    IN_BULK,
    RELEASE,
    as_action,
    left,
)
from recommendations.admin.forms import ModerationActionForm
from recommendations.admin.reading_words import note_read, with_read
from recommendations.models import Appeal, Comment, ModerationDecision, Report
from recommendations.models.comment import reported, waits
from recommendations.policies import deciding_hindrance

State = Comment.State
ALL = "all"
ANSWERS_BESIDE = 10


class StateFilter(admin.SimpleListFilter):
    """What waits, unless another state is chosen; looking for words looks in all states."""

    title = _("state")
    parameter_name = "state"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        # The rows that were ticked are named one by one and may be in any state; to choose all
        # of a list without naming them means the list that was shown.
        ticked = request.method == "POST" and request.POST.get("select_across") != "1"
        self.default = ALL if ticked or request.GET.get("q") else State.PENDING

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*State.choices, (ALL, _("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        state = self.value() or self.default
        if state == State.PENDING:
            return queryset.filter(waits())
        return queryset.filter(state=state) if state in State else queryset

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or self.default
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value}, ["p"])
            yield {"selected": chosen == value, "query_string": query, "display": label}


class LenientPaginator(Paginator):
    """Where the last page emptied while somebody worked on it, shows the one before."""

    def validate_number(self, number: Any) -> int:
        return super().validate_number(min(int(number), self.num_pages))


def _first_report() -> QuerySet[Report]:
    rows = Report.objects.open().filter(comment=OuterRef("pk")).order_by("reported_at")
    return rows.values("reported_at")[:1]  # type: ignore[return-value]


def _beginning_of(thread: str) -> Prefetch:
    """Fetch the first answers in a thread, to be read beside a comment."""
    rows = Comment.objects.for_thread()[:ANSWERS_BESIDE]
    return Prefetch(thread, rows, to_attr="first_replies")


def _is_appealed(decision: ModerationDecision) -> bool:
    return hasattr(decision, "appeal") and decision.appeal.state == Appeal.State.OPEN


def _is_of_another(act: Act, comment: Comment, request: HttpRequest) -> bool:
    """Tell whether the act is about a claim, and it is another moderator's."""
    is_about_it = act in (CLAIM, RELEASE) and comment.is_claimed(now())
    return is_about_it and comment.claimed_by_id != person_of(request).pk


def _is_held_up(act: Act, comment: Comment, request: HttpRequest) -> bool:
    """Tell whether an appeal, or another moderator's claim, stands in the way."""
    is_appealed = any(_is_appealed(each) for each in comment.decisions.all())
    is_decision = act.name in Comment.MOVES
    return (is_appealed and is_decision) or _is_of_another(act, comment, request)


@admin.register(Comment)
class CommentAdmin(ActsAdmin, ReadOnlyAdmin):
    """Oldest first. Nobody changes words here; each decision is an act with its reason."""

    acts = DECISIONS
    actions = [as_action(act) for act in IN_BULK]
    action_form = ModerationActionForm
    change_form_template = "admin/recommendations/comment/change_form.html"
    act_template = "admin/recommendations/comment/act.html"
    list_display = ("organisation_waiting", "stance", "words", "speaks_of")
    list_filter = (
        StateFilter,
        "stance",
        ("recommendation__consultation", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = (
        "organisation",
        "recommendation",
        "version__recommendation",
        "paragraph__document",
        "revision",
        "waiting",
        "parent__organisation",
        "parent__revision",
        "claimed_by",
    )
    list_per_page = 25
    paginator = LenientPaginator
    show_facets = admin.ShowFacets.NEVER
    search_fields = (
        "revision__text",
        "revision__suggested_text",
        "name_to_search",
        "=recommendation__code",
    )
    sortable_by = ("organisation_waiting",)
    fields = ("said_by", "stance", "state", "created", "words", "speaks_of")
    readonly_fields = ("said_by", "words", "speaks_of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Return the comments; looked for by a name that everybody may know."""
        listed = When(organisation__is_listed=True, then="organisation__name")
        visible = Comment.objects.visible_to(request.user)
        return (
            visible.annotate(
                name_to_search=Case(listed, default=Value("")),
                since=Coalesce("waiting__written_at", _first_report(), "revision__written_at"),
                is_urgent=reported(reason=Report.Reason.SAFETY),
                is_waiting=ExpressionWrapper(waits(), BooleanField()),
                has_shown_answers=Exists(Comment.objects.published().filter(parent=OuterRef("pk"))),
            )
            .with_decisions()
            .prefetch_related(_beginning_of("replies"), _beginning_of("parent__replies"))
            .prefetch_related(Prefetch("reports", Report.objects.select_related("reporter")))
            .order_by(*self.get_ordering(request))
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What may endanger somebody first; then the oldest, by when it began to wait."""
        return ("-is_urgent", "since", "pk")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Comment | None:
        comment: Comment | None = super().get_object(request, *args, **kwargs)
        return note_read(comment, request.GET.get("read")) if comment else None

    def address_of(self, act: Act, record: Comment, filters: str) -> str:
        """Return the act's page, which remembers the list, and the words that were read."""
        return with_read(super().address_of(act, record, filters), record.words_to_decide)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        filters = self.get_preserved_filters(request)
        acting = Representative.objects.acting(now()).filter(user=request.user.pk)
        own = set(acting.values_list("organisation", flat=True))
        others = User.objects.holding(MODERATE).exclude(pk=person_of(request).pk) if own else []
        told = _("Of your own organisation: %(names)s may decide on it.") % {
            "names": ", ".join(map(str, others)) or _("nobody else yet")
        }

        @admin.display(description=_("decide"))
        def decide(comment: Comment) -> SafeString | str:
            is_own = comment.organisation_id in own
            return told if is_own else self._buttons(request, comment, filters)

        return [*super().get_list_display(request), decide]

    def _buttons(self, request: HttpRequest, comment: Comment, filters: str) -> SafeString:
        buttons = [
            {
                "label": act.label,
                "address": self.address_of(act, comment, filters),
                "is_immediate": not act.form.base_fields,
                "decides": act not in (CLAIM, RELEASE),
            }
            for act in self.acts
            if act.is_possible(comment) and not _is_held_up(act, comment, request)
        ]
        claim = comment if comment.is_claimed(now()) else None
        context = {"buttons": buttons, "comment": comment, "claim": claim}
        return render_to_string("admin/recommendations/comment/buttons.html", context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, in the whole width of the page."""
        wide = {"is_nav_sidebar_enabled": False, "title": _("Comments")}
        return super().changelist_view(request, wide | (extra_context or {}))

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return is_moderator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_moderator(request.user) and super().has_view_permission(request, obj)

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_moderator(request.user)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act: nobody decides on their own comment."""
        own = deciding_hindrance(person_of(request), record, now())
        if own or not _is_of_another(act, record, request):
            return str(own.label) if own else super().hindrance(request, act, record)
        return _("%(name)s looks at it already.") % {"name": record.claimed_by}

    def done_message(self, request: HttpRequest, act: Act, record: Any) -> str:
        return f"{act.done} {left(request.user)}"

    def address_after(self, request: HttpRequest, record: Comment) -> str:
        """Return the list as it was, at the comment if it still waits, else at the next."""
        filters = QueryDict(request.GET.get("_changelist_filters", "")).urlencode()
        since: Any = record.since  # type: ignore[attr-defined] # as the queryset adds it
        later = Q(since=since, pk__gte=record.pk) | Q(since__gt=since)
        following = self.get_queryset(request).filter(later, waits()).first()
        address = reverse("admin:recommendations_comment_changelist")
        place = f"#comment-{following.pk}" if following else ""
        return f"{address}?{filters}{place}"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        is_shown = obj is not None and obj.is_published and obj.recommendation
        return obj.get_absolute_url() if is_shown else None

    def record_context(self, request: HttpRequest, record: Comment) -> dict[str, Any]:
        return {
            "revisions": record.revisions.all(),
            "decisions": with_deciders(record.decisions),
        }

    @admin.display(description=_("organisation"), ordering="since")
    def organisation_waiting(self, comment: Comment) -> SafeString:
        if comment.state == State.PENDING or comment.waiting:
            since: Any = comment.since  # type: ignore[attr-defined] # as the queryset adds it
            told = _("waits %(time)s") % {"time": timesince(since, depth=1)}
        else:
            told = comment.get_state_display()
        return format_html('{} <small class="quiet">{}</small>', comment.organisation, told)

    @admin.display(description=_("said by"))
    def said_by(self, comment: Comment) -> str:
        """Return the organisation; its people are not for moderators to know."""
        return str(comment.organisation)

    @admin.display(description=_("comment"))
    def words(self, comment: Comment) -> SafeString:
        changes = differences(comment.words.text, comment.waiting.text) if comment.waiting else []
        appeal = next((each.appeal for each in comment.decisions.all() if _is_appealed(each)), None)
        context = {"comment": comment, "changes": changes, "appeal": appeal}
        context["reports"] = [each for each in comment.reports.all() if each.state == "open"]
        return render_to_string("admin/recommendations/comment/words.html", context)

    @admin.display(description=_("speaks of"))
    def speaks_of(self, comment: Comment) -> SafeString:
        context = {"comment": comment}
        return render_to_string("admin/recommendations/comment/speaks_of.html", context)
