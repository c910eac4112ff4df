"""Windows that have opened close later by an extension with its public reason, not otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations import actions as consultation_actions
from consultations.models import ConsultationExtension
from consultations.policies import ExtensionHindrance as Why
from consultations.policies import extension_hindrance
from consultations.zones import clock_at
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Endorsement, Recommendation, RecommendationExtension
from tests import factories
from tests.recommendations.test_policies import NOW, OPEN, WINDOWS

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REASON = "The national holiday fell into the window."


def _extend(record, curator, closes, verb="endorsement"):
    given = {"verb": verb, "closes": closes, "reason": REASON, "by": curator}
    if isinstance(record, Recommendation):
        return actions.extend_recommendation(recommendation=record, **given)
    return consultation_actions.extend_consultation(consultation=record, **given)


@pytest.fixture(params=["consultation", "recommendation"])
def record(request, recommendation):
    """What has a window: the consultation, or the recommendation that has its own from then on."""
    return recommendation if request.param == "recommendation" else recommendation.consultation


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("verb", ["endorsement", "comment"])
def test_a_window_is_extended_once_it_has_opened_and_to_a_later_moment_only(window, verb):
    opens, closes = WINDOWS[window]
    edges = {f"{verb}_opens": opens, f"{verb}_closes": closes}
    record = Recommendation(consultation=factories.Consultation(**edges))
    later, same, earlier = NOW + 5 * DAY, closes or NOW, NOW - DAY / 2
    expected = [None, Why.NOT_LATER, Why.PAST if window == "over" else Why.NOT_LATER]
    if window not in OPEN | {"closes now", "over"}:
        expected = [Why.NOT_OPENED] * 3

    found = [
        extension_hindrance(record.window_for(verb), each, NOW) for each in (later, same, earlier)
    ]

    assert found == expected


def test_an_extension_moves_the_end_and_is_one_entry_and_one_row(record, curator, new_entries):
    before, closes = record.window_for("endorsement"), now() + 20 * DAY
    new_entries()

    extension = _extend(record, curator, closes)

    record.refresh_from_db()
    assert record.window_for("endorsement") == (before.opens, closes)
    assert (extension.closed, extension.closes, extension.reason) == (before.closes, closes, REASON)
    (entry,) = new_entries()
    assert entry == extension.entry
    assert entry.verb.endswith(".extended")
    assert entry.actor_id == curator.pk
    assert entry.payload == {"verb": "endorsement", "closes": closes.isoformat()}


def test_the_other_window_and_other_recommendations_stay(recommendation, curator):
    other = factories.make_recommendation(consultation=recommendation.consultation)
    before = (other.endorsement_window, recommendation.comment_window)

    _extend(recommendation, curator, now() + 20 * DAY)

    fresh = [Recommendation.objects.get(pk=each.pk) for each in (other, recommendation)]
    assert (fresh[0].endorsement_window, fresh[1].comment_window) == before


def test_who_has_a_window_of_their_own_keeps_it(curator):
    opens, closes = now() - DAY, now() + DAY
    edges = {"endorsement_opens": opens, "endorsement_closes": closes}
    recommendation = factories.make_recommendation(**edges)

    _extend(recommendation.consultation, curator, now() + 20 * DAY)

    fresh = Recommendation.objects.get(pk=recommendation.pk)
    assert fresh.endorsement_window == (opens, closes)
    assert not fresh.endorsement_extensions.exists()


def test_an_extension_that_is_no_extension_changes_nothing(record, curator, new_entries):
    before = record.window_for("endorsement")
    new_entries()

    with pytest.raises(Refused, match="closes later than that already"):
        _extend(record, curator, before.closes)

    record.refresh_from_db()
    assert record.window_for("endorsement") == before
    assert not new_entries()


def test_of_two_extensions_at_once_the_shorter_does_not_undo_the_longer(record, curator):
    stale = type(record).objects.get(pk=record.pk)
    _extend(record, curator, now() + 30 * DAY)

    with pytest.raises(Refused, match="closes later than that already"):
        _extend(stale, curator, now() + 20 * DAY)


def test_what_is_withdrawn_is_not_extended(recommendation, curator):
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)

    with pytest.raises(Refused, match="no longer open"):
        _extend(recommendation, curator, now() + 30 * DAY)


def test_who_came_too_late_can_sign_once_it_is_extended(record, recommendation, representative):
    curator = factories.make_staff("curators")
    with time_machine.travel(now() + 11 * DAY, tick=False):
        with pytest.raises(Refused):
            factories.make_endorsement(recommendation=recommendation, representative=representative)
        _extend(record, curator, now() + DAY)
        recommendation = Recommendation.objects.get(pk=recommendation.pk)
        factories.make_endorsement(recommendation=recommendation, representative=representative)

    assert Endorsement.objects.get().state == Endorsement.State.LIVE


def test_the_database_knows_no_extension_that_shortens_or_gives_no_reason(recommendation, curator):
    extension = _extend(recommendation.consultation, curator, now() + 20 * DAY)
    entries = Entry.objects.exclude(pk=extension.entry_id).order_by("pk")
    kept = {"consultation": recommendation.consultation, "verb": "comment", "closed": NOW}
    rows = [{"closes": NOW, "reason": REASON}, {"closes": NOW + DAY, "reason": ""}]

    for entry, row in zip(entries, rows, strict=False):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsultationExtension.objects.create(entry=entry, **kept | row)

    (own, *_others) = entries
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationExtension.objects.create(
            recommendation=recommendation, verb="comment", closed=NOW, closes=NOW, entry=own
        )


# What everybody reads


def test_everybody_reads_until_when_and_why(record, recommendation, curator, client):
    was = record.window_for("endorsement").closes
    _extend(record, curator, now() + 20 * DAY)

    page = client.get(recommendation.get_absolute_url()).content.decode()

    assert REASON in page
    assert f"{was.astimezone(recommendation.consultation.zone):%H:%M} Vienna" in page
    assert "was extended" in page or record != recommendation
    meeting = client.get(recommendation.consultation.get_absolute_url()).content.decode()
    assert (REASON in meeting) == (record != recommendation)


def test_commenting_is_extended_by_itself(record, recommendation, curator, log_in, representative):
    _extend(record, curator, now() + 20 * DAY, "comment")

    page = log_in(representative).get(recommendation.get_absolute_url()).content.decode()

    assert page.count(REASON) == 1
    assert str(ConsultationExtension(verb="comment", closed=NOW, closes=NOW + DAY)).startswith(
        "commenting: "
    )


def test_the_page_says_when_nobody_decided_that_it_stays_open(recommendation, curator, client):
    factories.make_endorsement(recommendation=recommendation)
    recommendation.draft_text = "States should keep the harbours open at night."
    recommendation.save()
    change = {"change": "substantive", "note": "At night."}

    actions.publish(recommendation=recommendation, by=curator, **change)

    (extension,) = RecommendationExtension.objects.all()
    assert extension.reason == ""
    page = client.get(recommendation.get_absolute_url()).content.decode()
    assert "those who endorsed it have fourteen days to answer" in page


# The admin


def _page(record, act):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{act}"
    return reverse(name, args=[record.pk])


def _typed(record, moment):
    zone = getattr(record, "consultation", record).zone
    return f"{clock_at(moment, zone):%Y-%m-%dT%H:%M}"


def test_a_curator_extends_on_the_clocks_of_the_place(record, curator, log_in):
    desk = log_in(curator)
    closes = (now() + 20 * DAY).replace(second=0, microsecond=0)
    assert "Extend a window" in desk.get(_page(record, "change")).content.decode()
    form = {"verb": "endorsement", "closes": _typed(record, closes), "reason": f" {REASON} "}

    answer = desk.post(_page(record, "extend"), form, follow=True)

    record.refresh_from_db()
    assert [str(each) for each in answer.context["messages"]] == [f"Extended: {record}"]
    assert record.window_for("endorsement").closes == closes
    assert record.extensions.get().reason == REASON
    assert "lets it close later" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("closes", "2026-01-01T12:00", "closes later than that already"),
        ("closes", "2030-03-31T02:30", "no such time"),
        ("closes", "soon", "valid date/time"),
        ("closes", "", "required"),
        ("reason", "", "required"),
        ("reason", "a\u202eb", "invisible"),
        ("verb", "", "required"),
        ("verb", "sleeping", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(record, curator, log_in, field, value, why):
    before = record.window_for("endorsement")
    form = {"verb": "endorsement", "closes": "2030-03-01T12:00", "reason": REASON} | {field: value}

    answer = log_in(curator).post(_page(record, "extend"), form)

    assert why in str(answer.context["adminform"].form.errors[field])
    record.refresh_from_db()
    assert record.window_for("endorsement") == before


def test_one_window_that_has_opened_is_chosen_already(curator, log_in):
    meeting = factories.make_consultation(comment_opens=None, comment_closes=None)

    page = log_in(curator).get(_page(meeting, "extend"))

    verbs = page.context["adminform"].form["verb"]
    assert [value for value, _label in verbs.field.choices] == ["endorsement"]
    assert verbs.initial == "endorsement"


@pytest.mark.parametrize("state", ["draft", "public"])
def test_what_has_not_opened_is_typed_and_not_extended(curator, log_in, state):
    opens = now() + (DAY if state == "public" else -DAY)
    edges = dict.fromkeys(("comment_opens", "endorsement_opens"), opens)
    meeting = factories.make_consultation(state=state, **edges)
    desk = log_in(curator)

    page = desk.get(_page(meeting, "change")).content.decode()

    assert 'name="endorsement_closes"' in page
    assert "Extend a window" not in page
    assert desk.get(_page(meeting, "extend")).status_code == 302


def test_the_edges_of_what_has_opened_are_not_typed(record, curator, log_in):
    page = log_in(curator).get(_page(record, "change")).content.decode()

    for verb in ("comment", "endorsement"):
        for edge in ("opens", "closes"):
            assert f'name="{verb}_{edge}"' not in page


def test_a_window_that_opened_while_somebody_typed_is_told_and_not_moved(curator, log_in):
    meeting = factories.make_consultation()
    before = meeting.endorsement_window
    desk = log_in(curator)
    form = {"endorsement_opens": "2030-01-01T12:00", "endorsement_closes": "2030-01-02T12:00"}

    answer = desk.post(_page(meeting, "change"), form | {"title": "Another title"})

    assert "A window has opened meanwhile" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.endorsement_window == before
    assert meeting.title != "Another title"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Vienna"])
def test_the_last_moment_of_an_extension_is_the_clock_of_the_place(zone, curator, log_in):
    opens = datetime(2026, 10, 20, tzinfo=UTC)
    edges = {"endorsement_opens": opens, "endorsement_closes": opens + DAY}
    place = {"time_zone": zone, "place": ""}
    recommendation = factories.make_recommendation(
        consultation=factories.make_consultation(**edges, **place)
    )
    meeting = recommendation.consultation
    form = {"verb": "endorsement", "closes": "2026-10-25T12:00", "reason": REASON}
    with time_machine.travel(opens + DAY / 2, tick=False):
        log_in(curator).post(_page(meeting, "extend"), form)
    meeting.refresh_from_db()
    end = meeting.endorsement_closes
    hours = {"Pacific/Kiritimati": 14, "Pacific/Pago_Pago": -11, "Europe/Vienna": 1}[zone]
    assert end == datetime(2026, 10, 25, 12, tzinfo=UTC) - timedelta(hours=hours)

    for at, is_open in ((end - timedelta(microseconds=1), True), (end, False)):
        fresh = Recommendation.objects.get(pk=recommendation.pk)
        assert fresh.is_open_for_endorsement(at) is is_open
