"""Where faults are recorded, as the page that tells of one promises."""

import subprocess
import sys

import pytest

FAULTS = """
import django, logging
django.setup()
logging.getLogger("django.request").warning("Not Found: /nowhere/")
logging.getLogger("django.request").error("Internal Server Error: /somewhere/")
"""


@pytest.mark.hold
def test_a_fault_is_recorded_once_and_what_is_not_found_is_not():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run(
        [sys.executable, "-c", FAULTS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stderr

    assert told.count("ERROR django.request: Internal Server Error: /somewhere/") == 1
    assert "Not Found" not in told
