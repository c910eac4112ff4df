from consultations.models.appearance import Appearance, Speaker
from consultations.models.consultation import (
    ClusterNumber,
    Consultation,
    GuidingQuestion,
    Process,
    Session,
)
from consultations.models.document import Document, KeptReading, Paragraph, ParagraphDecision
from consultations.models.extract import Attribution, Extract, ExtractLink, ExtractSpan
from consultations.models.file import StoredFile
from consultations.models.merging import SpeakerMerge
from consultations.models.placement import Placement
from consultations.models.sentence import SentenceMark
from consultations.models.window import ConsultationExtension, Extension, Window

__all__ = [
    "Appearance",
    "Attribution",
    "ClusterNumber",
    "Consultation",
    "ConsultationExtension",
    "Document",
    "Extension",
    "Extract",
    "ExtractLink",
    "ExtractSpan",
    "GuidingQuestion",
    "KeptReading",
    "Paragraph",
    "ParagraphDecision",
    "Placement",
    "Process",
    "SentenceMark",
    "Session",
    "Speaker",
    "SpeakerMerge",
    "StoredFile",
    "Window",
]
