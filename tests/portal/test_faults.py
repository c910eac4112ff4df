"""Where faults are recorded, as the page that tells of one promises."""

import json
import subprocess
import sys

import pytest
from django.db import OperationalError

from recommendations.models import Endorsement
from tests.moments import as_the_act_begins

FAULTS = """
import django, logging
django.setup()
logging.getLogger("django.request").warning("Not Found: /nowhere/")
logging.getLogger("django.request").error("Internal Server Error: %s", "/somewhere/")
"""


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (OperationalError("database is locked"), 503, "The record is busy just now"),
        (RuntimeError("a screw is loose"), 500, "Something went wrong on our side"),
    ],
    ids=["busy", "broken"],
)
def test_a_fault_is_told_and_nothing_is_half_done(
    log_in, recommendation, representative, fault, status, told
):
    def fail():
        raise fault

    client = log_in(representative)
    client.raise_request_exception = False
    form = {
        "representative": representative.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
    }
    with as_the_act_begins(fail):
        answer = client.post(f"/recommendations/{recommendation.code}/endorse/", form)

    assert answer.status_code == status
    assert told in answer.content.decode()
    assert str(fault) not in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert not Endorsement.objects.exists()


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

    (line,) = map(json.loads, told.splitlines())
    assert (line["logger"], line["event"]) == ("django.request", "Internal Server Error: …")
