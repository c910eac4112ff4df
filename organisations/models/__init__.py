from organisations.models.application import Application
from organisations.models.blanking import Blanking
from organisations.models.organisation import Organisation, VerificationDecision
from organisations.models.representative import Representative
from organisations.models.user import User

__all__ = [
    "Application",
    "Blanking",
    "Organisation",
    "Representative",
    "User",
    "VerificationDecision",
]
