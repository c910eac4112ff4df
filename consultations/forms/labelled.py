"""Rows of a table of fields, each field with a name that is read out."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vocabulary.forms import BoundedFormSet


class LabelledFormSet(BoundedFormSet):
    """In a table the heading of a column labels no field: each says what it is, and its row."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = "" if index is None else _(", row %s") % (index + 1)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = f"{capfirst(field.label or name)}{row}"
