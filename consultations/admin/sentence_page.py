"""How the sentences of a document are laid out on their page: rows with forms, by paragraph."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.utils.translation import gettext_lazy as _

from consultations.admin.sentences import Desk
from consultations.coverage import Line
from consultations.forms.sentence import DrawForm
from consultations.models import Paragraph
from consultations.suggesting.asks import is_known
from consultations.suggesting.suggestions import Suggestion, suggestions_for

RULES = {
    "modal": _("it says what should or must be"),
    "need": _("it says what is needed"),
    "emphasis": _("it stresses a need"),
    "directive": _("it calls for something"),
    "named": _("it calls itself an ask"),
    "requirement": _("it says what something requires"),
    "imperative": _("it tells somebody what to do"),
    "item": _("an item that begins with what to do"),
    "introduced": _("the line above its list asks"),
    "column": _("its column is headed as asks"),
    "question": _("a question that guides the discussion"),
}


class Row(NamedTuple):
    """A sentence, what is suggested about it while it is left, and the form to draw it with."""

    line: Line
    suggestion: Suggestion | None
    form: DrawForm | None
    is_open: bool
    draw_address: str

    @property
    def reasons(self) -> list[str]:
        """Return in words why it is suggested."""
        rules = self.suggestion.rules if self.suggestion else []
        return [str(RULES[rule]) for rule in rules]


class Group(NamedTuple):
    """A paragraph with the sentences of it that are shown."""

    paragraph: Paragraph
    rows: list[Row]


def sentences_on_page(desk: Desk, bound: DrawForm | None) -> dict[str, Any]:
    """Return what the page shows; a form that came back with something wrong stands in its place.

    Which page is meant, and whether it shows only what is left, the request says.
    """
    page = desk.pages.get_page(desk.request.GET.get("page"))
    return {
        "document": desk.document,
        "coverage": desk.coverage,
        "only_left": desk.only_left,
        "last": desk.last,
        "page": page,
        "groups": _groups(desk, page, bound),
        "has_rules": is_known(desk.document.language),
    }


def _groups(desk: Desk, page: "Page[Line]", bound: DrawForm | None) -> list[Group]:
    sent = desk.request.POST.get("sentence", "")
    shown = list(page.object_list)
    drawn = sent or desk.request.GET.get("draw", "")
    keys = {line.key for line in shown if line.is_left or line.key == drawn}
    suggested = suggestions_for(desk.lines, keys, desk.document, desk.extracts, desk.request.user)
    rows = [
        _row(desk, line, suggested.get(line.key), drawn, bound if line.key == sent else None)
        for line in shown
    ]
    return _grouped(rows)


def _grouped(rows: Iterable[Row]) -> list[Group]:
    by_paragraph = groupby(rows, lambda row: row.line.passage.paragraph)
    return [Group(paragraph, list(group)) for paragraph, group in by_paragraph]


def _row(
    desk: Desk, line: Line, suggestion: Suggestion | None, drawn: str, bound: DrawForm | None
) -> Row:
    is_open = bound is not None or drawn == line.key
    form = bound
    if form is None and suggestion and (suggestion.rules or is_open):
        form = _filled_in(desk, line, suggestion)
    return Row(line, suggestion, form, is_open, desk.address(line, draw=line.key))


def _filled_in(desk: Desk, line: Line, suggestion: Suggestion) -> DrawForm:
    draft, speaking = suggestion.draft, suggestion.draft.speaking
    initial: dict[str, Any] = {
        "kind": draft.kind,
        "text": draft.text,
        "voice": speaking.voice.printed,
        "voice_kind": speaking.voice.kind,
        "voice_appearance": speaking.appearance.pk if speaking.appearance else None,
        "voice_organisation": speaking.organisation.pk if speaking.organisation else None,
        "asked_of": "\n".join(draft.asked_of),
        "instruments": [str(each.pk) for each in draft.instruments],
    }
    return DrawForm(
        initial=initial,
        document=desk.document,
        instruments=draft.instruments,
        auto_id=f"{line.anchor}-%s",
    )
