from consultations.views.documents import document
from consultations.views.meetings import consultation, consultation_list, session
from consultations.views.speakers import speaker, speaker_list

__all__ = [
    "consultation",
    "consultation_list",
    "document",
    "session",
    "speaker",
    "speaker_list",
]
