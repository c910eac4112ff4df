"""A secret calendar of what awaits: what it tells, what it does not, and how it ends."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine

from ledger.clock import now
from ledger.models import Entry
from organisations.actions import blank_person, end_rights, grant
from portal.actions import end_calendar_address, make_calendar_address
from portal.calendars.addresses import address_of
from portal.models import CalendarAddress
from recommendations import actions
from recommendations.models import Recommendation
from recommendations.terms import Terms
from tests import factories

DAY = timedelta(days=1)
WEDNESDAY = datetime(2027, 3, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def token(representative):
    return make_calendar_address(by=representative)


def _days(client, token):
    content = client.get(f"/calendar/{token}.ics").content
    events = icalendar.Calendar.from_ical(content).events
    assert {str(event["summary"]) for event in events} <= {"Something awaits you"}
    return [(event.start, event.end) for event in events]


def _closing(closes, number=1):
    consultation = factories.make_consultation(endorsement_closes=closes)
    return [factories.make_recommendation(consultation=consultation) for _each in range(number)]


def _sign(recommendation, by, **terms):
    fingerprint = Recommendation.objects.get(pk=recommendation.pk).text.fingerprint
    return actions.sign(
        recommendation=recommendation, by=by, fingerprint=fingerprint, terms=Terms(**terms)
    )


def test_a_day_on_which_many_close_is_told_and_of_few_only_the_week(client, token):
    _closing(WEDNESDAY + 12 * DAY, number=3)
    _closing(WEDNESDAY + 30 * DAY, number=2)

    assert _days(client, token) == [
        (date(2027, 3, 15), date(2027, 3, 16)),
        (date(2027, 3, 29), date(2027, 4, 5)),
    ]


@pytest.mark.hold
def test_what_closes_at_midnight_closes_with_the_day_before(client, token):
    _closing(datetime(2027, 3, 11, 23, tzinfo=UTC), number=3)  # Vienna: 12 March, 00:00

    assert _days(client, token) == [(date(2027, 3, 11), date(2027, 3, 12))]


@pytest.mark.hold
def test_what_is_answered_awaits_nobody(client, token, representative):
    rows = _closing(WEDNESDAY + 12 * DAY, number=3)
    for row in rows:
        assert len(_days(client, token)) == 1
        _sign(row, representative)

    assert _days(client, token) == []


@pytest.mark.hold
def test_what_may_be_confirmed_at_any_time_has_no_day(client, token, representative):
    row = _closing(WEDNESDAY + 40 * DAY)[0]
    _sign(row, representative)
    row.draft_text = "Open every harbour."
    row.save()
    actions.publish(recommendation=row, by=None, note="It asks for more.")
    assert len(_days(client, token)) == 1
    never = {"endorsement_opens": None, "endorsement_closes": None}
    type(row.consultation).objects.filter(pk=row.consultation_id).update(**never)

    assert _days(client, token) == []


def test_a_person_is_told_of_by_no_more_than_when_it_was_made(token, representative):
    address = CalendarAddress.objects.get()

    assert str(address) == f"{representative}: {WEDNESDAY}"


@pytest.mark.hold
def test_a_confirmation_a_prepared_one_and_a_chosen_day_are_told(
    client, token, representative, drafter
):
    changed, prepared, named, undated = _closing(WEDNESDAY + 40 * DAY, number=4)
    _sign(changed, representative)
    changed.draft_text = "Open every harbour."
    changed.save()
    actions.publish(recommendation=changed, by=None, note="It asks for more.")
    for row, sign_by in ((prepared, date(2027, 3, 9)), (undated, None)):
        text = row.text.fingerprint
        actions.prepare(recommendation=row, by=drafter, fingerprint=text, sign_by=sign_by)
    _sign(named, representative, naming="ask-again", ask_again_on=date(2027, 3, 20))
    with time_machine.travel(datetime(2027, 3, 21, tzinfo=UTC), tick=False):
        told = _days(client, token)

    assert told == [
        (date(2027, 3, 9), date(2027, 3, 10)),
        (date(2027, 3, 20), date(2027, 3, 21)),
        (date(2027, 4, 12), date(2027, 4, 13)),
    ]


@pytest.mark.hold
def test_until_when_one_may_object_answer_an_invitation_and_sign_is_told(
    client, token, representative, curator
):
    reworded = _closing(WEDNESDAY + 40 * DAY)[0]
    _sign(reworded, representative)
    reworded.draft_text = "Keep the harbours open for longer."
    reworded.save()
    actions.propose_wording(recommendation=reworded, by=curator, note="One word.")
    actions.publish_wording(recommendation=reworded, by=factories.make_user(is_superuser=True))
    factories.make_invitation(email=representative.user.email)
    representative.ends = WEDNESDAY + 29 * DAY
    representative.save()

    assert _days(client, token) == [
        (date(2027, 3, 15), date(2027, 3, 22)),  # of the objection no more than the week
        (date(2027, 3, 17), date(2027, 3, 18)),
        (date(2027, 4, 1), date(2027, 4, 2)),
    ]


@pytest.mark.parametrize("is_listed", [True, False])
def test_it_names_no_organisation_no_text_and_no_person(client, db, is_listed):
    organisation = factories.make_organisation(name="Lantern Coalition", is_listed=is_listed)
    by = factories.make_representative(organisation=organisation)
    row = _closing(WEDNESDAY + 15 * DAY)[0]
    content = client.get(f"/calendar/{make_calendar_address(by=by)}.ics").content.decode()

    assert content.count("BEGIN:VEVENT") == 1
    hidden = (organisation.name, organisation.slug, row.code, row.title, by.user.email)
    assert not [word for word in (*hidden, row.consultation.code) if word in content]
    assert "DTSTART;VALUE=DATE:20270315" in content  # the Monday of that week


def test_it_is_kept_by_no_cache_and_speaks_its_persons_language(client, representative, token):
    _closing(WEDNESDAY + 12 * DAY)
    representative.user.language = "fr"
    representative.user.save()

    answer = client.get(f"/calendar/{token}.ics")

    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Language"] == "en"
    assert b"BEGIN:VCALENDAR" in answer.content


def test_it_is_made_by_a_post_shown_once_and_known_to_nobody(log_in, representative):
    client = log_in(representative)
    assert CalendarAddress.objects.count() == 0
    page = client.post("/calendar/", {"representative": representative.pk})
    token = page.content.decode().partition("/calendar/")[2]
    secret = page.context["secret"]
    token = secret.rpartition("/")[2].removesuffix(".ics")

    assert len(token) >= 43
    assert secret in page.content.decode()
    assert f"webcal://{secret.partition('://')[2]}" in page.content.decode()
    assert secret not in client.get("/calendar/").content.decode()
    row = CalendarAddress.objects.get()
    assert token not in f"{row.digest} {row.seal}"
    assert client.get(f"/calendar/{token}.ics").status_code == 200
    assert Entry.objects.get(verb="calendar.made").payload == {}


@pytest.mark.hold
def test_another_address_ends_the_one_before_and_ending_is_done_once(client, log_in, token, other):
    by = CalendarAddress.objects.get().representative
    again = make_calendar_address(by=by)
    theirs = make_calendar_address(by=other)
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    assert client.get(f"/calendar/{again}.ics").status_code == 200

    log_in(by)
    for _each in range(2):
        answer = client.post("/calendar/end/", {"representative": by.pk})
        assert answer["Location"] == "/calendar/"

    assert client.get(f"/calendar/{again}.ics").status_code == 404
    assert client.get(f"/calendar/{theirs}.ics").status_code == 200
    assert Entry.objects.filter(verb="calendar.ended").count() == 1
    assert not end_calendar_address(by=by)


def test_the_form_holds_for_the_organisation_that_it_was_shown_for(log_in, representative, other):
    client = log_in(representative)

    for address in ("/calendar/", "/calendar/end/"):
        assert client.post(address, {"representative": other.pk}).status_code == 403
        assert client.post(address).status_code == 403
    assert CalendarAddress.objects.count() == 0


def _with_another_password(representative):
    representative.user.set_password("another quiet harbour 8")
    representative.user.save()


def _deactivated(representative):
    representative.user.is_active = False
    representative.user.save()


def _suspended(representative):
    type(representative.organisation).objects.update(status="suspended")


def _blanked(representative):
    by = factories.make_user(is_superuser=True, is_staff=True)
    blank_person(person=representative.user, by=by, reason="They asked.")


@pytest.mark.parametrize("what", [_with_another_password, _deactivated, _suspended, _blanked])
def test_it_dies_with_the_password_the_account_and_the_right_to_act(
    client, representative, token, what
):
    assert client.get(f"/calendar/{token}.ics").status_code == 200
    what(representative)
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_it_dies_when_rights_are_ended_and_stays_dead_when_they_are_given_again(
    client, representative, token, curator
):
    end_rights(representative=representative, by=curator)
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    representative.ends = None
    grant(representative=representative, by=curator)
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    with time_machine.travel(WEDNESDAY + DAY, tick=False):
        again = make_calendar_address(by=representative)
        assert client.get(f"/calendar/{again}.ics").status_code == 200


def test_it_stays_dead_when_the_account_comes_back(client, log_in, representative, token):
    person = representative.user
    program = factories.make_token(representative=representative)
    log_in(representative)
    theirs = client.cookies["sessionid"].value
    chief = factories.make_user(is_superuser=True, is_staff=True)
    log_in(chief)
    page = f"/admin/organisations/user/{person.pk}/change/"
    for is_active in ("", "on"):
        client.post(page, {"name": person.name, "is_active": is_active})
        person.refresh_from_db()
        assert person.is_active == bool(is_active)
        assert client.get(f"/calendar/{token}.ics").status_code == 404

    program.refresh_from_db()
    assert program.revoked_at
    client.cookies["sessionid"] = theirs
    assert client.get("/awaiting/").status_code == 302
    with time_machine.travel(WEDNESDAY + DAY, tick=False):
        again = make_calendar_address(by=representative)
        assert client.get(f"/calendar/{again}.ics").status_code == 200


def test_it_dies_after_a_year(client, token):
    with time_machine.travel(WEDNESDAY + 365 * DAY, tick=False):
        assert address_of(token, now()) is not None
    with time_machine.travel(WEDNESDAY + 367 * DAY, tick=False):
        assert client.get(f"/calendar/{token}.ics").status_code == 404


@pytest.mark.hold
def test_who_guesses_or_asks_all_the_time_waits_and_others_do_not(client, token, other):
    guesses = [client.get(f"/calendar/no{each}.ics").status_code for each in range(21)]
    looks = [client.get(f"/calendar/{token}.ics").status_code for _each in range(21)]
    theirs = make_calendar_address(by=other)

    assert guesses == [404] * 20 + [429]
    assert looks == [200] * 20 + [429]
    assert client.get(f"/calendar/{token}.ics")["Retry-After"] == "3600"
    assert client.get(f"/calendar/{theirs}.ics").status_code == 200


@pytest.mark.hold
def test_ten_addresses_a_day_are_made_and_no_more(log_in, representative):
    client = log_in(representative)
    sent = {"representative": representative.pk}
    made = [client.post("/calendar/", sent).context["secret"] for _each in range(11)]

    assert [bool(each) for each in made] == [True] * 10 + [False]


@pytest.mark.hold
def test_as_many_questions_are_asked_for_many_as_for_few(
    client, token, number, django_assert_num_queries
):
    for each in range(number):
        _closing(WEDNESDAY + (10 + each) * DAY)

    with django_assert_num_queries(11):
        client.get(f"/calendar/{token}.ics")


@pytest.mark.hold
def test_pages_lead_to_the_calendars(client, log_in, representative):
    row = factories.make_recommendation()
    meeting = row.consultation
    for page, address in (
        ("/consultations/", "/consultations/calendar.ics"),
        (meeting.get_absolute_url(), f"{meeting.get_absolute_url()}calendar.ics"),
    ):
        shown = client.get(page).content.decode()
        assert f'{address}"' in shown
        assert "webcal://" in shown
    log_in(representative)
    assert "/calendar/" in client.get("/awaiting/").content.decode()
    assert (
        f"/processes/{meeting.process.code}/calendar.ics"
        in client.get("/calendar/").content.decode()
    )


def test_who_acts_for_nobody_is_offered_the_public_calendars(log_in, curator):
    page = log_in(curator).get("/calendar/").content.decode()

    assert "/consultations/calendar.ics" in page
    assert "Make a secret address" not in page
