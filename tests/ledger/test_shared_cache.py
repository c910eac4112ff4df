"""The shared cache where no Redis answers: an empty one, but for who takes a place."""

import socket
import time

import pytest

from ledger.shared_cache import SharedCache
from ledger.sharing import CacheIsAway


@pytest.fixture
def away(monkeypatch):
    """A cache at a place where nobody listens."""
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return SharedCache(f"redis://127.0.0.1:{port}/0", {})


def test_what_is_away_is_empty(away):
    away.set("one", 1, 60)

    assert away.get("one", "nothing") == "nothing"
    assert away.get_many(["one"]) == {}
    assert "one" not in away
    assert not away.delete("one")


def test_nobody_takes_a_place_that_nobody_sees(away):
    with pytest.raises(CacheIsAway):
        away.add("place", 1, timeout=60)


def test_it_is_told_once_and_asked_again_after_a_while(away, caplog, monkeypatch):
    away.get("one")
    away.get("one")
    assert caplog.text.count("The shared cache does not answer") == 1

    monkeypatch.setattr(SharedCache, "away_until", time.monotonic() - 1)
    away.get("one")
    assert caplog.text.count("The shared cache does not answer") == 2
