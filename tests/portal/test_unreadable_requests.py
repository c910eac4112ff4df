"""Requests of which a page could not even read what is asked or sent."""

from http import HTTPStatus

import pytest
from django.test import Client, RequestFactory

from config.wsgi import application

pytestmark = pytest.mark.django_db


# Encodings

# Of some that Python knows the last four are none of text, or can't be asked to be lenient.
ENCODINGS = ["latin-1", "utf-16", "utf-7", "unicode_escape", "none", "hex", "rot13", "idna"]
ENCODINGS += ["undefined"]


def _served(method: str, content_type: str, body: bytes) -> tuple[str, str]:
    """Ask the application as the server does, with what a query would be read by, too."""
    asked = RequestFactory().generic(
        method, "/accounts/login/", body, QUERY_STRING="next=%2Fabout%2F"
    )
    told: list[str] = []
    answer = application(
        asked.environ | {"CONTENT_TYPE": content_type}, lambda status, _headers: told.append(status)
    )
    return told[0], b"".join(answer).decode()


def _multipart(name: str, value: bytes) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n--x--\r\n"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "named",
    [
        *(f"charset={encoding}" for encoding in ENCODINGS),
        "charset*=none''utf-8",
        "charset*0=a; charset*=b",
    ],
)
def test_what_is_not_in_utf8_is_not_understood(named, method):
    body = _multipart("login", b"a\\ud800@example.org")
    status, page = _served(method, f"multipart/form-data; boundary=x; {named}", body)
    assert status == "400 Bad Request"
    assert "This question can’t be answered" in page


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", '"utf-8"'])
def test_utf8_is_understood_by_any_of_its_names(encoding):
    body = _multipart("csrfmiddlewaretoken", "zoë".encode())
    kind = f"multipart/form-data; boundary=x; charset={encoding}"
    assert _served("GET", kind, b"")[0] == "200 OK"
    # It was read: what is missing is the token.
    assert _served("POST", kind, body)[0] == "403 Forbidden"


def test_names_are_kept_as_they_were_typed(client):
    kind = "multipart/form-data; boundary=x; charset=utf-8"
    body = _multipart("login", "zoë@example.org".encode())
    page = client.generic("POST", "/accounts/login/", body, content_type=kind)
    assert 'value="zoë@example.org"' in page.content.decode()


# Requests that can't be read


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "address",
    ["/admin/vocabulary/region/%00/change/", "/admin/ledger/entry/1%00/change/", "/speakers/%00/"],
)
def test_an_address_with_nul_in_it_is_not_understood(curating, address, method):
    answer = curating.generic(method, address)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "This question can’t be answered" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/recommendations/", "/no-such-page/", "/admin/"])
def test_an_address_with_more_fields_than_are_taken_is_not_understood(curating, address):
    answer = curating.get(f"{address}?{'a&' * 1200}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "This question can’t be answered" in answer.content.decode()
    assert curating.get(address, {"a": "b"}).status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize(
    "head",
    [
        "form-data; name*0=a; name*1=b; name*=c",
        "form-data; name*=hex''41",
        'form-data; name="a"\r\nContent-Length: x',
        'form-data; name="a"\r\nContent-Transfer-Encoding: base64',
    ],
)
def test_a_part_whose_head_makes_no_sense_is_passed_over_or_not_understood(client, head):
    body = f"--x\r\nContent-Disposition: {head}\r\n\r\nb!\r\n--x--\r\n".encode()
    kind = "multipart/form-data; boundary=x"
    answer = client.generic("POST", "/accounts/login/", body, content_type=kind)
    assert answer.status_code in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/json", "text/plain", "x"])
def test_a_form_of_another_kind_is_read_as_an_empty_one_or_not_understood(client, kind):
    for body in (b"", b"--x", b'{"login": "a"}', b"\xff\xfe"):
        answer = client.generic("POST", "/accounts/login/", body, content_type=kind)
        assert answer.status_code in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST)


def test_what_names_another_host_and_cannot_be_read_either_is_a_bad_request():
    asked = RequestFactory().generic(
        "POST",
        "/awaiting/",
        b"\x92\xfa",
        content_type="multipart/form-data",
        headers={"host": "elsewhere.example", "cookie": "csrftoken=" + "a" * 32},
    )
    told: list[str] = []

    answer = application(asked.environ, lambda status, _headers: told.append(status))

    assert told == ["400 Bad Request"]
    assert "This question can’t be answered" in b"".join(answer).decode()
