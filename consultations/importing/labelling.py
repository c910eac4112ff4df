"""Which of the signs that look like labels are believed to be labels."""

from consultations.importing.labels import Label, label_of
from consultations.importing.lines import Line
from consultations.importing.sentences import is_open, pauses

Count = tuple[str, str, tuple[int, ...]]


def find_labels(lines: list[Line]) -> None:
    """Give each line its label, and take that off its text."""
    found = [_printed_by(line) for line in lines]
    doubtful = {count for label in found if label and label.is_doubtful for count in _counts(label)}
    latest: dict[str, Label] = {}
    for before, line, label in zip([None, *lines], lines, found, strict=False):
        if label and (line.label or _is_believed(before, line, label, latest, doubtful)):
            _label(line, label)
            latest[label.shape] = label


def _printed_by(line: Line) -> Label | None:
    """Return the label that the line seems to print; one that its file counts is certain."""
    return None if line.table else line.label or label_of(line.text)


def _is_believed(
    before: Line | None, line: Line, label: Label, latest: dict[str, Label], doubtful: set[Count]
) -> bool:
    if label.is_doubtful and not _has_neighbour(label, doubtful):
        return False
    return _may_begin_here(before, line) or _goes_on(before, label, latest)


def _label(line: Line, label: Label) -> None:
    if line.label is None:
        line.label = label
        line.text = line.text[len(label.printed) :].strip()


def _counts(label: Label, step: int = 0) -> list[Count]:
    return [
        (label.shape, style, (*value[:-1], value[-1] + step))
        for style, value in label.readings.items()
    ]


def _has_neighbour(label: Label, counts: set[Count]) -> bool:
    """Return whether the document prints the label before or after it: `A.` beside a `B.`"""
    return not counts.isdisjoint(_counts(label, -1) + _counts(label, 1))


def _may_begin_here(before: Line | None, line: Line) -> bool:
    """Return whether this line cannot be the middle of a sentence broken into lines."""
    if before is None or line.after_gap or line.bullet or line.hashes or before.ends_alone:
        return True
    return not before.text or not is_open(before.text) or pauses(before.text)


def _goes_on(before: Line | None, label: Label, latest: dict[str, Label]) -> bool:
    """Return whether the label begins a count, or goes on with one."""
    if label.is_first or label.is_question:
        return True
    last = latest.get(label.shape)
    if last is not None and label.follows(last):
        return True
    return before is not None and before.label is not None and before.label.shape == label.shape
