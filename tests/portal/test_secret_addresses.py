"""What is logged of an address that lets in whoever has it."""

import logging

from portal.secret_addresses import WithoutSecrets


def test_of_a_secret_address_only_the_beginning_is_logged():
    path = "/calendar/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE.ics"
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "Internal Server Error: %s", (path,), None
    )

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "Internal Server Error: /calendar/AbCd…"


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord(
        "portal", logging.WARNING, "", 1, "%s of 100 %% /calendar/", (3,), None
    )

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "3 of 100 % /calendar/"
