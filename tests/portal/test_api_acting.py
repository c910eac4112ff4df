"""What programs do: the acts of the pages, by a token, once for each key, and by the same rules."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from consultations.models import Consultation
from ledger.models import Entry
from organisations.models import KeptAnswer, Organisation, Representative, Token
from portal.api import throttles
from portal.api.document import document_in
from recommendations import actions
from recommendations.models import Comment, Endorsement, Recommendation
from tests import factories

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


class Program:
    """A program with a token."""

    def __init__(self, token: Token) -> None:
        self.token, self.client = token, Client()

    def send(self, place: str, body: Any = None, *, method: str = "post", **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token.secret}", "Idempotency-Key": str(uuid4())}  # type: ignore[attr-defined]
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        known = {name: value for name, value in (sent | given).items() if value}
        content = body if isinstance(body, bytes) else json.dumps(body)
        address = f"/api/v1/recommendations/{place}/"
        told = {"content_type": "application/json", "headers": known}
        answer = self.client.generic(method.upper(), address, content, **told)
        _expect_described(method, place.rpartition("/")[2], answer.status_code)
        return answer


def _expect_described(method: str, act: str, status: int) -> None:
    """Fail where the description for programs does not have the answer: no act here is without."""
    acts = document_in("en")["paths"][f"/api/v1/recommendations/{{code}}/{act}/"]
    if method in acts:
        assert str(status) in acts[method]["responses"]


@pytest.fixture(scope="module")
def made(around_all: None) -> dict[str, Any]:
    """Who acts, by which token, and on what."""
    organisation = factories.make_organisation(name="Lantern Coalition", slug="lantern-coalition")
    by = factories.make_representative(organisation=organisation)
    asked = factories.make_recommendation()
    return {"by": by, "asked": asked, "token": factories.make_token(representative=by)}


@pytest.fixture
def representative(made: dict[str, Any], db: None) -> Representative:
    return Representative.objects.get(pk=made["by"].pk)


@pytest.fixture
def recommendation(made: dict[str, Any], db: None) -> Recommendation:
    return Recommendation.objects.get(pk=made["asked"].pk)


@pytest.fixture
def program(made: dict[str, Any], db: None) -> Program:
    mail.outbox.clear()
    return Program(made["token"])


@pytest.fixture
def signature(recommendation: Any) -> dict[str, Any]:
    return {
        "organisation": "lantern-coalition",
        "version": 1,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
        "grade": "full",
    }


@pytest.fixture
def words() -> dict[str, Any]:
    return {
        "organisation": "lantern-coalition",
        "version": 1,
        "stance": "asks",
        "text": "Which quays are meant?",
        "language": "en",
    }


@pytest.fixture
def endorsement(recommendation: Any) -> str:
    return f"{recommendation.code}/endorsement"


@pytest.fixture
def comments(recommendation: Any) -> str:
    return f"{recommendation.code}/comments"


def _problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"http://testserver/api/v1/#{kind}"
    assert told["status"] == status
    return told


def _pointers(told: dict[str, Any]) -> list[str]:
    return sorted(each["pointer"] for each in told["errors"])


def test_a_program_endorses_as_the_page_does_and_the_record_says_how(
    program, endorsement, signature, recommendation
):
    answer = program.send(endorsement, signature)

    made = Endorsement.objects.get()
    entry = Entry.objects.get(verb="endorsement.signed")
    assert answer.status_code == 201
    assert answer["Location"] == f"http://testserver/recommendations/{recommendation.code}/"
    assert answer.json() | {"signed": ""} == {
        "recommendation": recommendation.code,
        "organisation": "lantern-coalition",
        "version": 1,
        "fingerprint": recommendation.text.fingerprint,
        "state": "live",
        "naming": "named",
        "grade": "full",
        "signed": "",
    }
    assert (made.source, entry.source) == ("api", "api")
    assert made.signed_by == program.token.representative.user
    assert mail.outbox[-1].subject == "Receipt of what you signed"
    assert program.token.secret not in str(list(Entry.objects.values()))
    assert "no-store" in answer["Cache-Control"]
    assert not answer.has_header("Access-Control-Allow-Origin")


def test_a_reservation_and_a_name_for_later_are_taken(program, endorsement, signature):
    terms = {
        "grade": "with-reservation",
        "reservation": "Not the second half.",
        "naming": "ask-again",
        "ask_again_on": "2027-09-06",
    }

    answer = program.send(endorsement, signature | terms)

    made = Endorsement.objects.get()
    assert answer.json()["grade"] == "with-reservation"
    assert "second half" not in answer.content.decode()
    assert (made.reservation, str(made.ask_again_on)) == ("Not the second half.", "2027-09-06")


def test_the_same_key_acts_once_and_gets_the_same_answer(program, endorsement, signature):
    key = {"Idempotency_Key": "one-and-the-same"}

    first, again = (program.send(endorsement, signature, **key) for _each in range(2))
    other = program.send(endorsement, signature | {"naming": "unnamed"}, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert Entry.objects.filter(verb="endorsement.signed").count() == 1
    _problem(other, 422, "key-reused")


def test_another_key_for_what_stands_adds_nothing(program, endorsement, signature):
    program.send(endorsement, signature)

    again = program.send(endorsement, signature)

    assert again.status_code == 200
    assert Endorsement.objects.count() == 1


def test_what_was_asked_anew_is_confirmed(program, endorsement, signature, recommendation):
    program.send(endorsement, signature)
    recommendation.draft_text = "Another text."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=factories.make_staff("curators"))
    recommendation.refresh_from_db()
    text = {"version": 2, "fingerprint": recommendation.text.fingerprint}

    answer = program.send(endorsement, signature | text)

    assert answer.status_code == 201
    assert answer.json()["version"] == 2


@pytest.mark.parametrize("stale", [{"fingerprint": "0" * 64}, {"version": 7}])
def test_a_stale_text_is_refused_with_the_present_one(
    program, endorsement, signature, recommendation, stale
):
    told = _problem(program.send(endorsement, signature | stale), 409, "text-has-changed")

    assert told["version"] == 1
    assert told["fingerprint"] == recommendation.text.fingerprint
    assert not Endorsement.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_withdrawing_twice_is_answered_alike(program, endorsement, signature):
    program.send(endorsement, signature)

    answers = [program.send(endorsement, method="delete") for _each in range(2)]

    assert [each.status_code for each in answers] == [204, 204]
    assert answers[0].content == b""
    assert Endorsement.objects.get().state == "withdrawn"
    assert Entry.objects.get(verb="endorsement.withdrawn").source == "api"


def test_a_program_comments_and_suggests_another_text(program, comments, words, recommendation):
    first = factories.make_comment(recommendation=recommendation)
    more = {"parent": first.public_id, "suggested_text": "Open every quay."}

    answer = program.send(comments, words | more)

    made = Comment.objects.get(public_id=answer.json()["id"])
    assert answer.status_code == 201
    assert answer["Location"] == f"http://testserver/comments/{made.public_id}/"
    assert answer.json()["state"] == "pending"
    assert made.parent == first
    assert made.revision.suggested_text == "Open every quay."
    assert Entry.objects.filter(verb="comment.submitted", source="api").count() == 1
    kept = str(KeptAnswer.objects.values().get())
    assert "quay" not in kept


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"version": 9}, ["#/version"]),
        ({"parent": "no-such"}, ["#/parent"]),
        ({"stance": "odd", "version": "x"}, ["#/stance", "#/version"]),
        ({"text": "\u200b"}, ["#/text"]),
        ({"text": "a" * 5001}, ["#/text"]),
        ({"language": "tlh"}, ["#/language"]),
        ({"odd/~": 1, "\ud800": 1}, ["#/\\ud800", "#/odd~1~0"]),
    ],
)
def test_what_is_wrong_in_a_comment_is_told_place_by_place(
    program, comments, words, change, pointers
):
    told = _problem(program.send(comments, words | change), 422, "not-well-formed")

    assert _pointers(told) == pointers
    assert not Comment.objects.exists()


def test_a_comment_on_a_withheld_text_is_refused(program, comments, words, recommendation):
    actions.withhold_version(
        version=recommendation.text, by=factories.make_staff("curators"), reason="It names."
    )

    told = _problem(program.send(comments, words), 403, "refused")

    assert told["reason"] == "withheld"


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"grade": "with-reservation"}, ["#/reservation"]),
        ({"reservation": "Not this."}, ["#/reservation"]),
        ({"naming": "ask-again"}, ["#/ask_again_on"]),
        ({"naming": None, "grade": "half"}, ["#/grade", "#/naming"]),
        ({"fingerprint": "0" * 63}, ["#/fingerprint"]),
        ({"reservation": "\u200b", "grade": "with-reservation"}, ["#/reservation"]),
    ],
)
def test_what_is_wrong_in_a_signature_is_told_place_by_place(
    program, endorsement, signature, change, pointers
):
    told = _problem(program.send(endorsement, signature | change), 422, "not-well-formed")

    assert _pointers(told) == pointers
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("body", [[], "words", None, 7])
def test_what_is_no_object_is_told(program, endorsement, body):
    told = _problem(program.send(endorsement, body), 422, "not-well-formed")

    assert _pointers(told) == ["#"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 90_000, b'{"a": NaN}'])
def test_what_is_no_json_is_told(program, endorsement, body):
    _problem(program.send(endorsement, body), 400, "malformed")


@pytest.mark.parametrize("size", [100_001, 3_000_000])
def test_what_is_too_large_is_told(program, endorsement, size):
    _problem(program.send(endorsement, b" " * size), 413, "too-large")


def test_forms_are_not_taken(program, endorsement):
    headers = {"Authorization": f"Bearer {program.token.secret}", "Idempotency-Key": "k"}

    answer = Client().post(f"/api/v1/recommendations/{endorsement}/", {}, headers=headers)

    _problem(answer, 415, "media-type")


@pytest.mark.parametrize(("key", "kind"), [("", "key-missing"), ("k" * 201, "malformed")])
def test_each_act_needs_a_key(program, endorsement, signature, key, kind):
    _problem(program.send(endorsement, signature, Idempotency_Key=key), 400, kind)

    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer plenary_odd", "Basic YTpi"])
def test_without_a_token_that_holds_nothing_is_done(program, endorsement, signature, shown):
    answer = program.send(endorsement, signature, Authorization=shown)

    _problem(answer, 401, "no-token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert not Endorsement.objects.exists()


def test_a_browser_that_is_logged_in_is_nobody_here(
    log_in, representative, endorsement, signature, recommendation
):
    browser = log_in(representative)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post(
        f"/api/v1/recommendations/{endorsement}/",
        json.dumps(signature),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    _problem(answer, 401, "no-token")
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("slug", ["steppe-caravan", "no-such"])
def test_another_organisation_than_the_token_s_is_refused_whether_or_not_it_exists(
    program, endorsement, signature, other, slug
):
    told = _problem(
        program.send(endorsement, signature | {"organisation": slug}), 403, "other-organisation"
    )

    assert _pointers(told) == ["#/organisation"]
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "place", "method"),
    [
        ({"comment"}, "endorsement", "post"),
        ({"endorse"}, "endorsement", "delete"),
        ({"endorse", "withdraw"}, "comments", "post"),
    ],
)
def test_a_token_is_for_nothing_else_than_it_was_made_for(
    representative, recommendation, signature, words, scopes, place, method
):
    program = Program(factories.make_token(representative=representative, scopes=scopes))
    body = words if place == "comments" else signature

    answer = program.send(f"{recommendation.code}/{place}", body, method=method)

    assert _problem(answer, 403, "refused")["reason"] == "no-scope"


@pytest.mark.parametrize(
    ("right", "place", "method"),
    [
        ("may_sign", "endorsement", "post"),
        ("may_sign", "endorsement", "delete"),
        ("may_comment", "comments", "post"),
    ],
)
def test_a_right_that_ended_since_ends_what_the_token_may(
    program, representative, recommendation, signature, words, right, place, method
):
    Representative.objects.filter(pk=representative.pk).update(**{right: False})
    body = words if place == "comments" else signature

    answer = program.send(f"{recommendation.code}/{place}", body, method=method)

    assert _problem(answer, 403, "refused")["reason"] == "no-right"


def test_a_second_person_is_needed_here_too(program, representative, endorsement, signature):
    Organisation.objects.filter(pk=representative.organisation_id).update(
        requires_second_signatory=True
    )

    told = _problem(program.send(endorsement, signature), 403, "refused")

    assert "Two people are needed" in told["detail"]


def test_a_token_that_dies_while_it_is_shown_does_not_act(
    program, endorsement, signature, monkeypatch
):
    def end(token: Token) -> None:
        actions_end = {"revoked_at": token.created_at}
        Token.objects.update(**actions_end)

    monkeypatch.setattr("portal.api.acting.refuse_hasty", end)

    _problem(program.send(endorsement, signature), 401, "no-token")
    assert not Endorsement.objects.exists()


def test_what_is_hidden_answers_like_what_does_not_exist(program, signature):
    hidden = factories.make_recommendation()
    Consultation.objects.filter(pk=hidden.consultation_id).update(state="draft")
    there, nowhere = (f"{code}/endorsement" for code in (hidden.code, "NO-01"))

    answers = [program.send(place, signature) for place in (there, nowhere)]

    _problem(answers[0], 404, "not-found")
    assert answers[0].content == answers[1].content


def test_an_organisation_that_is_not_listed_counts_without_its_name(recommendation, signature):
    by = factories.make_representative(
        organisation=factories.make_organisation(is_listed=False, slug="o-hidden")
    )
    program = Program(factories.make_token(representative=by))
    place = f"{recommendation.code}/endorsement"
    own = signature | {"organisation": "o-hidden"}

    named = program.send(place, own)
    unnamed = program.send(place, own | {"naming": "unnamed"})

    assert _pointers(_problem(named, 422, "not-well-formed")) == ["#/naming"]
    assert unnamed.status_code == 201
    assert mail.outbox[0].to == [by.user.email]
    assert by.organisation.name not in "".join(letter.body for letter in mail.outbox)


def test_comments_are_counted_with_those_of_the_page(
    program, log_in, representative, comments, words
):
    page = {"representative": representative.pk} | words
    browser = log_in(representative)
    sent = [browser.post(f"/recommendations/{comments}/", page) for _each in range(9)]
    last = program.send(comments, words)
    late = program.send(comments, words)

    assert [each.status_code for each in sent] == [302] * 9
    assert last.status_code == 201
    _problem(late, 429, "too-often")
    assert late["Retry-After"] == "3600"
    assert Comment.objects.count() == 10


def test_a_token_acts_so_many_times_a_minute(program, endorsement, monkeypatch):
    monkeypatch.setattr(throttles, "ACTS_A_MINUTE", 2)

    answers = [program.send(endorsement, method="delete") for _each in range(3)]

    assert [each.status_code for each in answers] == [204, 204, 429]
    assert answers[2]["Retry-After"] == "60"


def test_an_address_that_asks_too_often_does_not_even_try_tokens(
    program, endorsement, signature, monkeypatch
):
    monkeypatch.setattr(throttles, "REQUESTS_A_MINUTE", 0)

    _problem(program.send(endorsement, signature, Authorization="Bearer odd"), 429, "too-often")


@pytest.mark.parametrize("method", ["get", "put", "patch", "options", "head"])
def test_acting_addresses_take_acts_alone_and_no_other_site_s_pages(program, endorsement, method):
    answer = program.send(endorsement, {}, method=method)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST, DELETE"
    assert not answer.has_header("Access-Control-Allow-Origin")
