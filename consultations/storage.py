"""Where files are kept: each stands whole under its name, or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A folder in which a process that is killed leaves no half file under a name."""

    def _save(self, name: str, content: Any) -> str:
        whole = Path(self.path(name))
        whole.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=whole.parent, prefix=".part-")
        try:
            with os.fdopen(descriptor, "wb") as written:
                for chunk in content.chunks():
                    written.write(chunk)
                written.flush()
                os.fsync(written.fileno())
            Path(part).replace(whole)
        finally:
            Path(part).unlink(missing_ok=True)
        self._settle(whole)
        return name

    def _settle(self, whole: Path) -> None:
        """Let the names that lead to the file outlast a loss of power as well."""
        for folder in (each for each in whole.parents if each.is_relative_to(self.location)):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
