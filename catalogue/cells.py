"""Cells of tables that no program takes for a formula, and that read back as what they were."""

# Programs that open tables take these for the beginning of a formula, some of them also in the
# width of East Asian letters. The apostrophe is among them so that one is always one too many.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
BETWEEN = " | "


def inert(cell: str) -> str:
    """Return the cell so that no program for tables takes it for a formula.

    Where it begins with `'`, what it was is all that follows it.
    """
    return f"'{cell}" if cell.startswith(SIGNS) else cell


def joined(texts: list[str]) -> str:
    """Return several texts as one; a bar within one of them has a backslash before it."""
    return BETWEEN.join(str(text).replace("|", "\\|") for text in texts)


def column_letter(place: int) -> str:
    """Return what programs call the column; the first is 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
