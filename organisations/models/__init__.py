from organisations.models.application import Application
from organisations.models.blanking import Blanking
from organisations.models.factor import SecondFactorReset
from organisations.models.invitation import Invitation
from organisations.models.listing import ListingDecision, Look, UnlistedOrganisation
from organisations.models.notice import EndingNotice
from organisations.models.organisation import Organisation, VerificationDecision
from organisations.models.representative import Representative
from organisations.models.saved import SavedSearch
from organisations.models.token import KeptAnswer, Token
from organisations.models.user import User

__all__ = [
    "Application",
    "Blanking",
    "EndingNotice",
    "Invitation",
    "KeptAnswer",
    "ListingDecision",
    "Look",
    "Organisation",
    "Representative",
    "SavedSearch",
    "SecondFactorReset",
    "Token",
    "UnlistedOrganisation",
    "User",
    "VerificationDecision",
]
