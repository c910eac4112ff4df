"""Keeping what a file says until it is confirmed, and then doing all of it or nothing."""

from spreadsheets.actions.confirming import Moved, confirm
from spreadsheets.actions.keeping import forget_next_spreadsheet, give_up, keep

__all__ = ["Moved", "confirm", "forget_next_spreadsheet", "give_up", "keep"]
