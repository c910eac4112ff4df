from recommendations.models.appeal import Appeal
from recommendations.models.comment import (
    Comment,
    CommentRevision,
    Subject,
    consultation_of,
)
from recommendations.models.decision import ModerationDecision
from recommendations.models.endorsement import Endorsement
from recommendations.models.extension import RecommendationExtension
from recommendations.models.frozen import FrozenList, FrozenSignatory
from recommendations.models.look import SignatureLook, UnnamedSignatures
from recommendations.models.recommendation import Recommendation
from recommendations.models.reflection import LaterText, Reflection
from recommendations.models.report import Report
from recommendations.models.request import RequestedWithdrawal
from recommendations.models.rule import Rule, RuleVersion
from recommendations.models.suggestion import Credit, Suggestion, SuggestionAnswer
from recommendations.models.support import Support
from recommendations.models.version import Proposal, Translation, Version, WithholdingDecision

__all__ = [
    "Appeal",
    "Comment",
    "CommentRevision",
    "Credit",
    "Endorsement",
    "FrozenList",
    "FrozenSignatory",
    "LaterText",
    "ModerationDecision",
    "Proposal",
    "Recommendation",
    "RecommendationExtension",
    "Reflection",
    "Report",
    "RequestedWithdrawal",
    "Rule",
    "RuleVersion",
    "SignatureLook",
    "Subject",
    "Suggestion",
    "SuggestionAnswer",
    "Support",
    "Translation",
    "UnnamedSignatures",
    "Version",
    "WithholdingDecision",
    "consultation_of",
]
