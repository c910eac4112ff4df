from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are added, never changed and never deleted."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed or deleted.")

    update = delete = bulk_update = update_or_create = _refuse


class AppendOnlyModel(models.Model):
    """A record of something that happened; the database refuses changes as well."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")


class EntryQuerySet(AppendOnlyQuerySet):
    def about(self, subject_type: str, subject_id: str) -> "EntryQuerySet":
        return self.filter(subject_type=subject_type, subject_id=subject_id)


class Entry(AppendOnlyModel):
    """One act that somebody did, chained by its hash to the act before it on the same subject.

    It holds ids, codes, numbers and fingerprints only: names are looked up, and their visibility
    decided, by the page that shows them.
    """

    class Source(models.TextChoices):
        WEB = "web", _("web page")
        API = "api", _("program")
        MAIL = "mail", _("mailed link")
        ADMIN = "admin", _("admin")
        IMPORT = "import", _("import")
        COMMAND = "command", _("command")

    verb = models.CharField(_("what happened"), max_length=60)
    actor_id = models.BigIntegerField(_("person"), null=True)
    organisation_id = models.BigIntegerField(_("acting organisation"), null=True)
    subject_type = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.CharField(_("subject"), max_length=120)
    sequence = models.PositiveIntegerField(_("sequence"))
    payload = models.JSONField(_("particulars"))
    source = models.CharField(_("by way of"), max_length=10, choices=Source)
    time = models.DateTimeField(_("time (UTC)"))
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()  # type: ignore[misc] # the same, with its own verbs

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-time", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"], name="entry_sequence_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="entry_sequence_starts_at_one"
            ),
        ]
        indexes = [
            models.Index(fields=["verb", "-time"], name="entry_by_verb"),
            # What happened last is read along it, however much happened before.
            models.Index(fields=["-time", "-id"], name="entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_id}"

    def hashed_content(self) -> dict[str, Any]:
        """Return everything the hash covers."""
        return {
            "verb": self.verb,
            "actor": self.actor_id,
            "organisation": self.organisation_id,
            "subject": [self.subject_type, self.subject_id, self.sequence],
            "payload": self.payload,
            "source": self.source,
            "time": self.time.isoformat(timespec="microseconds"),
            "previous": self.previous_hash,
        }


class Head(models.Model):
    """Where the chain of one subject ends: locked while the next entry is written."""

    subject_type = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.CharField(_("subject"), max_length=120)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    hash = models.CharField(_("hash"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("head of a chain")
        verbose_name_plural = _("heads of chains")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], name="head_subject_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.sequence}"


class Seal(AppendOnlyModel):
    """A hash over where all chains ended at a moment, that can be published.

    Whoever keeps one elsewhere can tell later that nothing before it was changed, even by
    somebody who may write the whole database. It goes on from the seal before, and holds the
    chains that moved since then. It tells nobody how many they were.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    time = models.DateTimeField(_("time (UTC)"))
    previous_hash = models.CharField(_("hash of the seal before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="seal_number_starts_at_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"

    def hashed_content(self) -> dict[str, Any]:
        """Return everything the hash covers, as it is in the database now."""
        return sealed_content(self, self.heads.all())


class SealedHead(AppendOnlyModel):
    """Where one chain ended at the moment of a seal."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="heads", verbose_name=_("seal"))
    subject_type = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.CharField(_("subject"), max_length=120)
    sequence = models.PositiveIntegerField(_("sequence"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("sealed head")
        verbose_name_plural = _("sealed heads")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"], name="sealed_head_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.sequence}"


def sealed_content(seal: Seal, heads: Iterable[SealedHead]) -> dict[str, Any]:
    """Return what the hash of a seal over these heads covers."""
    return {
        "number": seal.number,
        "time": seal.time.isoformat(timespec="microseconds"),
        "previous": seal.previous_hash,
        "heads": sorted(
            [head.subject_type, head.subject_id, head.sequence, head.hash] for head in heads
        ),
    }


class RecordChange(models.Model):
    """So many changes of what is on record: see `ledger.changes`."""

    number = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("changes of the record")
        verbose_name_plural = _("changes of the record")

    def __str__(self) -> str:
        return str(self.number)
