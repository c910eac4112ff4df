"""Files that would do harm are refused soon, say why, and leave nothing behind."""

import os
import re
import resource
import subprocess
import sys
import time

import pytest
from django.conf import settings

from consultations import reading_files
from consultations.importing import UnreadableDocument
from consultations.reading_files import read_file
from consultations.unpacking import caps
from tests.consultations.hostile_files import REFUSED, pdf, word

pytestmark = pytest.mark.hold
MOST_SECONDS = 2.0
MOST_GROWTH = 64 * 1024  # kibibytes


def _memory() -> int:
    """Return the most memory that this process has had so far, in kibibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_soon_and_says_why(name, tmp_path, monkeypatch):
    make, why = REFUSED[name]
    data = make()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    memory = _memory()
    seconds, said = _refused(data)
    if seconds > MOST_SECONDS:
        seconds, said = _refused(data)  # the machine may have had more to do than this
    assert seconds < MOST_SECONDS
    assert _memory() - memory < MOST_GROWTH
    assert re.search(why, said), said
    assert not list(tmp_path.iterdir())


def _refused(data: bytes) -> tuple[float, str]:
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as refusal:
        read_file(data)
    return time.monotonic() - started, refusal.value.message


def test_there_are_at_least_forty():
    assert len(REFUSED) >= 40


def test_what_the_hostile_ones_are_made_of_is_read():
    for data in (word(), pdf()):
        assert read_file(data).blocks[0].text == "The quay is closed."


# The caps, each tried where it binds.


def _program(code: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", f"from consultations.unpacking import caps\n{code}"]
    return subprocess.run(command, capture_output=True, cwd=settings.BASE_DIR, check=False)


def test_the_program_gets_no_more_memory_than_its_share():
    done = _program("caps.cap()\nbytearray(600 * 1024 * 1024)")
    assert b"MemoryError" in done.stderr


def test_the_program_writes_no_large_file(tmp_path):
    done = _program(f"caps.cap()\nopen({str(tmp_path / 'a')!r}, 'w').write('a' * 10_000_000)")
    assert b"File too large" in done.stderr
    assert (tmp_path / "a").stat().st_size <= 1024 * 1024


def test_the_program_that_takes_too_long_is_killed(monkeypatch, tmp_path):
    done = _program("caps.SECONDS_OF_PROCESSOR = 1\ncaps.cap()\nwhile True: pass")
    assert done.returncode < 0
    monkeypatch.setattr("consultations.reading_files.SECONDS", 0.01)
    with pytest.raises(UnreadableDocument, match="too long"):
        read_file(word())


def test_only_so_many_are_read_at_once(monkeypatch):
    monkeypatch.setattr("consultations.reading_files._SECONDS_TO_WAIT", 0.01)
    with reading_files._one_at_a_time, pytest.raises(UnreadableDocument, match="just now"):
        read_file(word())


def test_a_program_that_used_up_its_time_is_told_of(monkeypatch):
    kills = ["sh", "-c", "kill -XCPU $$"]
    monkeypatch.setattr("consultations.reading_files._command", lambda *_which: kills)
    with pytest.raises(UnreadableDocument, match="too long"):
        read_file(word())


def test_the_program_leaves_the_processor_to_others_and_its_caps_are_as_agreed():
    done = _program("import os\ncaps.cap()\nprint(os.nice(0))")
    assert int(done.stdout) >= 10
    assert (caps.SECONDS_OF_PROCESSOR, caps.MOST_MEMORY) == (180, 512 * 1024 * 1024)


def test_a_file_that_was_refused_can_be_tried_again_and_no_program_stays():
    for _ in range(3):
        with pytest.raises(UnreadableDocument):
            read_file(REFUSED["a PDF of nothing"][0]())
    assert read_file(word()).blocks
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_libraries_say_of_a_broken_file_is_not_kept():
    many = pdf().replace(b"endobj", b"endobx") * 20
    command = [sys.executable, "-m", "consultations.unpacking", "pdf"]
    done = subprocess.run(
        command, input=many, capture_output=True, cwd=settings.BASE_DIR, check=False
    )
    assert len(done.stderr) < 10_000
