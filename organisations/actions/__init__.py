"""What changes who may act."""

from organisations.actions.applying import apply, put_on_record
from organisations.actions.blanking import blank_person, erase_oneself
from organisations.actions.closing import deactivate
from organisations.actions.deciding import decide, verify
from organisations.actions.editing import add_to_record, edit_organisation
from organisations.actions.factors import reset_second_factor
from organisations.actions.forgetting import forget_next_refused, forget_next_tokens
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
from organisations.actions.roles import note_roles, roles_of
from organisations.actions.saving import (
    MOST_SAVED,
    change_search,
    delete_search,
    save_search,
)
from organisations.actions.tokens import (
    forget_next_answer,
    make_token,
    revoke_token,
    token_of,
    use_token,
)
from organisations.actions.warning import warn_next

__all__ = [
    "MOST_SAVED",
    "accept_invitation",
    "add_person",
    "add_to_record",
    "apply",
    "blank_person",
    "change_search",
    "choose_language",
    "deactivate",
    "decide",
    "decline_invitation",
    "delete_search",
    "edit_organisation",
    "end_colleague",
    "end_rights",
    "erase_oneself",
    "forget_next_address",
    "forget_next_answer",
    "forget_next_refused",
    "forget_next_tokens",
    "grant",
    "invite",
    "look",
    "make_token",
    "note_roles",
    "open_account",
    "put_on_record",
    "reset_second_factor",
    "revoke_invitation",
    "revoke_token",
    "roles_of",
    "save_search",
    "set_listed",
    "set_wants_notices",
    "shown_until",
    "token_of",
    "use_token",
    "verify",
    "warn_next",
]
