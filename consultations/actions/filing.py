"""Keeping the original files of documents: each content once, and none that nobody has."""

import hashlib
import logging
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.media_types import media_type_of
from consultations.models import Document, StoredFile
from consultations.policies import was_public
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def keep_file(
    *, document: Document, data: bytes, by: User | None, source: str = Entry.Source.ADMIN
) -> StoredFile:
    """Keep the content as the original file of the document, in place of the one it had.

    Keeping the same again changes nothing. Raises Refused where the content is of no kind that
    is kept, where the document can have no original, once it was public, and where the storage
    does not take it.
    """
    media_type = media_type_of(data)
    locked = _locked_draft(document)
    if not locked.can_have_file:
        raise Refused(_("Only the wording, where it is held, has an original file."))
    kept = store(data, media_type)
    if locked.file_id != kept.pk:
        _give(locked, kept)
        _record("document.file-kept", locked, kept, by, source)
    document.file = kept
    return kept


@transaction.atomic
def take_file_off(*, document: Document, by: User | None, source: str = Entry.Source.ADMIN) -> None:
    """Leave the document without its original file; raises Refused once it was public."""
    locked = _locked_draft(document)
    if locked.file is None:
        return
    _record("document.file-taken-off", locked, locked.file, by, source)
    _give(locked, None)
    document.file = None


def release_file(file: StoredFile) -> None:
    """Forget the file, when all this is done, unless something has it then."""
    transaction.on_commit(partial(_forget_unless_used, file.pk), robust=True)


def _locked_draft(document: Document) -> Document:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if was_public(locked):
        raise Refused(_("The document was published: its file stays. Add a new edition."))
    return locked


def store(data: bytes, media_type: str) -> StoredFile:
    """Return the content's row, with the content behind it; raises Refused where it can't be kept.

    Called in the transaction of the act that keeps it. While the row is locked, or not committed
    yet, nobody else writes or removes the content.
    """
    kept, _is_new = StoredFile.objects.select_for_update().get_or_create(
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={"size": len(data), "media_type": media_type},
    )
    try:
        if not default_storage.exists(kept.name):
            default_storage.save(kept.name, ContentFile(data))
    except OSError as error:
        logger.exception("The file %s could not be stored", kept.sha256)
        raise Refused(_("The file could not be stored just now. Try again later.")) from error
    return kept


def _give(document: Document, file: StoredFile | None) -> None:
    before = document.file
    Document.objects.filter(pk=document.pk).update(file=file)
    if before:
        release_file(before)


def _forget_unless_used(pk: int) -> None:
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().filter(pk=pk).first()
        if file and not _is_used(file):
            # The content goes first: a row without it is mended when it is kept again.
            default_storage.delete(file.name)
            file.delete()


def _is_used(file: StoredFile) -> bool:
    """Tell whether anything refers to the file, on whatever floor."""
    return any(
        link.related_model._base_manager.filter(**{link.field.name: file}).exists()
        for link in file._meta.related_objects
    )


def _record(verb: str, document: Document, file: StoredFile, by: User | None, source: str) -> None:
    record(
        verb,
        subject=("document", document.slug),
        actor_id=by.pk if by else None,
        payload={"fingerprint": file.sha256, "size": file.size},
        source=source,
    )
