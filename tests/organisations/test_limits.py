from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from config import environment
from ledger.clock import now
from ledger.sharing import CacheIsAway
from organisations.limits import client_address, is_over_limit, take_place


def _tries(number: int, key: str = "203.0.113.9", scope: str = "apply") -> list[bool]:
    return [is_over_limit(scope, key, limit=3, seconds=3600) for _ in range(number)]


def test_the_limit_is_reached_after_as_many_tries_and_not_before():
    assert _tries(5) == [False, False, False, True, True]


def test_each_key_and_each_scope_has_a_limit_of_its_own():
    _tries(3)
    assert _tries(1, key="203.0.113.10") == [False]
    assert _tries(1, scope="comment") == [False]


def test_a_place_is_free_again_after_the_time():
    with time_machine.travel(now(), tick=False) as clock:
        _tries(3)
        clock.shift(timedelta(minutes=59))
        assert _tries(1) == [True]
        clock.shift(timedelta(minutes=2))
        assert _tries(1) == [False]


def test_who_is_refused_writes_nothing(db, settings, django_assert_num_queries):
    settings.CACHES = environment.caches(lambda _name: "")
    call_command("createcachetable")
    _tries(3)

    with django_assert_num_queries(1):
        assert _tries(1) == [True]


def test_nobody_is_refused_where_no_place_can_be_written(db, settings):
    settings.CACHES = environment.caches(lambda _name: "")
    call_command("createcachetable")
    _refuse_writes(settings.CACHES["default"]["LOCATION"])

    assert _tries(5) == [False] * 5
    with pytest.raises(CacheIsAway):
        take_place("login", "203.0.113.9", limit=3, seconds=3600)


def _refuse_writes(table: str) -> None:
    """As a full disk does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER full BEFORE INSERT ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
            return
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT full_disk CHECK (cache_key = '')")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "203.0.113.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, "not an address", "not an address"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": forwarded}
    )
    assert client_address(request) == address
