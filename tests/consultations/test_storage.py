"""Files are whole or not there at all, and no more of them is taken in than may be kept."""

import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from consultations.media_types import MOST_BYTES_OF_A_FILE
from consultations.models import StoredFile
from tests import factories

NAME = "sha256/ab/cd/abcd"


class Torn(ContentFile):
    """Content whose giver dies in the middle of it."""

    def chunks(self, chunk_size=None):
        yield b"half of"
        raise InterruptedError


def _files(folder: Path) -> list[str]:
    return [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()]


def test_a_file_is_kept_whole_and_for_us_alone(storage):
    assert default_storage.save(NAME, ContentFile(b"words")) == NAME
    with default_storage.open(NAME) as kept:
        assert kept.read() == b"words"
    assert stat.S_IMODE((storage / NAME).stat().st_mode) == 0o600


def test_of_a_file_that_breaks_off_nothing_is_left(storage):
    with pytest.raises(InterruptedError):
        default_storage.save(NAME, Torn(b""))
    assert _files(storage) == []


def test_a_file_is_named_after_its_content_in_two_levels_of_folders(storage, db):
    file = factories.make_file(b"%PDF-1.7 a quay")
    assert _files(storage) == [f"sha256/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"]
    assert str(file) == file.sha256


def test_the_database_refuses_a_file_that_cannot_be(db):
    factories.make_file()
    row = {"sha256": "0" * 64, "size": 5, "media_type": "application/pdf"}
    for wrong, name in (
        ({"size": 0}, "stored_file_is_not_empty"),
        ({"media_type": "text/html"}, "stored_file_media_type_is_known"),
        ({"sha256": StoredFile.objects.get().sha256}, "(?i)unique"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            StoredFile.objects.create(**row | wrong)


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (5, 5),
        (MOST_BYTES_OF_A_FILE, MOST_BYTES_OF_A_FILE),
        (MOST_BYTES_OF_A_FILE + 7, MOST_BYTES_OF_A_FILE + 7),
        # The last chunk that is taken begins within the limit.
        (2 * MOST_BYTES_OF_A_FILE, MOST_BYTES_OF_A_FILE + 64 * 1024),
    ],
)
def test_no_more_is_taken_in_than_tells_that_it_is_too_much(sent, taken):
    file = SimpleUploadedFile("quay.pdf", bytes(sent))
    with closing(RequestFactory().post("/", {"one": "1", "file": file, "two": "2"})) as request:
        size = request.FILES["file"].size
        assert size == pytest.approx(taken, abs=64 * 1024)
        assert (size > MOST_BYTES_OF_A_FILE) is (sent > MOST_BYTES_OF_A_FILE)
        assert request.POST.dict() == {"one": "1", "two": "2"}
