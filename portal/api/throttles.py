"""How often one address may ask, and one token act."""

import time
from collections import Counter
from typing import Any

from django.http import HttpRequest

from organisations.limits import client_address, is_over_limit, is_writing_too_often
from portal.api.problems import Problem

REQUESTS_A_MINUTE = 300
ACTS_A_MINUTE = 20
_MINUTE = 60
asked: Counter[tuple[int, str]] = Counter()


def refuse_many(request: HttpRequest) -> None:
    """Raise a Problem where the address has asked too often within this minute.

    Counted in the memory of this worker: reading writes nothing, and a count that all workers
    share would be a write for each read. A program may get as many times the number as there
    are workers: it keeps one from taking the server for itself, no more.
    """
    now = time.monotonic()
    place = (int(now // _MINUTE), client_address(request))
    if place not in asked:
        for earlier in [each for each in list(asked) if each[0] != place[0]]:
            asked.pop(earlier, None)
    asked[place] += 1
    if asked[place] > REQUESTS_A_MINUTE:
        raise too_often(_MINUTE - int(now % _MINUTE))


def refuse_hasty(token: Any) -> None:
    """Raise a Problem where the token, its person or the organisation has acted too often.

    Within a minute, at any worker.
    """
    if is_over_limit("token", str(token.pk), limit=ACTS_A_MINUTE, seconds=_MINUTE):
        raise too_often(_MINUTE)
    by = token.representative
    if is_writing_too_often(by.user_id, by.organisation_id):
        raise too_often(_MINUTE)


def too_often(seconds: int) -> Problem:
    """Return the problem that tells to wait for so many seconds."""
    problem = Problem("too-often")
    problem.told.headers["Retry-After"] = str(seconds)
    return problem
