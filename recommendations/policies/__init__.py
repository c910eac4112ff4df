"""Who may endorse, comment and decide, and what stands in the way."""

from recommendations.policies.acting import (
    representing_hindrance,
)
from recommendations.policies.commenting import (
    TIME_TO_EDIT,
    TIME_TO_MEND,
    can_comment,
    comment_window_of,
    commenting_hindrance,
    mending_ends,
    revising_hindrance,
    takes_comments,
    taking_back_hindrance,
)
from recommendations.policies.endorsing import (
    TIME_TO_OBJECT,
    asking_hindrance,
    can_sign,
    can_withdraw,
    has_signatory,
    naming_hindrance,
    objecting_ends,
    objecting_hindrance,
    paper_hindrance,
    preparing_hindrance,
    second_signature_hindrance,
    signing_hindrance,
    withdrawing_hindrance,
)
from recommendations.policies.hindrance import (
    Hindrance,
)
from recommendations.policies.moderating import (
    TIME_TO_APPEAL,
    answering_hindrance,
    appealing_ends,
    appealing_hindrance,
    deciding_hindrance,
    has_open_appeal,
    has_other_moderator,
    reporting_hindrance,
)
from recommendations.policies.suggesting import (
    answering_suggestion_hindrance,
    taking_hindrance,
)

__all__ = [
    "TIME_TO_APPEAL",
    "TIME_TO_EDIT",
    "TIME_TO_MEND",
    "TIME_TO_OBJECT",
    "Hindrance",
    "answering_hindrance",
    "answering_suggestion_hindrance",
    "appealing_ends",
    "appealing_hindrance",
    "asking_hindrance",
    "can_comment",
    "can_sign",
    "can_withdraw",
    "comment_window_of",
    "commenting_hindrance",
    "deciding_hindrance",
    "has_open_appeal",
    "has_other_moderator",
    "has_signatory",
    "mending_ends",
    "naming_hindrance",
    "objecting_ends",
    "objecting_hindrance",
    "paper_hindrance",
    "preparing_hindrance",
    "reporting_hindrance",
    "representing_hindrance",
    "revising_hindrance",
    "second_signature_hindrance",
    "signing_hindrance",
    "takes_comments",
    "taking_back_hindrance",
    "taking_hindrance",
    "withdrawing_hindrance",
]
