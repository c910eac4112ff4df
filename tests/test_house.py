"""What is written down about the house agrees with the house."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_example_of_an_environment_names_every_setting_and_no_other():
    read = re.findall(
        r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"|environ\.get\("([A-Z_]+)"|^    ([A-Z_]+)=\(',
        "".join(
            (ROOT / "config" / name).read_text()
            for name in ("settings.py", "environment.py", "gunicorn.py")
        ),
        re.MULTILINE,
    )
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(named) == sorted({name for names in read for name in names if name})
