from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    """The folder in which this test keeps files."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"
