from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Document, Paragraph
from consultations.models.extract import make_public_id
from ledger.clock import now
from ledger.models import AppendOnlyModel
from organisations.models import Organisation, Representative
from organisations.models.user import MODERATE
from recommendations.models.recommendation import Recommendation
from recommendations.models.version import Version

Subject = Recommendation | Paragraph
# How long a moderator's claim keeps others from doing the same work.
TIME_TO_LOOK = timedelta(minutes=30)


def consultation_of(subject: Subject) -> Consultation | None:
    """Return the consultation it belongs to; none for a document of the whole process."""
    if isinstance(subject, Recommendation):
        return subject.consultation
    return subject.document.consultation


def waits(*, but_for: Any = None) -> models.Q:
    """Return the condition under which a comment waits for a moderator: for words, or an answer.

    Where a person is given, appeals against what they decided themselves are left out.
    """
    decisions: Any = Comment.decisions.rel.related_model
    appealed = decisions.objects.filter(comment=models.OuterRef("pk"), appeal__state="open")
    if but_for is not None:
        appealed = appealed.exclude(entry__actor_id=but_for.pk)
    is_undecided = models.Q(state="pending") | ~models.Q(waiting=None)
    return is_undecided | models.Q(models.Exists(appealed)) | models.Q(reported())


def reported(**which: str) -> models.Exists:
    """Return the condition under which somebody's report of a comment waits for a moderator."""
    reports: Any = Comment.reports.rel.related_model
    return models.Exists(
        reports.objects.filter(comment=models.OuterRef("pk"), state="open", **which)
    )


def _with_their_particulars() -> models.Prefetch:
    decisions: Any = Comment.decisions.rel.related_model
    decided = decisions.objects.select_related("rule__rule", "entry", "appeal")
    return models.Prefetch("decisions", decided)


class CommentQuerySet(models.QuerySet["Comment"]):
    def about(self, subject: Subject) -> "CommentQuerySet":
        """Return those on the recommendation, or on the paragraph."""
        is_asked = isinstance(subject, Recommendation)
        return self.filter(**{"recommendation" if is_asked else "paragraph": subject})

    def visible_to(self, user: Any) -> "CommentQuerySet":
        """Return published ones, one's own organisations' in any state, all for moderators."""
        # Looked up for each, since those of one text are a few of thousands.
        documents = Document.objects.visible_to(user)
        asks = Recommendation.objects.visible_to(user).order_by()
        readable = self.filter(
            models.Exists(documents.filter(pk=models.OuterRef("paragraph__document")))
            | models.Exists(asks.filter(pk=models.OuterRef("recommendation")))
        )
        if user.has_perm(MODERATE):
            return readable
        shown = models.Q(state=Comment.State.PUBLISHED)
        if user.is_authenticated:
            acting = Representative.objects.acting(now()).filter(user=user)
            shown |= models.Q(organisation__in=acting.values("organisation"))
        return readable.filter(shown)

    def published(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.PUBLISHED)

    def pending(self) -> "CommentQuerySet":
        """Return those that wait for a moderator."""
        return self.filter(waits())

    def with_rule(self) -> "CommentQuerySet":
        """Add `hidden_under`: the rule by which it was hidden last, as it was called then."""
        decisions: Any = Comment.decisions.rel.related_model
        hidden = decisions.objects.filter(comment=models.OuterRef("pk"), state=Comment.State.HIDDEN)
        return self.annotate(hidden_under=hidden.order_by("-pk").values("rule__name")[:1])

    def with_decisions(self) -> "CommentQuerySet":
        """Fetch what was decided on each, with the rule and the appeal, the latest first."""
        return self.prefetch_related(_with_their_particulars())

    def for_thread(self) -> "CommentQuerySet":
        """Return each with what its place in a thread shows, oldest first."""
        return self.with_particulars().order_by("created", "pk")

    def with_particulars(self) -> "CommentQuerySet":
        """Return each with what its place in a thread shows."""
        return self.select_related(
            "organisation__region",
            "organisation__country",
            "version",
            "revision",
            "waiting",
            "answer",
        )


class Comment(models.Model):
    """What an organisation says about a recommendation, or about a paragraph of a document."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        CONCERN = "supports-with-concern", _("Supports, with a concern")
        OBJECTS = "objects", _("Objects")
        ASKS = "asks", _("Asks")
        ADDS = "adds-information", _("Adds information")

    class State(models.TextChoices):
        PENDING = "pending", _("waits for approval")
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("returned to be mended")
        REJECTED = "rejected", _("rejected")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Domain model, “Comment”: what a moderator may decide, from which state it leads to which.
    MOVES = {
        "approve": (State.PENDING, State.PUBLISHED),
        "return": (State.PENDING, State.RETURNED),
        "reject": (State.PENDING, State.REJECTED),
        "hide": (State.PUBLISHED, State.HIDDEN),
        "restore": (State.HIDDEN, State.PUBLISHED),
    }
    # The same table: from where its organisation takes it back, or gives it other words.
    CAN_BE_WITHDRAWN = {State.PENDING, State.RETURNED, State.PUBLISHED, State.HIDDEN}
    CAN_BE_REVISED = {State.PENDING, State.RETURNED, State.PUBLISHED}

    public_id = models.CharField(
        _("public id"), max_length=12, unique=True, default=make_public_id, editable=False
    )
    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("recommendation"),
    )
    paragraph = models.ForeignKey(
        Paragraph,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("paragraph"),
    )
    version = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("version it speaks of"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="comments",
        verbose_name=_("organisation"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="comments",
        verbose_name=_("author"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    stance = models.CharField(_("stance"), max_length=24, choices=Stance)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    revision = models.OneToOneField(
        "CommentRevision",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="shown_by",
        verbose_name=_("words shown"),
    )
    waiting = models.OneToOneField(
        "CommentRevision",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="waits_for",
        verbose_name=_("words that wait for approval"),
    )
    answer = models.OneToOneField(
        "SuggestionAnswer",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="holds_for",
        verbose_name=_("answer to the suggested text"),
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    claimed_at = models.DateTimeField(_("looked at since"), null=True, editable=False)
    created = models.DateTimeField(_("received"), default=now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recommendation__isnull=False, paragraph=None)
                | models.Q(recommendation=None, paragraph__isnull=False),
                name="comment_is_on_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(recommendation=None, version=None)
                | models.Q(recommendation__isnull=False, version__isnull=False),
                name="comment_on_recommendation_names_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="comment_answers_another"
            ),
            models.CheckConstraint(
                condition=models.Q(waiting=None) | models.Q(state="published"),
                name="comment_waits_beside_published_words",
            ),
            models.CheckConstraint(
                condition=models.Q(claimed_by=None, claimed_at=None)
                | models.Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="comment_is_claimed_by_somebody_at_some_time",
            ),
        ]
        indexes = [models.Index(fields=["recommendation", "state"], name="comment_by_state")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_stance_display()}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.public_id])

    def get_stance_display(self) -> str:  # type: ignore[no-redef]
        """Return what people read for its stance; Django's own would translate all for it."""
        return str(dict(self.Stance.choices).get(self.stance, self.stance))

    @property
    def all_decisions(self) -> list[Any]:
        """What was decided on it, the latest first, with the rule and the appeal; asked for once.

        Of many comments it is fetched before, by `with_decisions`.
        """
        models.prefetch_related_objects([self], _with_their_particulars())
        return list(self.decisions.all())

    @property
    def subject(self) -> Subject:
        """What it is about; raises TypeError where neither is set, which the database refuses."""
        subject = self.recommendation or self.paragraph
        if subject is None:
            raise TypeError("A comment is about a recommendation or a paragraph.")
        return subject

    @property
    def consultation(self) -> Consultation | None:
        """The consultation it belongs to; none where the document is one of the whole process."""
        return consultation_of(self.subject)

    @property
    def place(self) -> str:
        """The code of the recommendation, or the reference of the paragraph."""
        subject = self.subject
        return str(subject.code if isinstance(subject, Recommendation) else subject.cited)

    @property
    def title(self) -> str:
        """What it is about, by its public code or place and title."""
        subject = self.subject
        if isinstance(subject, Recommendation):
            return f"{subject.code}: {subject.title}"
        return f"{subject.document.title}, {subject.cited}"

    @property
    def words(self) -> "CommentRevision":
        """The words that are shown; raises TypeError before they are kept."""
        if self.revision is None:
            raise TypeError("A comment has words from the moment it is kept.")
        return self.revision

    @property
    def words_to_decide(self) -> "CommentRevision":
        """The words that a moderator decides on: those that wait, else those that are shown."""
        return self.waiting or self.words

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def suggests(self) -> bool:
        """Whether the words shown come with another text for the recommendation."""
        return bool(self.words.suggested_text)

    @property
    def is_outdated(self) -> bool:
        """Whether the text has changed since the version that the comment speaks of."""
        return bool(
            self.recommendation and self.recommendation.current_version_id != self.version_id
        )

    @property
    def claim_ends(self) -> datetime:
        """When the claim of a moderator ends; raises TypeError where there is none."""
        if self.claimed_at is None:
            raise TypeError("Nobody has claimed this comment.")
        return self.claimed_at + TIME_TO_LOOK

    def is_claimed(self, at: datetime) -> bool:
        """Tell whether a moderator looks at it at that moment."""
        return self.claimed_at is not None and at < self.claim_ends

    def show(self, words: "CommentRevision") -> None:
        """Let these be the words shown; an answer holds for the text that it was given to."""
        if words.suggested_text != self.words.suggested_text:
            self.answer = None
        self.revision = words

    @property
    def waits_with_another_suggestion(self) -> bool:
        """Whether words that wait suggest another text than those that are shown."""
        return self.words_to_decide.suggested_text != self.words.suggested_text

    @property
    def can_be_revised(self) -> bool:
        return self.state in self.CAN_BE_REVISED

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state in self.CAN_BE_WITHDRAWN

    @property
    def is_revised(self) -> bool:
        """Whether the words shown are others than those first sent."""
        return self.words.number > 1

    def can_become(self, state: str) -> bool:
        return (self.State(self.state), self.State(state)) in self.MOVES.values()


class CommentRevision(AppendOnlyModel):
    """The words of a comment at one time, never changed."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    # The whole text that should stand in the place of the version's.
    suggested_text = models.TextField(_("suggested text"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    written_at = models.DateTimeField(_("written"), default=now)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("revision of a comment")
        verbose_name_plural = _("revisions of comments")
        ordering = ["comment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "number"], name="comment_revision_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.text
