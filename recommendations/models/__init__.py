from recommendations.models.comment import Comment, CommentRevision, ModerationDecision
from recommendations.models.endorsement import Endorsement
from recommendations.models.recommendation import Recommendation, Version

__all__ = [
    "Comment",
    "CommentRevision",
    "Endorsement",
    "ModerationDecision",
    "Recommendation",
    "Version",
]
