from consultations.admin.appearance import AppearanceAdmin
from consultations.admin.consultation import ConsultationAdmin
from consultations.admin.document import DocumentAdmin
from consultations.admin.extract import ExtractAdmin
from consultations.admin.paragraph import ParagraphAdmin
from consultations.admin.process import ProcessAdmin
from consultations.admin.session import SessionAdmin
from consultations.admin.speaker import SpeakerAdmin

__all__ = [
    "AppearanceAdmin",
    "ConsultationAdmin",
    "DocumentAdmin",
    "ExtractAdmin",
    "ParagraphAdmin",
    "ProcessAdmin",
    "SessionAdmin",
    "SpeakerAdmin",
]
