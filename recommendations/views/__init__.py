from recommendations.views.appealing import appeal
from recommendations.views.briefs import brief, brief_file
from recommendations.views.citing import list_cited, recommendation_cited
from recommendations.views.commenting import comment, comments, paragraph_comments
from recommendations.views.endorsing import endorse, naming, object_to_wording, withdraw
from recommendations.views.listing import recommendation_list
from recommendations.views.lists import frozen_list, frozen_list_file
from recommendations.views.log import moderation_log, moderation_rules, moderation_table
from recommendations.views.preparing import (
    ask_for_signature,
    decline,
    prepare,
    prepared_file,
)
from recommendations.views.reading import recommendation, version
from recommendations.views.reflected import reflected_by_theme, reflected_in_consultation
from recommendations.views.reporting import report
from recommendations.views.revising import revise, take_back
from recommendations.views.several import endorse_several

__all__ = [
    "appeal",
    "ask_for_signature",
    "brief",
    "brief_file",
    "comment",
    "comments",
    "decline",
    "endorse",
    "endorse_several",
    "frozen_list",
    "frozen_list_file",
    "list_cited",
    "moderation_log",
    "moderation_rules",
    "moderation_table",
    "naming",
    "object_to_wording",
    "paragraph_comments",
    "prepare",
    "prepared_file",
    "recommendation",
    "recommendation_cited",
    "recommendation_list",
    "reflected_by_theme",
    "reflected_in_consultation",
    "report",
    "revise",
    "take_back",
    "version",
    "withdraw",
]
