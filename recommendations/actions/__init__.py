"""Every change of what is asked, who stands behind it and what is said about it."""

from recommendations.actions.appealing import answer_appeal, appeal
from recommendations.actions.carrying import object_to_wording
from recommendations.actions.claiming import claim, release
from recommendations.actions.closing import merge_recommendation, withdraw_recommendation
from recommendations.actions.commenting import comment
from recommendations.actions.drafting import keep_draft
from recommendations.actions.endorsing import StaleText, sign, withdraw
from recommendations.actions.entitling import set_may_endorse
from recommendations.actions.extending import extend_recommendation
from recommendations.actions.freezing import freeze
from recommendations.actions.hiding import hide_thread
from recommendations.actions.lapsing import lapse_next
from recommendations.actions.looking import look_at_signatures, signatures_shown_until
from recommendations.actions.moderating import (
    Why,
    approve,
    decide_on_each,
    hide,
    reject,
    restore,
    send_back,
)
from recommendations.actions.naming import choose_naming, conceal
from recommendations.actions.paper import enter_paper
from recommendations.actions.preparing import ask_for_signature, decline, prepare
from recommendations.actions.proposing import drop_wording, propose_wording
from recommendations.actions.publishing import publish, publish_wording
from recommendations.actions.reflecting import (
    assess,
    carry_findings,
    confirm_finding,
    correct_finding,
    second_finding,
)
from recommendations.actions.reporting import leave_as_it_is, report
from recommendations.actions.requesting import withdraw_on_request
from recommendations.actions.revising import revise, take_back
from recommendations.actions.ruling import write_rule
from recommendations.actions.suggesting import answer_suggestion, take_suggestion
from recommendations.actions.suspending import restore_organisation, suspend_organisation
from recommendations.actions.translating import translate
from recommendations.actions.unlisting import unlist_organisation
from recommendations.actions.withholding import show_version, withhold_version

__all__ = [
    "StaleText",
    "Why",
    "answer_appeal",
    "answer_suggestion",
    "appeal",
    "approve",
    "ask_for_signature",
    "assess",
    "carry_findings",
    "choose_naming",
    "claim",
    "comment",
    "conceal",
    "confirm_finding",
    "correct_finding",
    "decide_on_each",
    "decline",
    "drop_wording",
    "enter_paper",
    "extend_recommendation",
    "freeze",
    "hide",
    "hide_thread",
    "keep_draft",
    "lapse_next",
    "leave_as_it_is",
    "look_at_signatures",
    "merge_recommendation",
    "object_to_wording",
    "prepare",
    "propose_wording",
    "publish",
    "publish_wording",
    "reject",
    "release",
    "report",
    "restore",
    "restore_organisation",
    "revise",
    "second_finding",
    "send_back",
    "set_may_endorse",
    "show_version",
    "sign",
    "signatures_shown_until",
    "suspend_organisation",
    "take_back",
    "take_suggestion",
    "translate",
    "unlist_organisation",
    "withdraw",
    "withdraw_on_request",
    "withdraw_recommendation",
    "withhold_version",
    "write_rule",
]
