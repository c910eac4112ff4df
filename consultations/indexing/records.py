"""What is searched anew when a curator saves a record by its form."""

from typing import Any

from django.db.models import Model

from consultations.indexing.meetings import CONSULTATIONS, SESSIONS, SPEAKERS
from consultations.indexing.texts import DOCUMENTS, EXTRACTS
from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Extract,
    Process,
    Session,
    Speaker,
)
from search.indexing import Kind, index, unindex, unindex_missing

_KINDS: dict[type[Model], Kind] = {
    Consultation: CONSULTATIONS,
    Session: SESSIONS,
    Speaker: SPEAKERS,
    Document: DOCUMENTS,
    Extract: EXTRACTS,
}


def index_record(record: Any, *, before: Any = None) -> None:
    """Let a record that was saved, with the rows on its page, be found by what it says now.

    `before` is the key of the speaker whose appearance it was. Called in the transaction that
    saves it.
    """
    if type(record) in _KINDS:
        index(_KINDS[type(record)], [record.pk])
    if isinstance(record, Process):
        index(CONSULTATIONS, record.consultations.values_list("pk", flat=True))
    elif isinstance(record, Consultation):
        index(SESSIONS, record.sessions.values_list("pk", flat=True))
        unindex_missing(SESSIONS)
    elif isinstance(record, Appearance):
        index(SPEAKERS, filter(None, [record.speaker_id, before]))


def unindex_record(record: Any) -> None:
    """Forget a record that is about to be deleted, in the transaction that does so."""
    if type(record) in _KINDS:
        unindex(_KINDS[type(record)], [record.pk])
