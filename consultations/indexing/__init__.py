"""What is searched of the record of what was said."""

from consultations.indexing.meetings import CONSULTATIONS, SESSIONS, SPEAKERS
from consultations.indexing.records import index_record, unindex_record
from consultations.indexing.texts import DOCUMENTS, EXTRACTS, PARAGRAPHS, index_paragraphs

__all__ = [
    "CONSULTATIONS",
    "DOCUMENTS",
    "EXTRACTS",
    "PARAGRAPHS",
    "SESSIONS",
    "SPEAKERS",
    "index_paragraphs",
    "index_record",
    "unindex_record",
]
