from typing import Any

from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ledger.clock import now
from ledger.models import AppendOnlyModel, Entry
from organisations.models.user import CURATE
from organisations.names import LONGEST_SKELETON, skeleton, validate_plain_line
from vocabulary.models import Country, Region


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Return what the person may see: all that is listed and on record, and their own.

        What is not listed nobody sees here but its own people, curators and superusers neither.
        """
        shown = models.Q(is_listed=True)
        if not user.has_perm(CURATE):
            shown &= models.Q(status__in=Organisation.PUBLIC_STATUSES)
        if user.is_authenticated:
            shown |= models.Q(pk__in=user.applications.values("organisation"))
            own = user.representatives.begun(now()).not_ended(now())
            shown |= models.Q(pk__in=own.values("organisation"))
        return self.filter(shown)

    def listed(self) -> "OrganisationQuerySet":
        return self.filter(is_listed=True)

    def unlisted(self) -> "OrganisationQuerySet":
        return self.filter(is_listed=False)

    def verified(self) -> "OrganisationQuerySet":
        return self.filter(status=Organisation.Status.VERIFIED)

    def recorded(self) -> "OrganisationQuerySet":
        return self.filter(status=Organisation.Status.RECORDED)

    def looking_like(self, name: str) -> "OrganisationQuerySet":
        """Return the organisations whose name a reader would mistake for this one."""
        return self.filter(name_skeleton=skeleton(name))

    def with_endorsement_count(self, user: Any) -> "OrganisationQuerySet":
        """Add `endorsement_count`: how many texts it endorses that the person may see."""
        endorsed: Any = self.model.endorsements.rel.related_model
        counted = (
            endorsed.objects.named()
            .visible_to(user)
            .filter(organisation=models.OuterRef("pk"))
            .order_by()
            .values("organisation")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(endorsement_count=Coalesce(models.Subquery(counted), 0))


class SkeletonField(models.CharField):
    """What the organisation's name looks like, kept in step with it at each save."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = skeleton(model_instance.name)  # type: ignore[attr-defined] # any with a name
        setattr(model_instance, self.attname, value)
        return value


class Organisation(models.Model):
    """A body that comments and endorses, or one that speaks or is asked and is on record."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Network")
        NGO = "ngo", _("NGO")
        MIGRANT_LED = "migrant-led", _("Migrant-led organisation")
        DIASPORA = "diaspora", _("Diaspora organisation")
        UNION = "union", _("Union")
        FAITH_BASED = "faith-based", _("Faith-based organisation")
        WOMEN = "women", _("Women’s organisation")
        YOUTH = "youth", _("Youth organisation")
        INDIGENOUS = "indigenous", _("Indigenous organisation")
        ACADEMIC = "academic", _("Academic institution")
        BUSINESS = "business", _("Business")
        LOCAL_AUTHORITY = "local-authority", _("Local authority")
        NHRI = "nhri", _("National human rights institution")
        FOUNDATION = "foundation", _("Foundation")
        MEDIA = "media", _("Media")
        STATE = "state", _("State")
        UN_BODY = "un-body", _("UN body")
        REGIONAL_PROCESS = "regional-process", _("Regional consultative process")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        RECORDED = "recorded", _("on record only")
        PENDING = "pending", _("waits for verification")
        VERIFIED = "verified", _("verified")
        SUSPENDED = "suspended", _("suspended")
        REJECTED = "rejected", _("rejected")

    PUBLIC_STATUSES = (Status.RECORDED, Status.VERIFIED, Status.SUSPENDED)
    # Domain model, “Organisation”: pending → verified ⇄ suspended, pending → rejected → pending.
    MOVES = {
        (Status.PENDING, Status.VERIFIED),
        (Status.PENDING, Status.REJECTED),
        (Status.REJECTED, Status.PENDING),
        (Status.VERIFIED, Status.SUSPENDED),
        (Status.SUSPENDED, Status.VERIFIED),
    }

    name = models.CharField(_("name"), max_length=200, validators=[validate_plain_line])
    name_skeleton = SkeletonField(max_length=LONGEST_SKELETON, editable=False)
    acronym = models.CharField(
        _("acronym"), max_length=30, blank=True, validators=[validate_plain_line]
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One on each line."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, verbose_name=_("country")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    languages = models.CharField(
        _("languages"),
        max_length=100,
        blank=True,
        help_text=_("Codes, separated by commas: en, fr."),
    )
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(_("institutional contact"), blank=True)
    members = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="networks",
        verbose_name=_("member organisations"),
    )
    accreditation = models.CharField(_("accreditation"), max_length=100, blank=True)
    sign_off_rule = models.CharField(
        _("sign-off rule"),
        max_length=200,
        blank=True,
        help_text=_("Who decides within the organisation, in words."),
    )
    requires_second_signatory = models.BooleanField(
        _("two people are needed to sign"),
        default=False,
        help_text=_("One prepares an endorsement, another one signs it."),
    )
    interest_declaration = models.TextField(_("declared interests"), blank=True)
    curators_note = models.TextField(_("curators’ note"), blank=True)
    is_listed = models.BooleanField(
        _("listed"),
        default=True,
        editable=False,
        help_text=_("Otherwise it exists here for its own people alone."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PENDING, editable=False
    )
    may_endorse = models.BooleanField(_("may endorse"), default=False, editable=False)
    # How it chose to be named when it last signed; empty before it first does.
    default_naming = models.CharField(
        _("default naming"), max_length=10, blank=True, editable=False
    )

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["status", "may_endorse", "is_listed", "default_naming", "name_skeleton"]
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                fields=["name_skeleton"],
                # What is not listed must not be told by a name that is refused.
                condition=models.Q(
                    is_listed=True, status__in=["recorded", "verified", "suspended"]
                ),
                name="organisation_name_has_no_look_alike",
            ),
            models.CheckConstraint(
                condition=models.Q(may_endorse=False)
                | models.Q(status__in=["verified", "suspended"]),
                name="organisation_endorses_only_when_verified",
            ),
        ]

    def __str__(self) -> str:
        """Return its name for anybody to read; its own people's pages take `name`."""
        return self.name if self.is_listed else gettext("an organisation, not named")

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Return what people read for its kind; Django's own would translate all kinds for it."""
        return str(dict(self.Kind.choices).get(self.kind, self.kind))

    @property
    def called(self) -> str:
        """What a mail calls it: mails are read by others than those they are sent to."""
        return f"“{self.name}”" if self.is_listed else gettext("your organisation")

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED

    @property
    def can_endorse(self) -> bool:
        return self.is_verified and self.may_endorse

    def can_become(self, status: str) -> bool:
        return (self.Status(self.status), self.Status(status)) in self.MOVES


class VerificationDecision(AppendOnlyModel):
    """A curator's decision on whether an organisation may act, with its evidence and reason."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="decisions", verbose_name=_("organisation")
    )
    status = models.CharField(_("new status"), max_length=10, choices=Organisation.Status)
    evidence = models.TextField(_("evidence"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("verification decision")
        verbose_name_plural = _("verification decisions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_status_display()}"
