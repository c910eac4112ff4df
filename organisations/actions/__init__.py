"""What changes who may act."""

from organisations.actions.applying import apply, put_on_record
from organisations.actions.blanking import blank_person
from organisations.actions.deciding import decide, verify
from organisations.actions.inviting import (
    accept_invitation,
    decline_invitation,
    end_colleague,
    forget_next_address,
    invite,
    open_account,
    revoke_invitation,
)
from organisations.actions.listing import look, set_listed, shown_until
from organisations.actions.people import add_person, choose_language, set_wants_notices
from organisations.actions.representing import end_rights, grant
from organisations.actions.tokens import (
    forget_next_answer,
    make_token,
    revoke_token,
    token_of,
    use_token,
)
from organisations.actions.warning import warn_next

__all__ = [
    "accept_invitation",
    "add_person",
    "apply",
    "blank_person",
    "choose_language",
    "decide",
    "decline_invitation",
    "end_colleague",
    "end_rights",
    "forget_next_address",
    "forget_next_answer",
    "grant",
    "invite",
    "look",
    "make_token",
    "open_account",
    "put_on_record",
    "revoke_invitation",
    "revoke_token",
    "set_listed",
    "set_wants_notices",
    "shown_until",
    "token_of",
    "use_token",
    "verify",
    "warn_next",
]
