"""The cache that all processes share, in Redis, which may be stopped, frozen or emptied.

What is kept there can be worked out again, so a cache that is away is an empty one. Only who takes
a place, which nobody else then has, must know whether they have it: `add` says that it can't tell.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError
from redis.retry import Retry

from ledger.sharing import CacheIsAway

# A page waits so long for it, once; then nobody asks for a while.
_SECONDS_TO_WAIT = 0.5
_SECONDS_TO_LEAVE = 5

logger = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Redis as Django asks it, but never for long, and never raising where it need not."""

    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        quick = {
            "socket_connect_timeout": _SECONDS_TO_WAIT,
            "socket_timeout": _SECONDS_TO_WAIT,
            # One that was started anew is asked again at once.
            "retry": Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
        }
        super().__init__(server, params | {"OPTIONS": quick | params.get("OPTIONS", {})})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Take the place; tell whether it was free. Raises CacheIsAway where nobody knows."""
        return bool(self._asked(lambda: super(SharedCache, self).add(*args, **kwargs)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, lambda: super(SharedCache, self).get(key, default, version))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = self._or(
            {}, lambda: super(SharedCache, self).get_many(*args, **kwargs)
        )
        return found

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(False, lambda: super(SharedCache, self).has_key(*args, **kwargs)))

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, lambda: super(SharedCache, self).set(*args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(False, lambda: super(SharedCache, self).delete(*args, **kwargs)))

    def _or(self, otherwise: Any, ask: Callable[[], Any]) -> Any:
        try:
            return self._asked(ask)
        except CacheIsAway:
            return otherwise

    def _asked(self, ask: Callable[[], Any]) -> Any:
        if time.monotonic() < SharedCache.away_until:
            raise CacheIsAway
        try:
            return ask()
        except RedisError as fault:
            SharedCache.away_until = time.monotonic() + _SECONDS_TO_LEAVE
            logger.warning("The shared cache does not answer: %s", type(fault).__name__)
            raise CacheIsAway from fault
