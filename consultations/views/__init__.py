from consultations.views.documents import document
from consultations.views.editions import document_changes
from consultations.views.files import document_file
from consultations.views.lists import document_list, extract_list
from consultations.views.meetings import consultation, consultation_list, session
from consultations.views.speakers import speaker, speaker_list

__all__ = [
    "consultation",
    "consultation_list",
    "document",
    "document_changes",
    "document_file",
    "document_list",
    "extract_list",
    "session",
    "speaker",
    "speaker_list",
]
