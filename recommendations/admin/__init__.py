"""Curators' and moderators' view of what is asked, backed and argued."""

from recommendations.admin.appeals import AppealAdmin
from recommendations.admin.comments import CommentAdmin
from recommendations.admin.endorsements import EndorsementAdmin
from recommendations.admin.lists import FrozenListAdmin
from recommendations.admin.organisations import WholeOrganisationAdmin
from recommendations.admin.recommendations import RecommendationAdmin
from recommendations.admin.reflections import LaterTextAdmin, ReflectionAdmin
from recommendations.admin.rules import RuleAdmin
from recommendations.admin.suggestions import SuggestionAdmin
from recommendations.admin.translations import TranslationAdmin
from recommendations.admin.unnamed import UnnamedSignaturesAdmin
from recommendations.admin.versions import VersionAdmin

__all__ = [
    "AppealAdmin",
    "CommentAdmin",
    "EndorsementAdmin",
    "FrozenListAdmin",
    "LaterTextAdmin",
    "RecommendationAdmin",
    "ReflectionAdmin",
    "RuleAdmin",
    "SuggestionAdmin",
    "TranslationAdmin",
    "UnnamedSignaturesAdmin",
    "VersionAdmin",
    "WholeOrganisationAdmin",
]
