"""What changes who may act."""

from organisations.actions.applying import apply, put_on_record
from organisations.actions.blanking import blank_person
from organisations.actions.deciding import decide, verify
from organisations.actions.people import add_person
from organisations.actions.representing import end_rights, grant

__all__ = [
    "add_person",
    "apply",
    "blank_person",
    "decide",
    "end_rights",
    "grant",
    "put_on_record",
    "verify",
]
