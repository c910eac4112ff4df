"""How curators look through what was read, and cut it anew where the reader was wrong."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions import Cut
from consultations.models import KeptReading, Paragraph
from consultations.quotes import find_words

_DEEPEST = 5
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
    level = forms.IntegerField(label=_("Level"), min_value=0, max_value=_DEEPEST)
    label = forms.CharField(label=_("Label"), max_length=40, required=False)
    words = forms.CharField(
        label=_("Split before the words"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, sent: Any, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        initial = {name: getattr(paragraph, name) for name in ("kind", "level", "label")}
        super().__init__(sent, initial=initial, prefix=str(paragraph.pk))
        self.fields["label"].widget.attrs["class"] = "label"
        if paragraph.cells:
            del self.fields["kind"], self.fields["level"], self.fields["label"]
            del self.fields["words"]

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
        return Cut(self.paragraph, given["kind"], given["level"], given["label"])

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


class SourceRow(NamedTuple):
    """A line of the source, with what was remarked on it."""

    line: int
    page: int
    text: str
    remarks: list[str]


class ReviewRow(NamedTuple):
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
            [f"{_FIGURES.get(what, what)}: {many}" for what, many in stage["figures"].items()],
        )
        for stage in stages
    ]
