"""Which file is imported."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.importing import UnreadableDocument
from consultations.media_types import MOST_BYTES_OF_A_FILE
from spreadsheets.cells import Table
from spreadsheets.planning import refuse_headings
from spreadsheets.reading import read_table
from spreadsheets.sheets import Sheet

ENDINGS = (".xlsx", ".csv", ".txt")


class ImportForm(forms.Form):
    """A spreadsheet; once the form is valid, `table` holds what stands in it."""

    file = forms.FileField(
        label=_("Choose a file"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_(
            "A workbook (.xlsx) or CSV in UTF-8, of at most 20 MB and 5,000 rows, "
            "with the columns of an export."
        ),
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.table = Table([], [])

    def clean_file(self) -> UploadedFile:
        """Read the table; raises ValidationError with all that is wrong with its columns."""
        file: UploadedFile = self.cleaned_data["file"]
        if PurePath(file.name or "").suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Choose a file that ends in .xlsx or .csv."))
        try:
            self.table = read_table(file.read(MOST_BYTES_OF_A_FILE + 1))
        except UnreadableDocument as error:
            raise forms.ValidationError(error.message) from error
        refuse_headings(self.sheet, self.table)
        if not self.table.rows:
            raise forms.ValidationError(_("There is no row below the names of the columns."))
        return file
