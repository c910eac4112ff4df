"""Take the markup out of a document's lines, and keep what was taken in their `marks`."""

from consultations.importing.lines import Line
from consultations.importing.spans import take_spans


def take_markup(lines: list[Line]) -> None:
    """Take emphasis, links, code and escapes out of lines and cells.

    Emphasis may run over the lines of one block, never into the next.
    """
    for group in _groups(lines):
        if group[0].table:
            group[0].cells = [_clean_cell(group[0], cell) for cell in group[0].cells]
        else:
            _clean(group)


def _groups(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if not groups or line.after_gap or not line.is_plain or groups[-1][-1].ends_alone:
            groups.append([])
        groups[-1].append(line)
    return groups


def _clean(group: list[Line]) -> None:
    printed = [line.text for line in group]
    cleaned, marks = take_spans("\n".join(printed))
    for nth, mark in marks:
        group[nth].marks.append(mark)
    for line, before, after in zip(group, printed, cleaned.split("\n"), strict=True):
        line.text = after.strip()
        line.emphasis = _emphasis(before, line.text)


def _emphasis(printed: str, cleaned: str) -> int:
    """Return how many signs of emphasis embrace the whole line."""
    inner = printed.strip("*_")
    if inner != cleaned:
        return 0
    return min(len(printed) - len(printed.lstrip("*_")), len(printed) - len(printed.rstrip("*_")))


def _clean_cell(row: Line, cell: str) -> str:
    cleaned, marks = take_spans(cell)
    row.marks += [mark for _, mark in marks]
    return cleaned
