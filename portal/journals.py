"""Which releases of SQLite may write ahead: in older ones a committed row can be lost."""

# Releases in which that is mended, by line.
WAL_IS_SAFE_FROM = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
WAL_IS_SAFE_EVERYWHERE_FROM = (3, 51, 3)


def sqlite_journal(version: tuple[int, int, int]) -> str:
    """Return the journal mode that keeps every committed row on this release of SQLite."""
    safe_from = WAL_IS_SAFE_FROM.get(version[:2], WAL_IS_SAFE_EVERYWHERE_FROM)
    return "WAL" if version >= safe_from else "DELETE"
