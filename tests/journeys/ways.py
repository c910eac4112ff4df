"""How somebody reads: how wide the screen is, and whether scripts run."""

from dataclasses import dataclass

import pytest

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 420, "height": 900}


@dataclass(frozen=True)
class Way:
    size: dict[str, int]
    javascript: bool = True


WAYS = {"desktop": Way(DESKTOP), "phone": Way(PHONE), "plain": Way(DESKTOP, javascript=False)}

# For what is one part more of the main journeys: both sizes, and once without scripts.
in_two_ways = pytest.mark.parametrize(
    "new_page", [pytest.param(WAYS[name], id=name) for name in ("phone", "plain")], indirect=True
)
