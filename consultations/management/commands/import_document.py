import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from consultations import actions
from consultations.importing import Reading, UnreadableDocument
from consultations.media_types import MOST_BYTES_OF_A_FILE
from consultations.models import Consultation, Document, Session
from consultations.reading_files import read_file
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.names import tidy_line


class Command(BaseCommand):
    """Reads a document from a file and keeps both as a draft of a consultation."""

    help = "Reads a document (Word, PDF, text, Markdown) and keeps it as a draft of a consultation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a .docx, .pdf, .txt or .md of at most 20 MB")
        parser.add_argument("--consultation", required=True, help="its slug")
        parser.add_argument("--session", type=int, help="the number of the session")
        parser.add_argument("--replaces", help="the slug of the older edition, if it is a new one")
        parser.add_argument("--kind", default="document", help="statement, session report …")
        parser.add_argument("--author", default="", help="as it is printed")
        parser.add_argument("--language", default="en", help="the language of the text")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="print the reading as JSON only")

    def handle(self, *args: Any, **options: Any) -> None:
        content = _content(options["file"])
        reading = _reading(options["file"], content)
        document = _draft(reading, options)
        if not options["dry_run"]:
            _keep(document, reading, content)
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))
        else:
            self._report(document, reading)

    def _report(self, document: Document, reading: Reading) -> None:
        for block in reading.blocks:
            self.stdout.write(f"{block.reference}: {block.text[:60]}".replace("\n", " "))
        self.stdout.write("")
        for remark in reading.report:
            self.stdout.write(f"line {remark.line}: {remark.what}")
        self.stdout.write(f"{len(reading.blocks)} blocks were read from “{document.title}”.")
        if document.pk and not reading.is_all_there_is:
            self.stdout.write("The file was not kept: it holds words beside its text.")
        if document.pk:
            address = f"{settings.PUBLIC_URL}{document.get_absolute_url()}"
            self.stdout.write(f"Kept as a draft: {address}")
        else:
            self.stdout.write("Nothing was written.")


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES_OF_A_FILE:
            raise CommandError(f"{file} is larger than 20 MB.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _keep(document: Document, reading: Reading, content: bytes) -> None:
    try:
        actions.add_document(
            document=document,
            reading=reading,
            by=None,
            source=Entry.Source.IMPORT,
            file=content if reading.is_all_there_is else None,
        )
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal


def _reading(file: Path, content: bytes) -> Reading:
    try:
        return read_file(content)
    except UnreadableDocument as error:
        raise CommandError(f"{file}: {error.message}") from error


def _draft(reading: Reading, options: dict[str, Any]) -> Document:
    """Return the document as it would be kept; raises CommandError where it cannot be."""
    consultation = _consultation(options["consultation"])
    title = _title(reading, options["file"])
    document = Document(
        process=consultation.process,
        consultation=consultation,
        session=_session(consultation, options["session"]),
        kind=options["kind"],
        title=title,
        slug=_slug(title) or _slug(options["file"].stem) or "document",
        author=options["author"],
        language=options["language"],
        text_basis=Document.Basis.VERBATIM,
        replaces=_replaced(options["replaces"]),
    )
    try:
        document.clean_fields()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return document


def _consultation(slug: str) -> Consultation:
    found = Consultation.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Consultation.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no consultation “{slug}”. There are: {known}.")
    return found


def _session(consultation: Consultation, number: int | None) -> Session | None:
    if number is None:
        return None
    found = consultation.sessions.filter(number=number).first()
    if found is None:
        raise CommandError(f"“{consultation.slug}” has no session {number}.")
    return found


def _replaced(slug: str | None) -> Document | None:
    if slug is None:
        return None
    found = Document.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no document “{slug}” to replace.")
    return found


def _title(reading: Reading, file: Path) -> str:
    """Return the first title, or the name of the file; what is too long ends in dots."""
    titles = (block.text for block in reading.blocks if block.kind == "title")
    title = tidy_line(next(titles, file.stem)) or "Document"
    return title if len(title) <= 400 else f"{title[:399]}…"


def _slug(words: str) -> str:
    return slugify(words)[:90].strip("-")
