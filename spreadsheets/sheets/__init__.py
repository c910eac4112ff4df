"""The kinds of record that curators take away, edit and bring back as spreadsheets."""

from spreadsheets.sheets.appearances import AppearanceSheet
from spreadsheets.sheets.extracts import ExtractSheet
from spreadsheets.sheets.organisations import OrganisationSheet
from spreadsheets.sheets.recommendations import RecommendationSheet
from spreadsheets.sheets.sheet import Sheet, Values
from spreadsheets.sheets.speakers import SpeakerSheet

SHEETS: dict[str, type[Sheet]] = {
    sheet.kind: sheet
    for sheet in (
        RecommendationSheet,
        ExtractSheet,
        OrganisationSheet,
        SpeakerSheet,
        AppearanceSheet,
    )
}

__all__ = ["SHEETS", "Sheet", "Values"]
