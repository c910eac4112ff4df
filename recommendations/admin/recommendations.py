from typing import Any

from django.contrib import admin, messages
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.admin.record import RecordAdmin
from consultations.admin.windows import (
    IN_WORDS,
    extend_act,
    fixed_edges,
    window_fields,
    window_in_words,
)
from consultations.models import Extension
from consultations.zones import in_both
from ledger.clock import now
from organisations.admin.acts import Act, ActsAdmin, person_of
from organisations.models import User
from recommendations import actions
from recommendations.admin.drafts import unpublished_changes
from recommendations.admin.forms import MergeForm, PaperForm, PublishForm, RecommendationForm
from recommendations.admin.prefilling import drawn_from
from recommendations.models import Proposal, Recommendation, Suggestion, Version
from recommendations.reflecting import reflected_in

State = Recommendation.State


def _publish(recommendation: Recommendation, *, by: User, **given: Any) -> None:
    if given.get("change") == Version.Change.EDITORIAL:
        actions.propose_wording(recommendation=recommendation, by=by, note=given["note"])
    else:
        actions.publish(recommendation=recommendation, by=by, **given)


def _publish_wording(recommendation: Recommendation, *, by: User) -> None:
    actions.publish_wording(recommendation=recommendation, by=by)


def _drop_wording(recommendation: Recommendation, *, by: User) -> None:
    actions.drop_wording(recommendation=recommendation, by=by)


def _proposal(recommendation: Recommendation) -> Proposal | None:
    return recommendation.proposals.filter(state=Proposal.State.OPEN).first()


def _withdraw(recommendation: Recommendation, *, by: User) -> None:
    actions.withdraw_recommendation(recommendation=recommendation, by=by)


def _merge(recommendation: Recommendation, *, by: User, into: Recommendation) -> None:
    actions.merge_recommendation(recommendation=recommendation, into=into, by=by)


def _extend(recommendation: Recommendation, *, by: User, **given: Any) -> None:
    actions.extend_recommendation(recommendation=recommendation, by=by, **given)


def _enter_paper(recommendation: Recommendation, *, by: User, **given: Any) -> None:
    actions.enter_paper(recommendation=recommendation, by=by, **given)


def _may_be_published(recommendation: Recommendation) -> bool:
    if recommendation.is_published:
        return bool(unpublished_changes(recommendation))
    return recommendation.state == State.DRAFT


PUBLISH = Act(
    name="publish",
    label=_("Publish"),
    done=_("Published: %(record)s"),
    explanation=_(
        "This text becomes a version, which never changes and which is what is endorsed."
    ),
    form=PublishForm,
    carry_out=_publish,
    is_possible=_may_be_published,
)
PUBLISH_WORDING = Act(
    name="publish-wording",
    label=_("Publish the proposed wording"),
    done=_("Published: %(record)s"),
    explanation=_(
        "You confirm that what changes is wording alone. All endorsements go on for the new text; "
        "those who signed are told, and may object for fourteen days."
    ),
    carry_out=_publish_wording,
    is_possible=lambda recommendation: _proposal(recommendation) is not None,
)
DROP_WORDING = Act(
    name="drop-wording",
    label=_("Take the proposed wording back"),
    done=_("Not proposed any more: %(record)s"),
    explanation=_(
        "Nothing is published, and the draft stays as it is. Whoever proposed it is told, unless "
        "that is you."
    ),
    carry_out=_drop_wording,
    is_possible=lambda recommendation: _proposal(recommendation) is not None,
)
EXTEND = extend_act(
    _extend, _("It closes later for this recommendation alone, which has its own window then.")
)
PAPER = Act(
    name="paper",
    label=_("Enter what was signed on paper"),
    done=_(
        "Entered. Those who may sign for the organisation have been asked by mail to confirm, "
        "unless it endorses the text already."
    ),
    explanation=_(
        "An endorsement collected at a meeting counts only once one who may sign for the "
        "organisation confirms it by the mailed link, and chooses how it is named. Until then, "
        "and if they decline, nobody but its own people sees it: you neither."
    ),
    form=PaperForm,
    carry_out=_enter_paper,
    is_possible=lambda recommendation: recommendation.is_open_for_endorsement(now()),
)
WITHDRAW = Act(
    name="withdraw",
    label=_("Withdraw"),
    done=_("Withdrawn: %(record)s"),
    explanation=_("It stays on record and takes no more endorsements or comments."),
    carry_out=_withdraw,
    is_possible=lambda recommendation: recommendation.is_published,
)
MERGE = Act(
    name="merge",
    label=_("Merge into another"),
    done=_("Merged: %(record)s"),
    explanation=_(
        "It stays on record, leads to the other and takes no more acts. Those who endorse it are "
        "asked whether they endorse the other’s text."
    ),
    form=MergeForm,
    carry_out=_merge,
    is_possible=lambda recommendation: recommendation.is_published,
)


@admin.register(Recommendation)
class RecommendationAdmin(ActsAdmin, RecordAdmin):  # type: ignore[misc] # media add up
    """What is asked: drafted here, published by an act, and then on record for good."""

    form = RecommendationForm
    acts = (PUBLISH_WORDING, DROP_WORDING, PUBLISH, PAPER, EXTEND, WITHDRAW, MERGE)
    change_form_template = "admin/recommendations/recommendation/change_form.html"
    act_template = "admin/recommendations/recommendation/act.html"
    list_display = ("code_or_draft", "title", "consultation_code", "state", "level", "changes")
    list_display_links = ("code_or_draft", "title")
    list_filter = ("state", "consultation", "level", "themes")
    list_select_related = ("consultation", "current_version")
    search_fields = ("code", "draft_title", "draft_text", "current_version__kept_text")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recommendation]:
        visible = Recommendation.objects.visible_to(request.user)
        return visible.select_related("consultation", "current_version").order_by(
            *self.get_ordering(request)
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        where: tuple[Any, ...] = (("code_or_draft", "state"),) if obj else ()
        knows_consultation = obj or {"consultation"} & {*request.GET, *request.POST}
        drawn = (_("Drawn from"), {"fields": ("session", "extracts")})
        later = {"description": _("Session and extracts are chosen once this is saved.")}
        whose = (None, {"fields": (*where, "consultation")} | ({} if knows_consultation else later))
        text = ("draft_title", "draft_text", "draft_addressees", "draft_language")
        sorting = (("level", "is_level_inferred"), "themes", "objectives", "instruments")
        windows = {
            "fields": window_fields(obj),
            "description": _windows_of_consultation(obj) if obj else "",
        }
        return (
            whose,
            (_("What is asked"), {"fields": text}),
            *((drawn,) if knows_consultation else ()),
            (_("Sorted under"), {"fields": sorting}),
            (_("Windows of its own"), windows),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = () if obj.state == State.DRAFT else ("consultation",)
        return ("code_or_draft", "state", *fixed, *IN_WORDS, *fixed_edges(obj))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        return drawn_from(request.user, initial.get("extracts", [])) | initial

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.code else None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts are deleted, each by itself."""
        is_draft = obj is not None and obj.state == State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def response_change(self, request: HttpRequest, obj: Recommendation) -> HttpResponse:
        """Say that what was saved is a draft, where a published text stays what it is."""
        if obj.is_published and unpublished_changes(obj):
            told = _now("The published text is unchanged: publish the draft when it is ready.")
            self.message_user(request, told, messages.WARNING)
        return super().response_change(request, obj)

    def record_context(self, request: HttpRequest, record: Recommendation) -> dict[str, Any]:
        proposal = _proposal(record)
        return {
            "changes": unpublished_changes(record),
            "proposal": proposal,
            "touched": record.endorsements.named().count(),
            "reflected": reflected_in(record, request.user) if record.is_published else [],
            "suggestions": Suggestion.objects.filter(recommendation=record, answer=None).count(),
        }

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act: nobody publishes the wording they proposed."""
        proposal = _proposal(record) if act is PUBLISH_WORDING else None
        if proposal and proposal.proposed_by_id == person_of(request).pk:
            return _now("You proposed it: a second curator has to agree.")
        return super().hindrance(request, act, record)

    def done_message(self, request: HttpRequest, act: Act, record: Any) -> str:
        if act is PUBLISH and unpublished_changes(record):
            return _now("Proposed. A second curator looks at it and publishes it.")
        return super().done_message(request, act, record)

    @admin.display(description=_("code"), ordering="code")
    def code_or_draft(self, recommendation: Recommendation) -> str:
        return recommendation.code or str(_("draft"))

    @admin.display(description=_("title"), ordering="draft_title")
    def title(self, recommendation: Recommendation) -> str:
        return recommendation.title

    @admin.display(description=_("consultation"), ordering="consultation__code")
    def consultation_code(self, recommendation: Recommendation) -> str:
        return recommendation.consultation.code

    @admin.display(description=_("comments"))
    def comment_window_in_words(self, recommendation: Recommendation) -> str:
        return window_in_words(recommendation, Extension.Verb.COMMENT)

    @admin.display(description=_("endorsements"))
    def endorsement_window_in_words(self, recommendation: Recommendation) -> str:
        return window_in_words(recommendation, Extension.Verb.ENDORSEMENT)

    @admin.display(description=_("draft"))
    def changes(self, recommendation: Recommendation) -> str:
        return str(_("changed since")) if unpublished_changes(recommendation) else ""


def _windows_of_consultation(recommendation: Recommendation) -> str:
    """Return, in words, when the consultation's windows close, which hold while these are empty."""
    consultation = recommendation.consultation
    closes = {
        _("comments until"): consultation.comment_closes,
        _("endorsements until"): consultation.endorsement_closes,
    }
    known = [
        f"{verb} {in_both(moment, consultation.zone, consultation.place)}"
        for verb, moment in closes.items()
        if moment
    ]
    return format_html(
        "{} {}",
        _("Empty, those of the consultation hold:"),
        "; ".join(known) or _("none are set yet."),
    )
