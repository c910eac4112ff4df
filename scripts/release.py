"""Keeps the database of this release for good: what `make release` does; docs/releasing.md."""

import gzip
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
FILL = """
import django
django.setup()
from tests.releases.filling import fill_each_table
fill_each_table()
"""


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from config import VERSION
    from tests.releases import keeping

    _refuse_what_is_not_told(VERSION)
    _refuse_what_is_kept([keeping.kept(VERSION, kind) for kind in keeping.KINDS])
    for kind in keeping.KINDS:
        file = keeping.kept(VERSION, kind)
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as place:
            os.environ |= {"DEBUG": "0", "DEMO": "1", "MEDIA_ROOT": f"{place}/media"}
            with keeping.own_database(Path(place), "release", kind) as address:
                for command in (["manage.py", "migrate"], ["manage.py", "load_demo"], ["-c", FILL]):
                    keeping.run(address, *command)
                # Without the moment of packing, so that the same content is the same file.
                file.write_bytes(gzip.compress(keeping.dump(address), 9, mtime=0))
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB")
    return 0


def _refuse_what_is_not_told(version: str) -> None:
    heading = rf"^## {re.escape(version)} – \d{{4}}-\d\d-\d\d$"
    if not re.search(heading, (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE):
        sys.exit(f"CHANGELOG.md has no heading “## {version} – YYYY-MM-DD”.")


def _refuse_what_is_kept(files: list[Path]) -> None:
    there = [str(each.relative_to(ROOT)) for each in files if each.exists()]
    if there:
        sys.exit(f"What was released stays as it was: {', '.join(there)}.")


if __name__ == "__main__":
    sys.exit(main())
