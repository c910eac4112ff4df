from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA_TYPES = [
    "application/pdf",
    _DOCX,
    "application/vnd.oasis.opendocument.text",
    "text/plain",
    "image/jpeg",
    "image/png",
]


class StoredFile(models.Model):
    """A file as it came to us, kept once however often it is given, under its fingerprint."""

    class MediaType(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        DOCX = _DOCX, _("Word document")
        ODT = "application/vnd.oasis.opendocument.text", _("OpenDocument text")
        TEXT = "text/plain", _("plain text")
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")

    ENDINGS = {
        MediaType.PDF: "pdf",
        MediaType.DOCX: "docx",
        MediaType.ODT: "odt",
        MediaType.TEXT: "txt",
        MediaType.JPEG: "jpg",
        MediaType.PNG: "png",
    }

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=80, choices=MediaType)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(media_type__in=_MEDIA_TYPES),
                name="stored_file_media_type_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def name(self) -> str:
        """The name in the storage under which its content is kept."""
        return f"sha256/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    @property
    def ending(self) -> str:
        return self.ENDINGS[self.MediaType(self.media_type)]

    def open(self) -> File:
        """Return its content to be read; raises OSError where the storage does not have it."""
        return default_storage.open(self.name)
