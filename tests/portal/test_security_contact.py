from datetime import datetime, timedelta

import pytest

from ledger.clock import now

ADDRESS = "/.well-known/security.txt"


def _fields(client) -> dict[str, str]:
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ("secretariat@plenary.example", "mailto:secretariat@plenary.example"),
        ("https://example.org/holes", "https://example.org/holes"),
    ],
)
def test_whoever_finds_a_hole_reads_where_to_report_it(client, settings, db, given, contact):
    settings.SECURITY_CONTACT = given
    fields = _fields(client)

    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields["Contact"] == contact
    assert fields["Canonical"] == f"http://testserver{ADDRESS}"
    assert fields["Preferred-Languages"] == "en, fr, es"


def test_it_holds_for_less_than_a_year_and_always_for_months(client, db, time_machine):
    for days in (0, 100, 400):
        time_machine.move_to(now() + timedelta(days=days))
        until = datetime.fromisoformat(_fields(client)["Expires"])
        assert timedelta(days=90) < until - now() < timedelta(days=365)
