"""Questions that no list can answer, and ways round what one may see."""

import logging
from http import HTTPStatus

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from consultations.models import Consultation, Document
from organisations.models import Organisation
from portal.middleware import UnanswerableRequestsMiddleware
from tests import factories

pytestmark = pytest.mark.django_db


# PostgreSQL answers nothing more in a transaction in which it was asked this: each of these
# comes in one of its own, as in life.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "question",
    [
        "consultations/consultation/?id__regex=(",
        "consultations/process/?name__range=a",
        "ledger/entry/?time__year=99999999999&time__month=13",
    ],
)
def test_a_filter_that_no_database_can_take_is_told_to_a_curator(log_in, curator, question):
    factories.make_consultation()

    answer = log_in(curator).get(f"/admin/{question}")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "This question can’t be answered" in answer.content.decode()


def test_the_fault_behind_it_is_logged(log_in, curator, caplog):
    with caplog.at_level(logging.WARNING, logger="portal.middleware"):
        log_in(curator).get("/admin/consultations/process/?name__range=a")

    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize(
    ("method", "address", "fault"),
    [
        ("get", "/recommendations/?q=a", ValueError("ours")),
        ("get", "/admin/", ValueError("ours")),
        ("post", "/admin/?q=a", ValueError("ours")),
        ("get", "/admin/?q=a", KeyError("ours")),
        ("get", "/admin/?q=a", OperationalError("the database is away")),
    ],
)
def test_other_faults_stay_faults(method, address, fault):
    request = getattr(RequestFactory(), method)(address)

    assert UnanswerableRequestsMiddleware(lambda _: None).process_exception(request, fault) is None


def _way_to(record) -> str:
    kind = ContentType.objects.get_for_model(record)
    return reverse("admin:view_on_site", args=[kind.pk, record.pk])


def test_the_way_from_the_admin_to_a_page_leads_nobody_to_what_they_may_not_see(
    log_in, moderator, recommendation
):
    client: Client = log_in(moderator)
    hidden = [
        factories.make_consultation(state=Consultation.State.DRAFT),
        factories.make_document(state=Document.State.DRAFT),
        factories.make_organisation(status=Organisation.Status.PENDING),
    ]

    answers = [client.get(_way_to(record)) for record in hidden]

    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 3
    assert not any(answer.has_header("Location") for answer in answers)


def test_curators_are_led_to_the_page_of_a_record_and_to_no_comment(log_in, curator):
    client: Client = log_in(curator)
    term, comment = factories.make_consultation(), factories.make_comment()

    assert client.get(_way_to(term)).url == term.get_absolute_url()
    assert client.get(_way_to(comment)).status_code == HTTPStatus.NOT_FOUND


def test_what_has_no_page_or_no_place_in_the_admin_is_not_found(log_in, curator, representative):
    client: Client = log_in(curator)
    revision = factories.make_comment().revision
    gone = ContentType.objects.create(app_label="elsewhere", model="nothing")

    for record in (curator, revision):
        assert client.get(_way_to(record)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/admin/r/{gone.pk}/1/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("version", ["9" * 20, "9" * 5000, "x", "²"])
def test_a_version_that_no_history_has_is_not_found(log_in, curator, organisation, version):
    page = f"/admin/organisations/organisation/{organisation.pk}/history/{version}/"
    assert log_in(curator).get(page).status_code == HTTPStatus.NOT_FOUND
