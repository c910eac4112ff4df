"""The columns of a sheet: how what is kept is told in a cell, and how a cell is understood.

Built on the fields and widgets of django-import-export, which go both ways: `render` to the cell,
`clean` from it. What does not fit raises ValidationError, in words for whoever typed it.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Manager, Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from consultations.forms.extract import names_of_asked
from organisations.names import tidy_line
from spreadsheets.cells import plain

_PARTED = re.compile(r"[;\n]")
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
_MOST_DIGITS = 9
_MOST_SHOWN = 80
ON_ITS_PAGE = gettext_lazy("This is not changed by a spreadsheet, but on its own page.")


class Column(Field):
    """A column by its heading. `target` is the field of the record that it speaks of.

    `fixed` says why a spreadsheet never changes it; it is empty where it may.
    """

    def __init__(
        self,
        name: str,
        attribute: str = "",
        widget: Widget | None = None,
        fixed: Any = "",
    ) -> None:
        attribute = attribute or name
        super().__init__(attribute=attribute, column_name=name, widget=widget or Words())
        self.target = attribute.partition("__")[0]
        self.fixed = fixed

    @property
    def is_many(self) -> bool:
        """Whether it speaks of records that are linked, not of a field of its own."""
        return isinstance(self.widget, (SeveralOf, Asked))

    @property
    def explained(self) -> str:
        """Return what the cells hold, for whoever fills them in."""
        return str(self.widget.explained)

    def told(self, record: Model) -> str:
        """Return what the cell of the record says, before it is made fit for a file."""
        return str(self.export(record))

    def understood(self, cell: str) -> Any:
        """Return what the cell means; raises ValidationError where it means nothing here."""
        return self.widget.clean(cell)


class Words(Widget):
    @property
    def explained(self) -> str:
        return _("Text.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return value


class Line(Words):
    """Words in one line, such as a name or a title."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        return tidy_line(value)


class Number(Words):
    """A whole number, or nothing."""

    @property
    def explained(self) -> str:
        return _("A whole number.")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int | None:
        digits = value.strip()
        if not digits:
            return None
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
            raise ValidationError(_("“%(typed)s” is no whole number.") % _typed(value))
        return int(digits)


class YesOrNo(Words):
    @property
    def explained(self) -> str:
        return _("yes or no")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        word = value.strip().casefold()
        if word not in _YES | _NO:
            raise ValidationError(_("Write yes or no, not “%(typed)s”.") % _typed(value))
        return word in _YES


class Choice(Words):
    """One of a closed list, as its code; its label in English is understood as well."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.choices = list(choices)

    @property
    def explained(self) -> str:
        return _("One of: %(known)s.") % {"known": ", ".join(code for code, _name in self.choices)}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        word = value.strip().casefold()
        known = {str(label).casefold(): code for code, label in self.choices}
        known |= {code: code for code, _label in self.choices}
        if word and word not in known:
            told = _typed(value) | {"known": ", ".join(code for code, _label in self.choices)}
            raise ValidationError(_("“%(typed)s” is none of: %(known)s.") % told)
        return known.get(word, "")


class OneOf(Words):
    """A record named by its code; `rows` returns, once, all that may be named, by their codes."""

    def __init__(self, rows: Callable[[], dict[str, Any]], what: Any) -> None:
        super().__init__()
        self.rows, self.what = rows, what

    @property
    def explained(self) -> str:
        return _("The code, number or address of one %(what)s.") % {"what": self.what}

    @cached_property
    def known(self) -> dict[str, Any]:
        return {code.casefold(): record for code, record in self.rows().items()}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return self.named(value) if value.strip() else None

    def named(self, code: str) -> Any:
        found = self.known.get(" ".join(code.split()).casefold())
        if found is None:
            told = _typed(code.strip()) | {"what": self.what}
            raise ValidationError(_("“%(typed)s” is no %(what)s on record.") % told)
        return found


class Region(OneOf):
    """A region by its number, of which programs for tables drop the zeros."""

    def named(self, code: str) -> Any:
        digits = code.strip()
        return super().named(digits.zfill(3) if digits.isdecimal() else digits)


class SeveralOf(OneOf):
    """Records named by their codes, in any order, with a semicolon between."""

    def __init__(
        self, rows: Callable[[], dict[str, Any]], what: Any, code: Callable[[Any], str]
    ) -> None:
        super().__init__(rows, what)
        self.code = code

    @property
    def explained(self) -> str:
        return _("The code or address of each %(what)s, with a semicolon between.") % {
            "what": self.what
        }

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        records = value.all() if isinstance(value, Manager) else value or []
        return "; ".join(sorted(self.code(each) for each in records))

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[Any]:
        found = [self.named(each) for each in _PARTED.split(value) if each.strip()]
        return list(dict.fromkeys(found))


class Marks(Words):
    """Some of a closed list, such as the fields that are our reading."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.codes = [code for code, _label in choices]

    @property
    def explained(self) -> str:
        return _("Any of these, with a semicolon between: %(known)s.") % {
            "known": ", ".join(self.codes)
        }

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(sorted(value or []))

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        words = [each.strip().casefold() for each in _PARTED.split(value) if each.strip()]
        for word in words:
            if word not in self.codes:
                told = _typed(word) | {"known": ", ".join(self.codes)}
                raise ValidationError(_("“%(typed)s” is none of: %(known)s.") % told)
        return [code for code in self.codes if code in words]


class Asked(Words):
    """Those of whom something is asked, one on each line, by the names that are on record."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self.names = names

    @property
    def explained(self) -> str:
        return _("As the source prints them, one on each line.")

    @cached_property
    def known(self) -> dict[str, str]:
        return {slugify(name, allow_unicode=True): name for name in self.names()}

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        names = (each.name for each in value.all()) if isinstance(value, Manager) else value
        return plain("\n".join(sorted(names or [])))

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        names = names_of_asked(value)
        known = (self.known.get(slugify(name, allow_unicode=True), name) for name in names)
        return list(dict.fromkeys(known))


def _typed(value: str) -> dict[str, Any]:
    shown = value if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]}…"
    return {"typed": shown}
