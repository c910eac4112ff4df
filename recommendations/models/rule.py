from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.models import AppendOnlyModel


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self) -> "RuleQuerySet":
        """Return those by which is decided now, in their order."""
        rows = self.filter(is_in_force=True).exclude(current=None)
        return rows.select_related("current").order_by("position", "pk")


class Rule(models.Model):
    """A public rule by which moderators decide; what it says is kept version by version."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_in_force = models.BooleanField(_("in force"), default=True)
    current = models.OneToOneField(
        "RuleVersion",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("what it says now"),
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.current or self.slug)

    @property
    def wording(self) -> "RuleVersion":
        """What it says now; raises TypeError before anything is kept."""
        if self.current is None:
            raise TypeError("A rule says something from the moment it is kept.")
        return self.current


class RuleVersion(AppendOnlyModel):
    """What a rule said at one time, never changed: decisions name exactly this."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Public: what is not published, and why."))
    template = models.TextField(
        _("usual words"),
        blank=True,
        help_text=_("What an author reads where a moderator adds no words of their own."),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), default=now)

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ["rule", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_number_is_unique")
        ]

    def __str__(self) -> str:
        return self.name
