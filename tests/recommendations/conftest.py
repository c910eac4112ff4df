"""What tests of acts look at: what is new in the ledger and the queue, and that nothing moved."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Max
from post_office.models import Email

from ledger.models import Entry, Head

# What a payload may hold, beside numbers: codes, fingerprints, and the names of states.
CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*-\d{2,}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")
STATES = {"pending", "published", "withdrawn", "first", "editorial", "substantive"}
STATES |= {"named", "unnamed", "ask-again", "endorsement", "comment"}
STATES |= {"accepted", "partly", "not-accepted"}
STATES |= {"in-full", "in-part", "term-dropped", "weakened", "absent", "against", "not-assessable"}
ROOMS = ("ledger", "organisations", "recommendations", "post_office")


@pytest.fixture(autouse=True)
def _mails_are_queued(settings):
    """Queue mails as the product does; the suite's own outbox would hide what a rollback does."""
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"


@pytest.fixture
def mails_fail(settings):
    """Return what makes the next act fail at its very end, where it queues its mail."""

    def break_it():
        settings.EMAIL_BACKEND = "nowhere.Backend"

    return break_it


@pytest.fixture
def ledger_fails(db):
    """Return what makes the database refuse the next entry about a subject."""

    def break_it(kind, public_id):
        assert Head.objects.filter(subject_type=kind, subject_id=public_id).update(sequence=0)

    return break_it


@pytest.fixture
def new_entries(db):
    """Return the entries written since this was last asked, first first."""
    seen = [0]

    def entries():
        rows = list(Entry.objects.filter(pk__gt=seen[0]).order_by("pk"))
        seen[0] = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        for row in rows:
            assert all(_is_no_word(value) for value in row.payload.values()), row.payload
        return rows

    return entries


def _is_no_word(value):
    if isinstance(value, str):
        is_known = any(form.fullmatch(value) for form in (CODE, FINGERPRINT, MOMENT))
        return is_known or value in STATES
    return value is None or isinstance(value, int)


@pytest.fixture
def new_mails(db):
    """Return the mails queued since this was last asked, as (to, subject, body)."""
    seen = [0]

    def mails():
        rows = list(Email.objects.filter(pk__gt=seen[0]).order_by("pk"))
        seen[0] = Email.objects.aggregate(last=Max("pk"))["last"] or 0
        return [(row.to, row.subject, row.message) for row in rows]

    return mails


@pytest.fixture
def everything(db):
    """Return every row of who may act, what is asked and what happened, to compare later."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]

    def rows():
        found = {}
        with connection.cursor() as cursor:
            for model in models:
                table = model._meta.db_table
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our tables
                found[model.__name__] = cursor.fetchall()
        return found

    return rows
