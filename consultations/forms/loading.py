"""How a file, or a pasted text, becomes the paragraphs of a document."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from consultations.importing import Reading, UnreadableDocument
from consultations.media_types import MOST_BYTES_OF_A_FILE
from consultations.models import Appearance, Consultation, Document, Process
from consultations.reading_files import read_file
from organisations.models import Organisation
from organisations.names import tidy_line

# What a new edition has from the older one, beside what is asked for.
_SAME_IN_EDITIONS = ("place", "symbol")
_SAME_IN_CONSULTATION = ("session",)
_WHO = ("author", "author_organisation", "delivered_by")
_ASKED_FOR = ("consultation", "process", "kind", "language", "title", "text_basis", *_WHO)
ENDINGS = (".docx", ".pdf", ".txt", ".md")
_MOST_PASTED = 2 * 1024 * 1024
_LONGEST_TITLE = 400
_LONGEST_SLUG = 90


class LoadForm(forms.Form):
    """A text, chosen as a file or pasted; what was read of it stands in `reading`.

    `content` holds the bytes of the file, or None where the text was pasted.
    """

    file = forms.FileField(
        label=_("Choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_(
            "Word (.docx), PDF, text or Markdown (.txt, .md), of at most 20 MB and 500 pages. Of a "
            "wording it is kept as the original file, where there is no other."
        ),
    )
    pasted = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        max_length=_MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90, "dir": "auto"}),
        help_text=_("Plain text or Markdown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = Reading()
        self.content: bytes | None = None

    def clean_file(self) -> bytes | None:
        """Return what is in the file, and no more of it than tells that it is too large."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if PurePath(file.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Choose a file that ends in .docx, .pdf, .txt or .md."))
        return file.read(MOST_BYTES_OF_A_FILE + 1)

    def clean(self) -> dict[str, Any] | None:
        """Read the text; that comes last, since it may take a while."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        file, pasted = self.cleaned_data["file"], self.cleaned_data["pasted"].strip()
        if bool(file) == bool(pasted):
            both = _("Choose a file or paste the text, not both.")
            self.add_error("file", both if file else _("Choose a file, or paste the text below."))
        else:
            self._read(file)
            self.content = file
        return cleaned

    def _read(self, file: bytes | None) -> None:
        try:
            self.reading = read_file(file or self.cleaned_data["pasted"].encode())
        except UnreadableDocument as error:
            self.add_error("file" if file else "pasted", error.message)


class ImportForm(LoadForm):
    """A document that is new with its text, and where it belongs."""

    consultation = forms.ModelChoiceField(
        Consultation.objects.all(),
        label=_("Consultation"),
        required=False,
        help_text=_("Empty for a text of the whole process, such as a draft or the outcome."),
    )
    process = forms.ModelChoiceField(
        Process.objects.all(), label=_("Or the whole process"), required=False
    )
    kind = forms.CharField(
        label=_("Kind"), max_length=60, help_text=_("Statement, session report …")
    )
    language = forms.CharField(label=_("Language"), max_length=10, initial="en")
    title = forms.CharField(
        label=_("Title"),
        max_length=_LONGEST_TITLE,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Empty: the first title that stands in the text."),
    )
    text_basis = forms.ChoiceField(
        label=_("Text"), choices=Document.Basis.choices, initial=Document.Basis.VERBATIM
    )
    date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day on which it was said or issued."),
    )
    author = forms.CharField(
        label=_("Author as printed"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    author_organisation = forms.ModelChoiceField(
        Organisation.objects.listed(), label=_("Organisation meant"), required=False
    )
    delivered_by = forms.ModelChoiceField(
        Appearance.objects.all(),
        label=_("Delivered by"),
        required=False,
        help_text=_("Empty where the source names nobody."),
    )
    edition = forms.CharField(label=_("Edition"), max_length=60, required=False)
    replaces = forms.ModelChoiceField(
        Document.objects.all(), required=False, widget=forms.HiddenInput
    )
    field_order = (
        "file",
        "pasted",
        "edition",
        "consultation",
        "process",
        "kind",
        "language",
        "title",
        *_WHO,
        "date",
        "text_basis",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _WHO[1:]:
            link: Any = Document._meta.get_field(name).remote_field
            self.fields[name].widget = ForeignKeyRawIdWidget(link, admin.site)

    def clean_title(self) -> str:
        return tidy_line(self.cleaned_data["title"])

    def clean_author(self) -> str:
        return tidy_line(self.cleaned_data["author"])

    def clean(self) -> dict[str, Any] | None:
        consultation = self.cleaned_data.get("consultation")
        if not (consultation or self.cleaned_data.get("process")):
            self.add_error("consultation", _("Choose a consultation, or a process below."))
        self._refuse_stranger(consultation)
        return super().clean()

    def _refuse_stranger(self, consultation: Consultation | None) -> None:
        """Who delivered it was there; who delivered the older edition stays with its meeting."""
        speaker, older = self.cleaned_data.get("delivered_by"), self.cleaned_data.get("replaces")
        if speaker is None or speaker.consultation == consultation:
            return
        if older and older.delivered_by == speaker:
            self.cleaned_data["delivered_by"] = None
        else:
            self.add_error("delivered_by", _("This belongs to another consultation."))

    def document(self) -> Document:
        """Return the document as it would be kept, without its text."""
        consultation = self.cleaned_data["consultation"]
        title = self.cleaned_data["title"] or title_of(self.reading) or self._name_of_file()
        older = self.cleaned_data["replaces"]
        same = _same(older, consultation) if older else {}
        return Document(
            **same,
            **{name: self.cleaned_data[name] for name in _WHO},
            replaces=older,
            edition=self.cleaned_data["edition"],
            date=self.cleaned_data["date"],
            consultation=consultation,
            process=consultation.process if consultation else self.cleaned_data["process"],
            kind=self.cleaned_data["kind"],
            language=self.cleaned_data["language"],
            text_basis=self.cleaned_data["text_basis"],
            title=title,
            slug=slug_of(title) or slug_of(self._name_of_file()) or "document",
        )

    def _name_of_file(self) -> str:
        file = self.files.get("file")
        name = PurePath(file.name or "").stem if file else ""
        return tidy_line(name)[:_LONGEST_TITLE] or str(_("Document"))


def _same(older: Document, consultation: Consultation | None) -> dict[str, Any]:
    """Return what a new edition has from the older one; what was at a meeting stays with it."""
    names: tuple[str, ...] = _SAME_IN_EDITIONS
    if older.consultation == consultation:
        names = (*names, *_SAME_IN_CONSULTATION)
    return {name: getattr(older, name) for name in names}


def start_of(older: Document | None) -> dict[str, Any]:
    """Return with what the form begins for a new edition of the document."""
    if older is None:
        return {}
    start = {"replaces": older.pk} | {name: getattr(older, name) for name in _ASKED_FOR}
    start["edition"] = _next_edition(older.edition)
    author = older.author_organisation
    return start | {"author_organisation": author if author and author.is_listed else None}


def _next_edition(edition: str) -> str:
    """Return the number behind an edition's; 2 behind one without, nothing behind a word."""
    if not edition:
        return "2"
    return str(int(edition) + 1) if edition.isascii() and edition.isdecimal() else ""


def title_of(reading: Reading) -> str:
    """Return the first title that stands in the text; what is too long ends in dots."""
    titles = (block.text for block in reading.blocks if block.kind == "title")
    title = tidy_line(next(titles, ""))
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def slug_of(words: str) -> str:
    """Return the words as part of an address; nothing where none of their letters can be."""
    return slugify(words)[:_LONGEST_SLUG].strip("-")
