"""Somebody reports a comment; moderators look at it; the author never learns who."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment, Report
from tests import factories
from tests.moments import as_the_act_begins

pytestmark = pytest.mark.hold

Reason, State = Report.Reason, Report.State
QUEUE = "/admin/recommendations/comment/"


@pytest.fixture(autouse=True)
def _nobody_has_reported_yet():
    cache.clear()


@pytest.fixture
def comment(recommendation, representative):
    return factories.make_comment(
        recommendation=recommendation, representative=representative, text="She lives at the quay."
    )


def _report(comment, by, reason=Reason.INSULT, words=""):
    return actions.report(comment=comment, by=by, reason=reason, words=words)


def _page(comment):
    return f"/comments/{comment.public_id}/report/"


def test_a_report_waits_for_a_moderator_and_hides_nothing(
    comment, other, client, new_entries, new_mails
):
    new_entries(), new_mails()

    for person in (other.user, factories.make_user(), factories.make_user()):
        _report(comment, person)

    comment.refresh_from_db()
    assert comment.is_published
    entries = new_entries()
    assert [(each.verb, each.actor_id) for each in entries] == [("comment.reported", None)] * 3
    assert new_mails() == []
    assert list(Comment.objects.pending()) == [comment]
    assert str(Report.objects.first()).endswith("stirs up hatred")


def test_what_may_endanger_somebody_is_told_to_moderators_at_once(
    comment, other, moderator, new_mails
):
    new_mails()

    _report(comment, other.user, Reason.SAFETY)

    ((to, subject, body),) = new_mails()
    assert (to, subject) == ([moderator.email], "A comment may endanger somebody")
    assert f"/admin/recommendations/comment/{comment.pk}/change/" in body
    assert "quay" not in body


def test_hiding_it_answers_the_reports_and_tells_who_made_them(
    comment, other, moderator, representative, new_mails
):
    made = _report(comment, other.user)
    new_mails()

    decision = actions.hide(comment=comment, by=moderator, rule=factories.make_rule("respect"))

    made.refresh_from_db()
    assert (made.state, made.decision) == (State.HIDDEN, decision)
    told = {to[0]: body for to, _subject, body in new_mails()}
    assert set(told) == {other.user.email, representative.user.email}
    assert "A moderator has hidden it." in told[other.user.email]
    assert "report" not in told[representative.user.email].lower()


def test_leaving_it_as_it_is_answers_too(comment, other, moderator, new_mails, new_entries):
    made = _report(comment, other.user)
    new_mails(), new_entries()

    assert actions.leave_as_it_is(comment=comment, by=moderator) == 1

    made.refresh_from_db()
    assert (made.state, made.decision) == (State.LEFT, None)
    ((to, _subject, body),) = new_mails()
    assert to == [other.user.email]
    assert "left it as it is" in body
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id) == ("comment.reports-answered", moderator.pk)
    with pytest.raises(Refused, match="no report waits"):
        actions.leave_as_it_is(comment=comment, by=moderator)
    assert not Comment.objects.pending().exists()


# What stands in the way


def test_withdrawing_it_answers_too_and_nothing_waits(comment, other, representative, new_mails):
    _report(comment, other.user)
    new_mails()

    actions.take_back(comment=comment, by=representative)

    assert Report.objects.get().state == State.GONE
    assert not Comment.objects.pending().exists()
    told = {to[0]: body for to, _subject, body in new_mails()}
    assert "Its organisation has withdrawn it." in told[other.user.email]
    assert "A moderator" not in told[other.user.email]


def test_a_comment_is_reported_once_by_each(comment, other, everything):
    _report(comment, other.user)
    before = everything()
    with pytest.raises(Refused, match="already"):
        _report(comment, other.user, Reason.SPAM)
    assert everything() == before


def test_nobody_reports_their_own_organisations_comment(comment, representative, drafter):
    for person in (representative.user, drafter.user):
        with pytest.raises(Refused, match="your own organisation"):
            _report(comment, person)
    representative.ends = representative.starts
    type(representative).objects.filter(pk=representative.pk).delete()
    with pytest.raises(Refused, match="your own organisation"):
        _report(comment, comment.author)


@pytest.mark.parametrize("state", sorted(set(Comment.State) - {Comment.State.PUBLISHED}))
def test_only_what_is_published_is_reported(recommendation, other, state):
    hidden = factories.make_comment(state, recommendation=recommendation)
    with pytest.raises(Refused, match="not shown to everybody"):
        _report(hidden, other.user)


def test_another_reason_is_put_in_words(comment, other):
    with pytest.raises(Refused, match="Say in words"):
        _report(comment, other.user, Reason.OTHER, " ")
    assert _report(comment, other.user, Reason.OTHER, "It is a forgery.").words
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(words="")


def test_no_moderator_answers_on_their_own_organisation(comment, other, moderator, representative):
    _report(comment, other.user)
    factories.make_representative(organisation=representative.organisation, user=moderator)
    with pytest.raises(Refused, match="another moderator decides"):
        actions.leave_as_it_is(comment=comment, by=moderator)


# Pages


def test_anybody_who_is_signed_in_reports_on_a_page(comment, curator, log_in):
    client = log_in(curator)
    thread = f"/recommendations/{comment.recommendation.code}/comments/"
    assert _page(comment) in client.get(thread).content.decode()
    assert "She lives at the quay." in client.get(_page(comment)).content.decode()

    missing = client.post(_page(comment), {"reason": "other", "words": "\u200b"})
    assert "Say in words what is wrong with it." in missing.content.decode()
    answer = client.post(_page(comment), {"reason": "safety", "words": "A home."}, follow=True)

    assert "Thank you. A moderator looks at it" in answer.content.decode()
    assert Report.objects.get().words == "A home."
    again = client.get(_page(comment))
    assert (again.status_code, "already" in again.content.decode()) == (403, True)


def test_visitors_and_its_own_people_are_offered_no_report(comment, representative, log_in):
    thread = f"/recommendations/{comment.recommendation.code}/comments/"
    assert _page(comment) not in Client().get(thread).content.decode()
    assert _page(comment) not in log_in(representative).get(thread).content.decode()
    assert log_in(representative).get(_page(comment)).status_code == 403


def test_three_reports_an_hour_are_enough_and_what_was_typed_stays(recommendation, other, log_in):
    client = log_in(other)
    rows = [factories.make_comment(recommendation=recommendation) for _each in range(4)]
    form = {"reason": "other", "words": "It is a forgery."}
    for row in rows[:3]:
        assert client.post(_page(row), form).status_code == 302

    answer = client.post(_page(rows[3]), form)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "It is a forgery.</textarea>" in answer.content.decode()
    assert Report.objects.count() == 3


def test_ten_comments_an_hour_are_enough_for_an_organisation(
    recommendation, drafter, representative, log_in
):
    address = f"/recommendations/{recommendation.code}/comments/"
    words = {"version": 1, "stance": "asks", "language": "en"}
    for number, by in enumerate((drafter, representative) * 5):
        form = words | {"representative": by.pk, "text": f"Question {number}."}
        assert log_in(by).post(address, form).status_code == 302

    form = words | {"representative": drafter.pk, "text": "One more question."}
    preview = log_in(drafter).post(address, form | {"preview": "yes"})
    answer = log_in(drafter).post(address, form)

    assert preview.status_code == 200
    assert answer.status_code == 429
    assert "One more question.</textarea>" in answer.content.decode()
    assert Comment.objects.count() == 10


def test_a_report_too_late_says_so(comment, other, moderator, log_in):
    client = log_in(other)
    rule = factories.make_rule()

    with as_the_act_begins(lambda: actions.hide(comment=comment, by=moderator, rule=rule)):
        answer = client.post(_page(comment), {"reason": "spam", "words": ""})

    assert "not shown to everybody" in answer.content.decode()


# The queue


def test_what_may_endanger_somebody_comes_first_with_who_reported_it(
    comment, other, moderator, recommendation, log_in
):
    factories.make_comment("pending", recommendation=recommendation)
    insult = factories.make_comment(recommendation=recommendation)
    _report(insult, other.user)
    _report(comment, other.user, Reason.SAFETY, "It is her home.")
    client = log_in(moderator)

    page = client.get(QUEUE)

    assert page.context["cl"].result_list[0] == comment
    assert insult in page.context["cl"].result_list
    html = page.content.decode()
    assert "It is her home." in html
    assert str(other.user) in html
    address = reverse("admin:recommendations_comment_leave", args=[comment.pk])
    assert address in html
    told = client.post(address, follow=True).content.decode()
    assert "Left as it is. Those who reported it have been told." in told
    assert Report.objects.open().count() == 1


def test_reports_leave_no_trace_where_moderators_do_not_look(comment, other, curator, log_in):
    _report(comment, other.user, Reason.OTHER, "Words of a reporter.")
    thread = f"/recommendations/{comment.recommendation.code}/comments/"
    for client in (Client(), log_in(curator)):
        assert "Words of a reporter." not in client.get(thread).content.decode()
    assert client.get(QUEUE).status_code in (302, 403)
