"""People who act at the same moment: real requests to a running server, on either database."""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NamedTuple
from urllib.parse import urlencode

import environ
import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from post_office.models import Email
from psycopg import sql

from ledger.models import Entry
from ledger.verifying import is_whole
from organisations.actions import blank_person, end_rights
from organisations.models import KeptAnswer, Representative, User
from recommendations.actions import hide
from recommendations.models import (
    Comment,
    Endorsement,
    ModerationDecision,
    Recommendation,
    Reflection,
)
from tests import factories

pytestmark = pytest.mark.hold

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60
TOKEN = "races0races0races0races0races0ab"
AT_ONCE = 20
# Publishes one changed text after another, as a curator's process of its own would.
PUBLISHER = """
import sys, django
django.setup()
from ledger.refusal import Refused
from recommendations.actions import publish
from recommendations.models import Recommendation
number = 0
while True:
    row = Recommendation.objects.get(pk=int(sys.argv[1]))
    number += 1
    Recommendation.objects.filter(pk=row.pk).update(draft_text=f"Wording {number}.")
    try:
        publish(recommendation=row, by=None)
    except Refused:
        pass
"""


class Answer(NamedTuple):
    """What the server said to one request."""

    status: int
    location: str
    text: str
    cookies: str
    retry_after: str = ""


class Server:
    """A running gunicorn, asked as several people at once."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self,
        person: User | None,
        path: str,
        form: dict | None = None,
        cookies: str = "",
        more_headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask for the page, or send the form to it, as the person."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_START)
        session = f"; sessionid={self.log_in(person)}" if person else ""
        headers = {"Cookie": f"csrftoken={TOKEN}{session}{cookies}"} | (more_headers or {})
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": TOKEN} | form)
        asked.request("GET" if form is None else "POST", path, body, headers)
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        given = [f"; {each.partition(';')[0]}" for each in answer.headers.get_all("Set-Cookie", [])]
        location, retry_after = (
            answer.headers.get(name, "") for name in ("Location", "Retry-After")
        )
        return Answer(answer.status, location, text, "".join(given), retry_after)

    def call(self, path: str, token: str, key: str, body: dict) -> Answer:
        """Send the act to the address for programs, with the token and the key."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        headers["Content-Type"] = "application/json"
        asked.request("POST", path, json.dumps(body), headers)
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        return Answer(answer.status, answer.headers.get("Location", ""), text, "")

    def log_in(self, person: User) -> str:
        """Return the session of the person, begun once and in the thread of the test."""
        if not hasattr(person, "session_of_race"):
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            person.session_of_race = client.cookies["sessionid"].value
        return person.session_of_race

    def all_at_once(
        self, *requests: tuple[User, str, dict], meanwhile: Callable[[], object] = bool
    ) -> list[Answer]:
        """Send all the forms at the same moment and return the answers in their order."""
        gate = Barrier(len(requests))
        for person, _path, _form in requests:
            self.log_in(person)

        def send(request: tuple[User, str, dict]) -> Answer:
            gate.wait()
            return self.ask(*request)

        with ThreadPoolExecutor(len(requests)) as people:
            answers = people.map(send, requests)
            meanwhile()
            return list(answers)


@pytest.fixture(scope="module")
def database(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a copy of the tests' database, in which rows are committed for all to see."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = tmp_path_factory.mktemp("races") / "plenary.sqlite3"
            _copy_to_file(file)
            yield f"sqlite:///{file}"
            return
        name, given = f"races_{os.getpid()}", os.environ["DATABASE_URL"]
        template = sql.Identifier(connection.settings_dict["NAME"])
        connection.close()
        with psycopg.connect(given, autocommit=True) as office:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            office.execute(copy.format(sql.Identifier(name), template))
            yield f"{given.rpartition('/')[0]}/{name}"
            office.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def _copy_to_file(file: Path) -> None:
    connection.ensure_connection()
    copied = sqlite3.connect(file)
    connection.connection.backup(copied)
    copied.close()


@pytest.fixture(autouse=True)
def _we_use_it_too(db, database) -> Iterator[None]:
    """Let this process read and write where the server does, outside the test's transaction."""
    usual = connections["default"]
    connections["default"] = usual.copy()
    place = environ.Env.db_url_config(database)
    connections["default"].settings_dict |= {
        name: place[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    }
    yield
    connections["default"].close()
    connections["default"] = usual


@pytest.fixture(scope="module")
def environment(database) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "WRITES_A_MINUTE": "1000000"}
    return os.environ | settings | {"DATABASE_URL": database}


@pytest.fixture(scope="module")
def server(environment) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    # The limits are kept there.
    cache = [sys.executable, "manage.py", "createcachetable"]
    subprocess.run(cache, cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment | {"PORT": str(port)})
    try:
        yield _answering(Server(port), process)
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def _answering(server: Server, process: "subprocess.Popen[bytes]") -> Server:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.ask(None, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise RuntimeError("The server does not answer.")


@pytest.fixture
def row(server) -> Recommendation:
    return factories.make_recommendation()


def _signature(row: Recommendation, by: Representative) -> tuple[User, str, dict]:
    form = {"representative": by.pk, "fingerprint": row.text.fingerprint, "naming": "named"}
    return by.user, f"/recommendations/{row.code}/endorse/", form


def _withdrawal(row: Recommendation, by: Representative) -> tuple[User, str, dict]:
    return by.user, f"/recommendations/{row.code}/withdraw/", {"representative": by.pk}


def _verbs(row: Recommendation) -> list[str]:
    entries = Entry.objects.about("recommendation", row.code).order_by("sequence")
    return [entry.verb for entry in entries if entry.verb.startswith("endorsement.")]


def test_what_is_hidden_is_gone_from_every_process_at_once(server, row):
    comment = factories.make_comment(recommendation=row, text="A quietly planted remark.")
    address = row.get_absolute_url()
    before = [server.ask(None, address).text for _turn in range(AT_ONCE)]

    hide(
        rule=factories.make_rule(),
        comment=comment,
        by=factories.make_staff("moderators"),
        reason="It names a person.",
    )
    after = [server.ask(None, address).text for _turn in range(AT_ONCE)]

    assert all("A quietly planted remark." in page for page in before)
    assert not any("A quietly planted remark." in page for page in after)


def test_a_program_that_sends_one_act_twenty_times_at_once_acts_once(server, row):
    token = factories.make_token()
    slug = token.representative.organisation.slug
    act = {"organisation": slug, "version": 1, "fingerprint": row.text.fingerprint}
    act |= {"naming": "named", "grade": "full"}
    gate = Barrier(AT_ONCE)

    def send(_number: int) -> Answer:
        gate.wait()
        return server.call(f"/api/v1{row.get_absolute_url()}endorsement/", token.secret, "k", act)

    with ThreadPoolExecutor(AT_ONCE) as programs:
        answers = set(programs.map(send, range(AT_ONCE)))

    assert [answer.status for answer in answers] == [201], answers
    assert _verbs(row) == ["endorsement.signed"]
    assert KeptAnswer.objects.filter(token=token).count() == 1


def test_twenty_identical_endorsements_at_once_are_one(server, row):
    one = factories.make_representative()

    answers = server.all_at_once(*[_signature(row, one)] * AT_ONCE)

    assert {answer[:2] for answer in answers} == {(302, row.get_absolute_url())}
    assert row.endorsements.count() == 1
    assert _verbs(row) == ["endorsement.signed"]
    assert Email.objects.filter(to=one.user.email).count() == 1


def test_colleagues_who_endorse_at_once_endorse_once(server, row):
    one = factories.make_representative()
    colleague = factories.make_representative(organisation=one.organisation)

    answers = server.all_at_once(
        *[_signature(row, by) for _each in range(AT_ONCE // 2) for by in (one, colleague)]
    )

    assert {answer[:2] for answer in answers} == {(302, row.get_absolute_url())}
    assert row.endorsements.count() == 1
    assert _verbs(row) == ["endorsement.signed"]


def test_many_organisations_that_endorse_at_once_all_count(server, row):
    people = [factories.make_representative() for _each in range(AT_ONCE)]

    answers = server.all_at_once(*[_signature(row, one) for one in people])

    assert {answer.status for answer in answers} == {302}
    assert Endorsement.objects.named().filter(recommendation=row).count() == AT_ONCE
    assert _verbs(row) == ["endorsement.signed"] * AT_ONCE
    assert is_whole("recommendation", row.code)


@pytest.mark.parametrize(
    ("organisations", "texts"),
    [(2, 2), pytest.param(50, 10, marks=pytest.mark.exhaustive)],
    ids=["4 pairs", "500 pairs"],
)
def test_each_of_many_pairs_sent_twenty_times_at_once_counts_once(server, organisations, texts):
    people = [factories.make_representative() for _each in range(organisations)]
    rows = [factories.make_recommendation() for _each in range(texts)]

    for row in rows:
        for one in people:
            answers = server.all_at_once(*[_signature(row, one)] * AT_ONCE)
            assert {answer.status for answer in answers} == {302}

    for row in rows:
        counted = Recommendation.objects.with_endorsement_count().get(pk=row.pk)
        assert counted.endorsement_count == organisations
        assert row.endorsements.count() == organisations
        assert _verbs(row) == ["endorsement.signed"] * organisations
        assert is_whole("recommendation", row.code)


@pytest.mark.parametrize("people", [1, 2])
def test_endorsing_and_withdrawing_at_once_agree_with_the_ledger(server, row, people):
    one = factories.make_representative()
    organisation = one.organisation
    others = [factories.make_representative(organisation=organisation) for _each in range(people)]
    requests = [_signature(row, one), _withdrawal(row, others[0] if people > 1 else one)]
    requests *= AT_ONCE // 2

    answers = server.all_at_once(*requests)

    assert {answer.status for answer in answers} == {302}
    verbs = _verbs(row)
    assert verbs == ["endorsement.signed", "endorsement.withdrawn"] * (len(verbs) // 2) + (
        ["endorsement.signed"] if len(verbs) % 2 else []
    )
    assert row.endorsements.count() == verbs.count("endorsement.signed")
    assert row.endorsements.standing().count() == len(verbs) % 2
    assert is_whole("recommendation", row.code)


def test_no_text_is_signed_but_the_one_that_was_posted(server, environment, row):
    people = [factories.make_representative() for _each in range(4)]
    posted = {one.pk: [] for one in people}
    stale: list[Answer] = []
    publisher = subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(row.pk)], cwd=ROOT, env=environment
    )
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not (stale and any(posted.values())):
            stale += _signed_and_withdrawn(server, row, people, posted)
    finally:
        publisher.kill()
        publisher.wait()

    assert stale, "no text appeared while somebody signed"
    for one in people:
        assert _signed_by(one, row) == posted[one.pk]
    assert is_whole("recommendation", row.code)


def _signed_and_withdrawn(
    server: Server, row: Recommendation, people: list[Representative], posted: dict
) -> list[Answer]:
    """Let all sign the text as it stands now; note who did; take it back; return the rest."""
    seen = Recommendation.objects.get(pk=row.pk)
    answers = server.all_at_once(*[_signature(seen, one) for one in people])
    signed = [one for one, answer in zip(people, answers, strict=True) if answer.status == 302]
    for one in signed:
        posted[one.pk].append(seen.text.fingerprint)
    others = [answer for answer in answers if answer.status != 302]
    assert all(answer.status == 200 for answer in others), others
    assert all("The text has changed since you opened" in answer.text for answer in others)
    if signed:
        server.all_at_once(*[_withdrawal(row, one) for one in signed])
    return others


def _signed_by(one: Representative, row: Recommendation) -> list[str]:
    entries = Entry.objects.about("recommendation", row.code).order_by("sequence")
    signed = entries.filter(verb="endorsement.signed", organisation_id=one.organisation_id)
    rows = row.endorsements.filter(organisation=one.organisation_id).order_by("pk")
    fingerprints = [entry.payload["fingerprint"] for entry in signed]
    assert fingerprints == list(rows.values_list("version__fingerprint", flat=True))
    return fingerprints


def test_whose_right_ended_between_page_and_signature_signs_nothing(server, row):
    one = factories.make_representative()
    page = server.ask(one.user, f"/recommendations/{row.code}/endorse/")
    assert f'value="{row.text.fingerprint}"' in page.text

    end_rights(representative=one, by=factories.make_user())
    answer = server.ask(*_signature(row, one))

    assert answer.status == 403
    assert "Your time as a representative" in answer.text
    assert not row.endorsements.exists()


def test_rights_that_end_while_many_sign_leave_one_endorsement_or_none(server, row):
    one, curator = factories.make_representative(), factories.make_user()

    answers = server.all_at_once(
        *[_signature(row, one)] * AT_ONCE,
        meanwhile=lambda: end_rights(representative=one, by=curator),
    )

    assert {answer.status for answer in answers} <= {200, 302, 403}
    assert row.endorsements.count() == len(_verbs(row)) <= 1
    assert bool(_verbs(row)) is any(answer.status == 302 for answer in answers)


def test_an_invitation_accepted_twenty_times_at_once_gives_the_rights_once(server, row):
    inviting = factories.make_representative()
    invitation = factories.make_invitation(by=inviting)
    guest = factories.make_user(invitation.email)
    accept = (guest, f"/invitations/{invitation.token}/", {"answer": "yes"})

    answers = server.all_at_once(*[accept] * 20)

    assert {answer.status for answer in answers} <= {302, 403}
    assert Representative.objects.filter(user=guest).count() == 1
    entries = Entry.objects.about("organisation", str(inviting.organisation_id))
    verbs = [entry.verb for entry in entries.order_by("sequence")]
    assert verbs == ["invitation.sent", "representative.granted"]


def test_who_is_blanked_while_they_sign_leaves_one_endorsement_or_none(server, row):
    one, curator = factories.make_representative(), factories.make_user()

    answers = server.all_at_once(
        *[_signature(row, one)] * AT_ONCE,
        meanwhile=lambda: blank_person(person=one.user, by=curator, reason="They asked for it."),
    )

    assert {answer.status for answer in answers} <= {200, 302, 403}
    assert row.endorsements.count() == len(_verbs(row)) <= 1
    assert User.objects.get(pk=one.user_id).is_blanked
    assert Representative.objects.get(pk=one.pk).evidence == ""
    assert is_whole("organisation", str(one.organisation_id))


def test_of_two_superusers_who_blank_each_other_one_stays(server):
    for _each in range(5):
        User.objects.filter(is_superuser=True).update(is_active=False)
        two = [factories.make_user(is_staff=True, is_superuser=True) for _person in range(2)]
        acts = [f"/admin/organisations/user/{each.pk}/blank/" for each in two]

        server.all_at_once(
            (two[0], acts[1], {"reason": "They asked for it."}),
            (two[1], acts[0], {"reason": "They asked for it."}),
        )

        stayed = User.objects.filter(is_superuser=True, is_active=True)
        assert stayed.count() == 1


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.exhaustive)])
def test_of_two_moderators_one_decides_and_the_other_is_told(server, row, times):
    rule = factories.make_rule().pk
    group = factories.make_user(is_staff=True, is_superuser=True)
    colleague = factories.make_user(is_staff=True, is_superuser=True)
    for _each in range(times):
        comment = factories.make_comment(Comment.State.PENDING, recommendation=row)
        address = f"/admin/recommendations/comment/{comment.pk}"

        approved, rejected = server.all_at_once(
            (group, f"{address}/approve/", {}),
            (colleague, f"{address}/reject/", {"rule": rule, "reason": "It names a person."}),
        )

        decision = ModerationDecision.objects.get(comment=comment)
        assert Comment.objects.get(pk=comment.pk).state == decision.state
        queue = server.ask(group, approved.location, cookies=approved.cookies).text
        was_rejected = decision.state == Comment.State.REJECTED
        assert ("Somebody was faster" in queue) is was_rejected
        assert ("Somebody was faster" in rejected.text) is not was_rejected


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.exhaustive)])
def test_of_two_curators_one_assesses_an_ask_in_a_text_and_the_other_is_told(server, row, times):
    one, other = (factories.make_user(is_staff=True, is_superuser=True) for _each in range(2))
    read = f"{row.code}:{row.text.fingerprint}"
    form = {
        "recommendation": row.code,
        "texts": read,
        "finding": "absent",
        "reason": "Not a word of it.",
    }
    for _each in range(times):
        draft = factories.make_later_text(row.consultation.process)
        address = f"/admin/recommendations/latertext/{draft.pk}/assess/"

        answers = server.all_at_once((one, address, form), (other, address, form))

        made = Reflection.objects.get(document=draft)
        assert sorted(answer.status for answer in answers) == [200, 302]
        told = next(answer.text for answer in answers if answer.status == 200)
        assert "Somebody was faster" in told or "asked before this text, or assessed" in told
        assert "Not a word of it." in told
        assert made.assessed_by in (one, other)
    entries = Entry.objects.about("recommendation", row.code)
    assert entries.filter(verb="reflection.assessed").count() == times
    assert is_whole("recommendation", row.code)
