"""How curators look through what was read, and cut it anew where the reader was wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions import NESTED, Cut
from consultations.importing import MARKUP
from consultations.models import KeptReading, Paragraph
from consultations.quotes import find_words

_DEEPEST = 5
MOST_REMARKS = 30
_STAGES = {
    "read": _("Read"),
    "lines": _("Lines"),
    "blocks": _("Blocks"),
    "kinds and labels": _("Kinds and labels"),
}
_FIGURES = {
    **dict(Paragraph.Kind.choices),
    "characters": _("characters"),
    "pages": _("pages"),
    "left out": _("lines left out"),
    "paragraphs": _("paragraphs"),
    "tables": _("tables"),
    "notes": _("notes"),
    "lines": _("lines"),
    "blocks": _("blocks"),
    "joined": _("joined over a break"),
    "labels": _("labels"),
}
_NO_ROWS = [choice for choice in Paragraph.Kind.choices if choice[0] != Paragraph.Kind.TABLE_ROW]


class BlockForm(forms.Form):
    """A paragraph as a curator cuts it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_NO_ROWS)
    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=_DEEPEST, required=False)
    label = forms.CharField(label=_("Label"), max_length=40, required=False)
    words = forms.CharField(
        label=_("Split before the words"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, sent: Any, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        initial = {"kind": paragraph.kind, "label": paragraph.label, "level": paragraph.level or 1}
        super().__init__(sent, initial=initial, prefix=str(paragraph.pk))
        self.fields["label"].widget.attrs["class"] = "label"
        if paragraph.kind not in NESTED:
            del self.fields["level"]  # nothing else stands in another
        if paragraph.kind == Paragraph.Kind.TABLE_ROW:
            self.fields.clear()

    @property
    def is_fixed(self) -> bool:
        """Whether nothing about it can be cut anew: it is the row of a table."""
        return not self.fields

    def cuts_anew(self) -> bool:
        """Return whether anything but the words to split before was changed."""
        return bool({"kind", "level", "label"} & set(self.changed_data))

    def cut(self) -> Cut:
        """Return what the curator makes of the paragraph."""
        given = self.cleaned_data
        return Cut(self.paragraph, given["kind"], given.get("level") or 1, given["label"])

    def place(self) -> int | None:
        """Return where the words to split before begin, or None, beside an error, if nowhere."""
        words = self.cleaned_data.get("words") or ""
        hits = find_words([self.paragraph], words)
        if len(hits) == 1 and hits[0].start > 0:
            return hits[0].start
        many = _("These words stand there more than once: give more of them.")
        none = _("Give words from the middle of this paragraph, where the next one begins.")
        self.add_error("words", many if len(hits) > 1 else none)
        return None


@dataclass(frozen=True)
class SourceRow:
    """A line of the source, with what was remarked on it, and what signs were taken off it."""

    line: int
    page: int
    text: str
    remarks: list[str]

    @property
    def weighty(self) -> list[str]:
        """Return the remarks on more than signs of markup, and how many there are beyond some."""
        weighty = [what for what in self.remarks if not what.startswith(MARKUP)]
        beyond = [f"… {len(weighty) - MOST_REMARKS}"] if len(weighty) > MOST_REMARKS else []
        return [*weighty[:MOST_REMARKS], *beyond]

    @property
    def slight(self) -> list[str]:
        return [what for what in self.remarks if what.startswith(MARKUP)][:MOST_REMARKS]


@dataclass(frozen=True)
class ReviewRow:
    """Lines of the source beside the paragraph that was made of them, if any was."""

    source: list[SourceRow]
    form: BlockForm | None


def review_rows(
    forms: Iterable[BlockForm], reading: KeptReading | None, before: int, until: int
) -> list[ReviewRow]:
    """Return the paragraphs beside their lines, and between them the lines that made none.

    Of the source, the lines behind `before` and up to `until`.
    """
    source = _source(reading, before, until)
    rows: list[ReviewRow] = []
    for form in forms:
        first = form.paragraph.first_line or 0
        last = form.paragraph.last_line or 0
        left_out = [line for line in source if line.line < first]
        rows += [ReviewRow(left_out, None)] if left_out else []
        rows.append(ReviewRow([line for line in source if first <= line.line <= last], form))
        source = [line for line in source if line.line > last]
    return [*rows, ReviewRow(source, None)] if source else rows


def _source(reading: KeptReading | None, before: int, until: int) -> list[SourceRow]:
    if reading is None:
        return []
    told = {
        line: [str(remark["what"]) for remark in remarks]
        for line, remarks in groupby(reading.report, key=lambda remark: remark["line"])
    }
    return [
        SourceRow(each["line"], each["page"], each["text"], told.get(each["line"], []))
        for each in reading.lines
        if before < each["line"] <= until
    ]


def stages_in_words(reading: KeptReading | None) -> list[tuple[str, list[str]]]:
    """Return the stages of the reading, each with its figures in words."""
    stages = reading.stages if reading else []
    return [
        (
            str(_STAGES.get(stage["name"], stage["name"])),
            [_figure(stage["name"], what, many) for what, many in stage["figures"].items()],
        )
        for stage in stages
    ]


def _figure(stage: str, what: str, many: int) -> str:
    """Return the figure with what it counts, unless the stage says so."""
    return str(many) if what == stage else f"{_FIGURES.get(what, what)}: {many}"
