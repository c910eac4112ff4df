"""How somebody reads: how wide the screen is, and whether scripts run."""

from dataclasses import dataclass

import pytest

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 420, "height": 900}


@dataclass(frozen=True)
class Way:
    size: dict[str, int]
    javascript: bool = True


# Scripts are the same at each size, and what stands where depends on no script: so the narrow way
# is gone without them, the wide one with them.
WAYS = {"desktop": Way(DESKTOP), "phone": Way(PHONE, javascript=False)}

# For what is one part more of the main journeys: the way that is harder to make right.
on_a_plain_phone = pytest.mark.parametrize(
    "new_page", [pytest.param(WAYS["phone"], id="phone")], indirect=True
)
