"""What is searched of the records, in a copy of its own: see `search/indexing.py`."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexedTextQuerySet(models.QuerySet["IndexedText"]):
    def of(self, kind: str, ids: Any) -> "IndexedTextQuerySet":
        """Return those of the records of the kind with these ids."""
        return self.filter(kind=kind, object_id__in=ids)


class IndexedText(models.Model):
    """What is searched of one record: as it is shown, and in the words that are compared.

    Who may read it is not kept here: whoever asks joins it with what they may see.
    """

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField(_("record"))
    key = models.CharField(_("address"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    title = models.TextField(_("title"), blank=True)
    also = models.TextField(_("other names and codes"), blank=True)
    body = models.TextField(_("text"), blank=True)
    title_words = models.TextField(_("words of the title"), blank=True)
    body_words = models.TextField(_("words of the text"), blank=True)

    objects = IndexedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")
        ordering = ["kind", "object_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], name="indexed_text_once_per_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
