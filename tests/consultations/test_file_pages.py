"""Readers take the original file of a document away, where they may see the document."""

import logging
from datetime import UTC, datetime

import pytest

from consultations.models import Document
from tests import factories
from tests.consultations import contents
from tests.reading_pages import main_of, words

pytestmark = pytest.mark.django_db

HIDDEN = [
    {"state": "draft"},
    {"state": "review"},
    {"state": "withheld", "withheld_reason": "It names a child."},
    {"embargo_until": datetime(2099, 1, 1, tzinfo=UTC)},
]


@pytest.fixture
def file():
    return factories.make_file(contents.PDF)


@pytest.fixture
def document(file):
    return factories.make_document(slug="harbours", file=file)


def _address(document: Document) -> str:
    return f"{document.get_absolute_url()}file/"


def test_the_file_is_given_to_be_kept_and_can_do_nothing(client, document, file):
    answer = client.get(_address(document))
    assert answer.status_code == 200
    assert answer.getvalue() == contents.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="harbours.pdf"'
    assert answer["Content-Length"] == str(file.size)
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/pdf", "harbours.pdf"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "harbours.docx",
        ),
        ("application/vnd.oasis.opendocument.text", "harbours.odt"),
        ("text/plain", "harbours.txt"),
    ],
)
def test_kind_and_name_are_ours_whatever_it_was_called(client, document, file, media_type, name):
    file.media_type = media_type
    file.save()
    answer = client.get(_address(document))
    assert answer.getvalue() == contents.PDF
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_it_is_sent_as_it_is_with_its_length_also_to_who_takes_it_packed(client, document):
    answer = client.get(_address(document), headers={"accept-encoding": "gzip, br, zstd"})
    assert answer.getvalue() == contents.PDF
    assert answer["Content-Length"] == str(len(contents.PDF))


def test_who_asks_for_the_head_alone_gets_it(client, document, file):
    answer = client.head(_address(document))
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(file.size)
    assert answer.getvalue() == b""


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_file_of_what_is_not_public_is_there_for_curators_alone(
    client, log_in, curator, moderator, file, hidden
):
    document = factories.make_document(file=file, **hidden)
    assert client.get(_address(document)).status_code == 404
    assert log_in(moderator).get(_address(document)).status_code == 404
    assert log_in(curator).get(_address(document)).getvalue() == contents.PDF


def test_a_document_without_a_file_has_no_address_for_one(client, log_in, curator):
    document = factories.make_document()
    assert client.get(_address(document)).status_code == 404
    assert log_in(curator).get(_address(document)).status_code == 404


def test_nothing_is_sent_to_it(client, document):
    assert client.post(_address(document)).status_code == 405


def test_a_file_that_is_away_is_told_of_and_noted(client, document, file, storage, caplog):
    (storage / file.name).unlink()
    with caplog.at_level(logging.ERROR):
        answer = client.get(_address(document))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert "cannot be given just now" in answer.content.decode()
    assert f"The file {file.sha256} of document {document.pk} cannot be read" in caplog.text


def test_the_reader_offers_the_file_with_kind_size_and_fingerprint(client, document, file):
    html = main_of(client, document.get_absolute_url())
    assert f'<a href="{_address(document)}">Original file</a> (PDF, {file.size} bytes)' in html
    assert f"SHA-256 {file.sha256[:12]}… {file.sha256}" in words(html)


def test_the_reader_offers_no_file_where_there_is_none(client):
    document = factories.make_document()
    assert "Original file" not in main_of(client, document.get_absolute_url())
