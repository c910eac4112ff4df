"""A bucket promises what the folder does: whole files, for views alone."""

from collections.abc import Iterator
from importlib import import_module
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from consultations.actions import keep_file
from consultations.models import Document, StoredFile
from ledger.refusal import Refused
from tests import factories

# What stands in for the bucket takes a second to import: it is when it is needed.
pytestmark = [
    pytest.mark.hold,
    # The library's own.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
NAME = "sha256/ab/cd/abcd"
KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}


class Torn(BytesIO):
    """Content whose giver dies in the middle of it."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise InterruptedError
        return super().read(min(size or 10, 10) if size != -1 else 10)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    moto = import_module("moto.moto_server.threaded_moto_server")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, settings, monkeypatch):
    """An empty bucket, in which the product keeps its files."""
    client = import_module("boto3").client("s3", endpoint_url=endpoint, **KEYS)
    client.create_bucket(Bucket="files")
    for each in client.list_objects_v2(Bucket="files").get("Contents", []):
        client.delete_object(Bucket="files", Key=each["Key"])
    options = {
        "endpoint_url": endpoint,
        "bucket_name": "files",
        "access_key": "key",
        "secret_key": "secret",
    }
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "consultations.object_storage.WholeObjectStorage",
            "OPTIONS": options | {"region_name": "us-east-1"},
        }
    }
    return client


@pytest.fixture
def away(settings, monkeypatch):
    """Let the bucket answer no more, once this is called."""

    def go():
        monkeypatch.setattr("consultations.object_storage.MOST_TRIES", 0)
        default = settings.STORAGES["default"]
        nowhere = default["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
        settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": nowhere}}

    return go


def _names(bucket) -> list[str]:
    return [each["Key"] for each in bucket.list_objects_v2(Bucket="files").get("Contents", [])]


def test_a_file_is_kept_whole_and_has_no_address(bucket):
    assert not default_storage.exists(NAME)
    assert default_storage.save(NAME, ContentFile(b"words")) == NAME
    assert default_storage.exists(NAME)
    with default_storage.open(NAME) as kept:
        assert (kept.size, kept.read()) == (5, b"words")
    with pytest.raises(NotImplementedError):
        default_storage.url(NAME)
    granted = bucket.get_object_acl(Bucket="files", Key=NAME)["Grants"]
    assert all(each["Grantee"]["Type"] == "CanonicalUser" for each in granted)


def test_it_is_kept_once_however_often_it_is_written(bucket):
    for _turn in range(2):
        assert default_storage.save(NAME, ContentFile(b"words")) == NAME
    assert _names(bucket) == [NAME]


def test_of_a_file_that_breaks_off_nothing_is_left(bucket):
    with pytest.raises(OSError):  # noqa: PT011 - whichever
        default_storage.save(NAME, File(Torn(bytes(1000)), "torn"))
    assert _names(bucket) == []


def test_what_is_not_there_is_told_as_a_folder_does(bucket):
    with pytest.raises(FileNotFoundError):
        default_storage.open(NAME)
    default_storage.delete(NAME)


@pytest.mark.parametrize("size", [0, 4_000_007, 9_000_000])
def test_large_files_come_back_as_they_were(bucket, size):
    words = bytes(range(256)) * (size // 256 + 1)
    default_storage.save(NAME, ContentFile(words))
    with default_storage.open(NAME) as kept:
        assert kept.read() == words


@pytest.mark.parametrize("act", ["exists", "open", "delete"])
def test_a_bucket_that_is_away_is_an_error_of_the_system(bucket, away, act):
    away()
    with pytest.raises(OSError, match="The bucket did not do it"):
        getattr(default_storage, act)(NAME)
    with pytest.raises(OSError, match="The bucket did not do it"):
        default_storage.save(NAME, ContentFile(b"words"))


def test_a_bucket_that_refuses_us_is_one_as_well(bucket, settings):
    default = settings.STORAGES["default"]
    other = default | {"OPTIONS": default["OPTIONS"] | {"bucket_name": "another"}}
    settings.STORAGES = settings.STORAGES | {"default": other}
    with pytest.raises(OSError, match="The bucket did not do it"):
        default_storage.save(NAME, ContentFile(b"words"))


# The product on it


def test_a_document_s_file_is_kept_given_out_by_its_view_and_forgotten(
    bucket, client, curator, log_in, db, django_capture_on_commit_callbacks
):
    document = factories.make_document(state=Document.State.DRAFT)
    file = keep_file(document=document, data=b"%PDF-1.7 a quay", by=curator)
    assert _names(bucket) == [file.name]

    address = reverse("document-file", args=[document.slug])
    assert client.get(address).status_code == 404
    answer = log_in(curator).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 a quay"
    assert answer["Content-Length"] == "15"
    assert answer["Content-Disposition"].startswith("attachment")

    with django_capture_on_commit_callbacks(execute=True):
        keep_file(document=document, data=b"%PDF-1.7 another", by=curator)
    assert not default_storage.exists(file.name)


def test_while_it_is_away_nothing_is_kept_by_half_and_the_page_says_so(
    bucket, away, curator, log_in, db
):
    document = factories.make_document(state=Document.State.DRAFT)
    keep_file(document=document, data=b"%PDF-1.7 a quay", by=curator)
    away()

    answer = log_in(curator).get(reverse("document-file", args=[document.slug]))
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    with pytest.raises(Refused, match="just now"), transaction.atomic():
        keep_file(document=document, data=b"%PDF-1.7 another", by=curator)
    assert StoredFile.objects.count() == 1
