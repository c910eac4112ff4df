from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.kinds import kind_in_words
from consultations.models.appearance import Appearance
from consultations.models.consultation import Consultation, Process, Session
from consultations.models.file import StoredFile
from consultations.references import in_words
from ledger.clock import now
from ledger.models import AppendOnlyModel, Entry
from organisations.models import Organisation
from organisations.models.user import CURATE
from organisations.names import validate_plain_line


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Return the public ones whose embargo has passed, and all for curators."""
        if user.has_perm(CURATE):
            return self
        return self.filter(
            models.Q(embargo_until=None) | models.Q(embargo_until__lte=now()),
            models.Q(consultation=None) | models.Q(consultation__state=Consultation.State.PUBLIC),
            state=Document.State.PUBLIC,
        )

    def with_file_offered(self, user: Any) -> "DocumentQuerySet":
        """Add `is_file_offered`: whether the person may have the original file."""
        offering = Document.objects.offering_file_to(user).filter(pk=models.OuterRef("pk"))
        return self.select_related("file").annotate(is_file_offered=models.Exists(offering))

    def offering_file_to(self, user: Any) -> "DocumentQuerySet":
        """Return those whose original file the person may have: withheld words are in it, too."""
        visible = self.visible_to(user).exclude(file=None)
        return visible.exclude(paragraphs__in=Paragraph.objects.withheld_from(user))


class Document(models.Model):
    """A text in which something was said: a statement, a report, a draft, an outcome."""

    # When it changes by itself: see `ledger.remembering`.
    EDGES = ("embargo_until",)

    class Basis(models.TextChoices):
        VERBATIM = "verbatim", _("the wording")
        PARAPHRASE = "paraphrase", _("our paraphrase")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLIC = "public", _("public")
        WITHHELD = "withheld", _("withheld")

    MOVES = {
        (State.DRAFT, State.REVIEW),
        (State.DRAFT, State.PUBLIC),
        (State.REVIEW, State.DRAFT),
        (State.REVIEW, State.PUBLIC),
        (State.PUBLIC, State.WITHHELD),
        (State.WITHHELD, State.PUBLIC),
    }

    process = models.ForeignKey(
        Process, models.PROTECT, related_name="documents", verbose_name=_("process")
    )
    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("consultation"),
        help_text=_("Empty for a text of the whole process, such as a draft or the outcome."),
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("session"),
    )
    kind = models.CharField(_("kind"), max_length=60, help_text=_("Statement, session report …"))
    title = models.CharField(_("title"), max_length=400, validators=[validate_plain_line])
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    author = models.CharField(_("author as printed"), max_length=200, blank=True)
    author_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("organisation meant"),
    )
    delivered_by = models.ForeignKey(
        Appearance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delivered",
        verbose_name=_("delivered by"),
        help_text=_("Empty where the source names nobody."),
    )
    text_basis = models.CharField(_("text"), max_length=10, choices=Basis, default=Basis.VERBATIM)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="documents",
        verbose_name=_("original file"),
    )
    source_url = models.URLField(_("source address"), blank=True)
    is_stub = models.BooleanField(_("cited, not held"), default=False)
    is_checked = models.BooleanField(_("particulars are checked"), default=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    withheld_reason = models.TextField(_("reason for withholding"), blank=True, editable=False)

    is_file_offered: bool  # as found by `with_file_offered`

    objects = DocumentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file", "state", "withheld_reason"])

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["date", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(replaces=models.F("id")), name="document_replaces_another"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withheld") | ~models.Q(withheld_reason=""),
                name="document_withheld_gives_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(file=None) | models.Q(text_basis="verbatim", is_stub=False),
                name="document_with_file_is_the_wording",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])

    @property
    def kind_in_words(self) -> str:
        """Return its kind in the language that is active, where it is a customary one."""
        return kind_in_words(self.kind)

    def address_of(self, anchor: str) -> str:
        """Return the address of a paragraph, or of an extract's note, in whatever part it is."""
        return f"{self.get_absolute_url()}?at={anchor}#{anchor}"

    @property
    def is_paraphrase(self) -> bool:
        return self.text_basis == self.Basis.PARAPHRASE

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def can_have_file(self) -> bool:
        """Whether there can be an original: a paraphrase has none, nor what is not held."""
        return not self.is_paraphrase and not self.is_stub

    def can_become(self, state: str) -> bool:
        return (self.State(self.state), self.State(state)) in self.MOVES


class ParagraphQuerySet(models.QuerySet["Paragraph"]):
    def withheld_from(self, user: Any) -> "ParagraphQuerySet":
        """Return those whose words are withheld, unless from curators."""
        return self.none() if user.has_perm(CURATE) else self.exclude(withheld_reason="")

    def readable_by(self, user: Any) -> "ParagraphQuerySet":
        """Return those whose words the person may read."""
        visible = self.filter(document__in=Document.objects.visible_to(user))
        return visible.exclude(pk__in=Paragraph.objects.withheld_from(user))

    def with_comment_count(self) -> "ParagraphQuerySet":
        """Add `comment_count`: how many comments on it everybody reads."""
        comments: Any = self.model.comments.rel.related_model
        counted = (
            comments.objects.published()
            .filter(paragraph=models.OuterRef("pk"))
            .order_by()
            .values("paragraph")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(comment_count=Coalesce(models.Subquery(counted), 0))


class Paragraph(models.Model):
    """One block of a document, with the label it prints and the reference we compose."""

    class Kind(models.TextChoices):
        TITLE = "title", _("title")
        DATELINE = "dateline", _("place and date")
        SALUTATION = "salutation", _("salutation")
        HEADING = "heading", _("heading")
        PARAGRAPH = "paragraph", _("paragraph")
        ITEM = "item", _("item")
        QUESTION = "question", _("question")
        TABLE_ROW = "table-row", _("row of a table")
        CLOSING = "closing", _("closing")
        NOTE = "note", _("note")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="paragraphs", verbose_name=_("document")
    )
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PARAGRAPH)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    label = models.CharField(_("label as printed"), max_length=40, blank=True)
    reference = models.CharField(_("reference"), max_length=120)
    anchor = models.SlugField(_("anchor"), max_length=60)
    text = models.TextField(_("text"))
    cells = models.JSONField(_("cells"), null=True, blank=True)
    first_line = models.PositiveIntegerField(_("first line"), null=True, editable=False)
    last_line = models.PositiveIntegerField(_("last line"), null=True, editable=False)
    withheld_reason = models.TextField(
        _("why it is withheld"),
        blank=True,
        editable=False,
        help_text=_("Public. Empty while its words are shown."),
    )

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="paragraph_position_is_unique"
            ),
            models.UniqueConstraint(
                fields=["document", "anchor"], name="paragraph_anchor_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.cited}"

    def get_absolute_url(self) -> str:
        return self.document.address_of(self.anchor)

    @property
    def cited(self) -> str:
        """Return its reference in the language that is active."""
        return in_words(self.reference)

    @property
    def is_withheld(self) -> bool:
        return bool(self.withheld_reason)


class KeptReading(models.Model):
    """How a document was read: the lines of its source, what was remarked on them, what was done.

    For curators alone: what is withheld later stands in its lines, too.
    """

    document = models.OneToOneField(
        Document, models.CASCADE, related_name="reading", verbose_name=_("document")
    )
    lines = models.JSONField(_("lines"))  # each with `line`, `page` and `text`
    report = models.JSONField(_("remarks"))  # each with `line` and `what`
    stages = models.JSONField(_("stages"))  # each with `name` and `figures`

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")

    def __str__(self) -> str:
        return f"{self.document}: {len(self.lines)}"


class ParagraphDecision(AppendOnlyModel):
    """A curator's decision that a paragraph's words are withheld, or shown again, and why."""

    paragraph = models.ForeignKey(
        Paragraph, models.PROTECT, related_name="decisions", verbose_name=_("paragraph")
    )
    is_withheld = models.BooleanField(_("withheld"))
    reason = models.TextField(_("reason"))
    fingerprint = models.CharField(_("fingerprint of the words"), max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("decision on a paragraph")
        verbose_name_plural = _("decisions on paragraphs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="paragraph_decision_gives_reason"
            )
        ]

    def __str__(self) -> str:
        done = gettext("withheld") if self.is_withheld else gettext("shown again")
        return f"{self.paragraph}: {done}"
