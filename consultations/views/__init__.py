from consultations.views.citing import (
    consultation_cited,
    document_cited,
    extract_citation_page,
    extract_cited,
    paragraph_cited,
    session_cited,
)
from consultations.views.documents import document
from consultations.views.editions import document_changes
from consultations.views.files import document_file
from consultations.views.lists import document_list, extract_list
from consultations.views.meetings import consultation, consultation_list, session
from consultations.views.speakers import speaker, speaker_list

__all__ = [
    "consultation",
    "consultation_cited",
    "consultation_list",
    "document",
    "document_changes",
    "document_cited",
    "document_file",
    "document_list",
    "extract_citation_page",
    "extract_cited",
    "extract_list",
    "paragraph_cited",
    "session",
    "session_cited",
    "speaker",
    "speaker_list",
]
