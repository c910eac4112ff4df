"""How curators fill in documents: particulars, the text whole, and its paragraphs by hand."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.importing import Reading, Remark, UnreadableDocument, decode, read
from consultations.models import Paragraph
from consultations.policies import may_be_reloaded
from consultations.zones import ZonedDateTimeField, ZonedModelForm
from ledger.canonical import canonical_text

if TYPE_CHECKING:
    ParagraphModelForm = forms.ModelForm[Paragraph]
else:
    ParagraphModelForm = forms.ModelForm

ENDINGS = (".txt", ".md")
MOST_BYTES = 2 * 1024 * 1024


class DocumentForm(ZonedModelForm):
    """A document; while it is a draft without extracts its text may be pasted or uploaded.

    What was read stands in `reading`, None where nothing was given.
    """

    embargo_until = ZonedDateTimeField(label=_("Embargo until"), required=False)
    source_url = forms.URLField(
        label=_("Source address"), required=False, max_length=200, assume_scheme="https"
    )
    pasted = forms.CharField(
        label=_("Paste the text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90, "dir": "auto"}),
        help_text=_("Plain text or Markdown. It replaces the paragraphs that are there."),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("A text or Markdown file (.txt, .md) of at most 2 MB."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading: Reading | None = None
        if self.instance.pk and not may_be_reloaded(self.instance):
            del self.fields["pasted"], self.fields["file"]

    def zone(self) -> ZoneInfo:
        consultation = self.instance.consultation
        if hasattr(self, "cleaned_data"):
            consultation = self.cleaned_data.get("consultation")
        return consultation.zone if consultation else ZoneInfo("UTC")

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and PurePath(file.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Choose a text or Markdown file (.txt, .md)."))
        if file and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        return file

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._refuse_strangers()
        pasted, file = self.cleaned_data.get("pasted"), self.cleaned_data.get("file")
        if pasted and pasted.strip() and file:
            self.add_error("file", _("Paste the text or choose a file, not both."))
        elif file:
            self._read("file", file.read())
        elif pasted and pasted.strip():
            self._read("pasted", pasted.encode())
        return cleaned

    def _read(self, field: str, data: bytes) -> None:
        try:
            text, remarks = decode(data)
            reading = read(text)
        except UnreadableDocument as error:
            self.add_error(field, error.message)
            return
        self.reading = Reading(reading.blocks, [*remarks, *reading.report])
        if not reading.blocks:
            self.add_error(field, _("There is nothing to read in it."))

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


def remarks_in_words(remarks: list[Remark]) -> str:
    """Return the remarks of a reading, one on each line."""
    return "\n".join(_("Line %(line)s: %(what)s") % vars(remark) for remark in remarks)


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
        return bool(self.instance.pk) and self.instance.spans.exists()
