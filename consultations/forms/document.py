"""How curators fill in documents: particulars, the text whole, and its paragraphs by hand."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.media_types import MOST_BYTES_OF_A_FILE, media_type_of
from consultations.models import Document, Paragraph, StoredFile
from consultations.policies import may_lose_file, was_public
from consultations.zones import ZonedDateTimeField, ZonedModelForm
from ledger.canonical import canonical_text
from ledger.refusal import Refused

if TYPE_CHECKING:
    ParagraphModelForm = forms.ModelForm[Paragraph]
else:
    ParagraphModelForm = forms.ModelForm

ENDINGS = (".txt", ".md")
MOST_BYTES = 2 * 1024 * 1024
ENDINGS_OF_A_FILE = (".pdf", ".docx", ".odt", *ENDINGS)


class DocumentForm(ZonedModelForm):
    """The particulars of a document, and its original file, whose text is not read here."""

    embargo_until = ZonedDateTimeField(label=_("Embargo until"), required=False)
    source_url = forms.URLField(
        label=_("Source address"), required=False, max_length=200, assume_scheme="https"
    )
    original = forms.FileField(
        label=_("Original file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS_OF_A_FILE)}),
        help_text=_(
            "For readers to take away: PDF, Word (.docx), OpenDocument (.odt) or text (.txt, .md), "
            "of at most 20 MB. It goes out as it is, with comments and deleted words that are in "
            "it. It stays once the document is public."
        ),
    )
    take_off = forms.BooleanField(label=_("Take the original file off"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and was_public(self.instance):
            del self.fields["original"]
        if not may_lose_file(self.instance):
            del self.fields["take_off"]

    def zone(self) -> ZoneInfo:
        consultation = self.instance.consultation
        if hasattr(self, "cleaned_data"):
            consultation = self.cleaned_data.get("consultation")
        return consultation.zone if consultation else ZoneInfo("UTC")

    def clean_original(self) -> bytes | None:
        """Return what is in the file; text is told from all else by its name as well."""
        file: UploadedFile | None = self.cleaned_data["original"]
        if file is None:
            return None
        # One byte more than is taken tells that it is too large.
        content = file.read(MOST_BYTES_OF_A_FILE + 1)
        try:
            media_type = media_type_of(content)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if media_type == StoredFile.MediaType.TEXT and not _is_named_as_text(file):
            raise forms.ValidationError(
                _("By its content this is plain text, but its name does not end in .txt or .md.")
            )
        return content

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._refuse_strangers()
        self._refuse_circles()
        self._refuse_file()
        return cleaned

    def _refuse_file(self) -> None:
        """There is an original only of a wording that is held."""
        is_kept = self.instance.file and not self.cleaned_data.get("take_off")
        for name, why in self._hindrances().items():
            if self.cleaned_data.get("original"):
                self.add_error("original", why)
            elif is_kept:
                self.add_error(name, why)

    def _hindrances(self) -> dict[str, Any]:
        """Return why it has no original file, by the field that says so."""
        whys = {}
        if self.cleaned_data.get("text_basis") == Document.Basis.PARAPHRASE:
            whys["text_basis"] = _("A paraphrase has no original file: that is the wording.")
        if self.cleaned_data.get("is_stub"):
            whys["is_stub"] = _("What is cited and not held has no original file.")
        return whys

    def _refuse_strangers(self) -> None:
        """Process, session and who delivered it belong to the consultation, if there is one."""
        consultation = self.cleaned_data.get("consultation")
        process = self.cleaned_data.get("process")
        if consultation and process and consultation.process != process:
            self.add_error("process", _("The consultation belongs to another process."))
        for name in ("session", "delivered_by"):
            chosen = self.cleaned_data.get(name)
            if chosen and chosen.consultation != consultation:
                self.add_error(name, _("This belongs to another consultation."))

    def _refuse_circles(self) -> None:
        """No edition replaces one that came after it."""
        older, seen = self.cleaned_data.get("replaces"), set()
        while older and older not in seen:
            if older == self.instance:
                self.add_error("replaces", _("This is a newer edition of the document itself."))
            seen.add(older)
            older = older.replaces


def _is_named_as_text(file: UploadedFile) -> bool:
    return PurePath(file.name or "").suffix.lower() in ENDINGS


class CellsField(forms.CharField):
    """The cells of a table's row: one item on each line, an empty line between two cells."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 40, "dir": "auto"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n\n".join("\n".join(cell) for cell in value)
        return value

    def to_python(self, value: Any) -> Any:
        cells = canonical_text(super().to_python(value) or "").split("\n\n")
        return [cell.split("\n") for cell in cells] if any(cells) else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or None))


class ParagraphForm(ParagraphModelForm):
    """One paragraph, mended by hand; words that an extract rests on stay."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70, "dir": "auto"}),
        help_text=_("For a row of a table it is made of its cells."),
    )
    cells = CellsField(
        label=_("Cells"),
        required=False,
        help_text=_("One item on each line, an empty line between two cells."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.kind != Paragraph.Kind.TABLE_ROW:
            self.fields["cells"].widget = forms.HiddenInput()

    def clean_text(self) -> str:
        return canonical_text(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cells = self.cleaned_data.get("cells")
        if cells and "cells" in self.changed_data:
            self.cleaned_data["text"] = "\n".join("; ".join(cell) for cell in cells)
        elif cells and "text" in self.changed_data:
            self.add_error("text", _("Change the cells: the text is made of them."))
        if not self.cleaned_data.get("text"):
            self.add_error("text", _("Type the words."))
        if {"text", "cells"} & set(self.changed_data) and self._is_marked():
            self.add_error("text", _("An extract rests on these words: take its mark off first."))
        return cleaned

    def _is_marked(self) -> bool:
        paragraph = self.instance
        return bool(paragraph.pk) and (paragraph.spans.exists() or paragraph.placements.exists())
