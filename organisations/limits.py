"""Limits on how often one address may do something, kept in the cache that all workers share."""

import logging
import math
import time
from hashlib import sha256
from ipaddress import ip_address, ip_network
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from ledger.sharing import CacheIsAway

# Whoever has one address of version 6 has the whole network around it.
_OWN_NETWORK = 64
_MINUTE = 60
# Acts are taken from the shared count in at most so many pieces: of five acts one is a write more.
# There are more of them than processes that one person's acts may come to, each with one in hand.
_MOST_PIECES = 24
# An organisation may do as much as so many of its people.
_PEOPLE = 5

logger = logging.getLogger(__name__)
# What this worker has taken of the counts and not used: by scope and key, until when and how much.
in_hand: dict[tuple[str, str], tuple[float, int]] = {}
_hand, _taking = Lock(), Lock()


def is_over_limit(scope: str, key: str, *, limit: int, seconds: int) -> bool:
    """Take one of the places for the key, each free again after the seconds; tell if none is left.

    While the counts are away nobody is refused.
    """
    try:
        return take_place(scope, key, limit=limit, seconds=seconds) is None
    except CacheIsAway:
        logger.warning("Nobody is counted for %s: the cache is away", scope)
        return False


def take_place(scope: str, key: str, *, limit: int, seconds: int) -> str | None:
    """Return the place for the key that was taken, or None where none is left.

    A place is taken by `cache.add`, which only one of several workers wins. Which are taken is
    read at once before: in a database each try is a write, and who is refused costs none. Raises
    CacheIsAway, also where a place could not be written, which a cache in the database tells as if
    somebody else had it.
    """
    digest = sha256(key.encode()).hexdigest()[:32]
    places = [f"limit:{scope}:{digest}:{place}" for place in range(limit)]
    taken = cache.get_many(places)
    for place in places:
        if place in taken:
            continue
        if cache.add(place, 1, timeout=seconds):
            return place
        if not cache.has_key(place):
            raise CacheIsAway
    return None


def give_back(place: str) -> None:
    """Free a place that was taken, and no other."""
    cache.delete(place)


def is_writing_too_often(person: object, organisation: object | None) -> bool:
    """Count an act of the person, and of the organisation they act for; tell if it is too many.

    Each worker takes acts from the counts that all share in pieces, and what it has in hand costs
    no write: it may keep somebody from a few acts of the minute, and never gives them more.
    """
    most = max(settings.WRITES_A_MINUTE, 1)
    piece = math.ceil(most / _MOST_PIECES)
    pieces = most // piece
    counted = [("writes", str(person), piece)]
    if organisation is not None:
        counted.append(("writes-for", str(organisation), piece * _PEOPLE))
    # Counted for all, also where the first has none left.
    refused = [_is_none_left(*each, pieces) for each in counted]
    return any(refused)


def _is_none_left(scope: str, key: str, piece: int, pieces: int) -> bool:
    place = (scope, key)
    # One at a time: of twenty acts at once each thread would take a piece for itself.
    with _taking:
        if _is_taken_from_hand(place):
            return False
        if is_over_limit(scope, key, limit=pieces, seconds=_MINUTE):
            return True
        at = time.time()
        with _hand:
            for over in [each for each, (ends, _left) in in_hand.items() if ends <= at]:
                del in_hand[over]
            in_hand[place] = (at + _MINUTE, piece - 1)
    return False


def _is_taken_from_hand(place: tuple[str, str]) -> bool:
    with _hand:
        ends, left = in_hand.get(place, (0.0, 0))
        if not left or ends <= time.time():
            return False
        in_hand[place] = (ends, left - 1)
        return True


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, or the network of one of version 6.

    Behind trusted proxies it is the one that the outermost of them saw; what a client writes
    into the header itself stands further left and is not believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(forwarded):
        address = forwarded[-settings.TRUSTED_PROXIES].strip() or address
    return _network(address)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, _OWN_NETWORK), strict=False))
