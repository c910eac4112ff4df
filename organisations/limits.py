"""Limits on how often one address may do something, kept in the cache that all workers share."""

from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from ledger.sharing import CacheIsAway

# Whoever has one address of version 6 has the whole network around it.
_OWN_NETWORK = 64


def is_over_limit(scope: str, key: str, *, limit: int, seconds: int) -> bool:
    """Take one of the places for the key, each free again after the seconds; tell if none is left.

    A place is taken by `cache.add`, which only one of several workers wins. Which are taken is
    read at once before: in a database each try is a write, and who is refused costs none. While
    the cache is away nobody is refused: nothing that is read or written may wait for it.
    """
    digest = sha256(key.encode()).hexdigest()[:32]
    places = [f"limit:{scope}:{digest}:{place}" for place in range(limit)]
    taken = cache.get_many(places)
    free = (place for place in places if place not in taken)
    try:
        return not any(cache.add(place, 1, timeout=seconds) for place in free)
    except CacheIsAway:
        return False


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
