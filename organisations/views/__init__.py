"""Pages of those who may act: organisations, their people, and who is invited to join them."""

from organisations.views.colleagues import colleagues, end_colleague, revoke
from organisations.views.invitations import invitation, own_invitation
from organisations.views.pages import (
    act_for,
    organisation,
    organisation_applied,
    organisation_apply,
    organisation_list,
)
from organisations.views.tokens import make_token, revoke_token, tokens
from organisations.views.unsubscribing import unsubscribe

__all__ = [
    "act_for",
    "colleagues",
    "end_colleague",
    "invitation",
    "make_token",
    "organisation",
    "organisation_applied",
    "organisation_apply",
    "organisation_list",
    "own_invitation",
    "revoke",
    "revoke_token",
    "tokens",
    "unsubscribe",
]
