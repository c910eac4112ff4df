"""What is logged of an address that lets in whoever has it."""

import logging

import pytest

from portal.secret_addresses import WithoutSecrets


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/calendar/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE.ics", "/calendar/AbCd…"),
        (
            "/accounts/confirm-email/MQ:1vP2ab:dGhpcyBpcyBhIGtleQ_-x/",
            "/accounts/confirm-email/MQ:1…/",
        ),
        (
            "/accounts/password/reset/key/1-cz1abc-0123456789abcdef/",
            "/accounts/password/reset/key/1-cz…/",
        ),
    ],
)
def test_of_a_secret_address_only_the_beginning_is_logged(path, logged):
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "Internal Server Error: %s", (path,), None
    )

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f"Internal Server Error: {logged}"


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord(
        "portal", logging.WARNING, "", 1, "%s of 100 %% /calendar/", (3,), None
    )

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "3 of 100 % /calendar/"
