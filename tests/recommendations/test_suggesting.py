"""A comment suggests another text; curators take it into the draft or answer it."""

import time

import pytest

from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment, Recommendation
from recommendations.policies import Hindrance
from tests import factories

pytestmark = pytest.mark.hold

State = Comment.State
NEW = "States should keep every harbour open for longer."


@pytest.fixture
def suggestion(recommendation, drafter):
    return factories.make_comment(
        recommendation=recommendation, representative=drafter, suggested_text=NEW
    )


def _page(comment, act):
    return f"/admin/recommendations/suggestion/{comment.pk}/{act}/?read=1"


def _sent(by, **more):
    words = {"stance": "supports", "text": "Say it so.", "language": "en", "version": 1}
    return {"representative": by.pk} | words | more


def _fresh(comment):
    return Comment.objects.select_related("revision", "answer").get(pk=comment.pk)


# Suggesting


def test_the_form_begins_with_the_text_and_what_is_left_unchanged_suggests_nothing(
    recommendation, drafter, log_in
):
    client, address = log_in(drafter), f"/recommendations/{recommendation.code}/comments/"

    form = client.get(address).context["comment_form"]
    assert form["suggested_text"].value() == recommendation.text.text
    assert not form.is_suggesting
    client.post(address, _sent(drafter, suggested_text=recommendation.text.text + " \r\n"))
    assert Comment.objects.get().words.suggested_text == ""


def test_what_is_changed_is_shown_word_by_word_once_it_is_approved(
    recommendation, drafter, moderator, log_in, client
):
    address = f"/recommendations/{recommendation.code}/comments/"
    log_in(drafter).post(address, _sent(drafter, suggested_text=NEW))
    comment = Comment.objects.get()
    client.logout()

    assert "harbour</ins>" not in client.get(address).text
    actions.approve(comment=comment, by=moderator)
    page = client.get(address).text
    assert "<del>the harbours</del><ins>every harbour</ins>" in page
    assert "the text has changed since" not in page


def test_a_preview_shows_what_would_change_and_sends_nothing(recommendation, drafter, log_in):
    given = _sent(drafter, suggested_text=NEW, preview="yes")

    page = log_in(drafter).post(f"/recommendations/{recommendation.code}/comments/", given).text
    assert "<ins>every harbour</ins>" in page
    assert NEW in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [("\u200b\u2060", "There is nothing to read in this text."), ("x" * 5001, "at most 5000")],
)
def test_what_cannot_be_a_text_is_told_beside_its_field_which_is_open(
    recommendation, drafter, log_in, typed, told
):
    address = f"/recommendations/{recommendation.code}/comments/"

    answer = log_in(drafter).post(address, _sent(drafter, suggested_text=typed))
    assert answer.status_code == 422
    assert told in str(answer.context["comment_form"].errors["suggested_text"])
    assert answer.context["comment_form"].is_suggesting
    assert typed in answer.text


@pytest.mark.parametrize("number", ["", "7", "-1", "²", "99999999999999999999", "one"])
def test_a_form_that_names_no_version_keeps_what_was_typed(recommendation, drafter, log_in, number):
    given = _sent(drafter, suggested_text=NEW, version=number)

    answer = log_in(drafter).post(f"/recommendations/{recommendation.code}/comments/", given)
    assert answer.status_code == 422
    assert NEW in answer.text


def test_it_is_kept_while_somebody_logs_in(recommendation, drafter, log_in, client):
    address = f"/recommendations/{recommendation.code}/comments/"
    client.post(address, _sent(drafter, suggested_text=NEW))
    session = client.session
    log_in(drafter)
    kept = client.session
    kept.update(dict(session.items()) | dict(kept.items()))
    kept.save()

    form = client.get(address).context["comment_form"]
    assert form["suggested_text"].value() == NEW
    assert form.is_suggesting


def test_what_is_kept_over_a_login_speaks_of_the_version_that_was_read(
    recommendation, drafter, curator, log_in, client
):
    address = f"/recommendations/{recommendation.code}/comments/"
    client.post(address, _sent(drafter, suggested_text=recommendation.text.text))
    kept = client.session["kept_comment"]
    row = Recommendation.objects.get(pk=recommendation.pk)
    row.draft_text = "A second text."
    row.save()
    actions.publish(recommendation=row, by=curator)
    log_in(drafter)
    session = client.session
    session["kept_comment"] = kept
    session.save()

    form = client.get(address).context["comment_form"]
    assert form["version"].value() == "1"
    assert not form.is_suggesting


def test_a_paragraph_is_what_was_said_and_nobody_suggests_another(drafter, log_in):
    paragraph = factories.make_document().paragraphs.first()
    address = f"/documents/{paragraph.document.slug}/{paragraph.anchor}/comments/"

    assert "suggested_text" not in log_in(drafter).get(address).text
    log_in(drafter).post(address, _sent(drafter, suggested_text=NEW))
    assert Comment.objects.get().words.suggested_text == ""


def test_the_fingerprint_covers_what_is_suggested(recommendation, drafter, moderator):
    with_it, without = (
        factories.make_comment(
            State.PENDING,
            recommendation=recommendation,
            representative=drafter,
            suggested_text=text,
        )
        for text in (NEW, "")
    )
    prints = {each.words.fingerprint for each in (with_it, without)}

    actions.revise(
        comment=with_it, by=drafter, text=with_it.words.text, language="en", suggested_text=""
    )
    assert len(prints | {_fresh(with_it).words.fingerprint}) == 3


def test_another_suggestion_waits_like_other_words_and_the_answer_falls_with_the_old_one(
    suggestion, drafter, moderator, curator
):
    actions.answer_suggestion(comment=suggestion, by=curator, verdict="not-accepted", reason="No.")
    same = {"comment": suggestion, "by": drafter, "language": "en"}
    actions.revise(text="Other words.", suggested_text=NEW, **same)
    actions.approve(comment=suggestion, by=moderator)
    assert _fresh(suggestion).answer is not None

    actions.revise(text="Other words.", suggested_text=f"{NEW} At once.", **same)
    assert _fresh(suggestion).words.suggested_text == NEW
    actions.approve(comment=suggestion, by=moderator)
    assert _fresh(suggestion).words.suggested_text == f"{NEW} At once."
    assert _fresh(suggestion).answer is None


def test_the_page_to_change_it_begins_with_what_was_suggested(suggestion, drafter, log_in):
    client, address = log_in(drafter), f"/comments/{suggestion.public_id}/edit/"

    page = client.get(address)
    assert page.context["form"]["suggested_text"].value() == NEW
    assert "<ins>every harbour</ins>" in page.text
    given = {"representative": drafter.pk, "language": "en", "text": suggestion.words.text}
    preview = client.post(address, given | {"suggested_text": "Open.", "preview": "yes"})
    assert "<ins>Open</ins>" in preview.text
    client.post(address, given | {"suggested_text": "Open."})
    assert _fresh(suggestion).waiting.suggested_text == "Open."


def test_what_is_suggested_for_a_withheld_text_is_not_shown(suggestion, curator, client, drafter):
    actions.publish(recommendation=_drafted(suggestion, "Another text."), by=curator)
    address = f"/recommendations/{suggestion.recommendation.code}/comments/"
    assert "for version 1: the text has changed since" in client.get(address).text

    actions.withhold_version(version=suggestion.version, by=curator, reason="It names a person.")
    page = client.get(address).text
    assert "We have waited" in page
    assert "every harbour" not in page


def _drafted(suggestion, text):
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    row.draft_text = text
    row.save()
    return row


# Taking and answering


def test_a_curator_takes_it_into_the_draft_and_the_next_version_names_whose_it_was(
    suggestion, curator, log_in, new_entries, new_mails, client
):
    new_mails()
    client = log_in(curator)
    page = client.get(_page(suggestion, "take")).text
    assert "<ins>every harbour</ins>" in page
    answer = client.post(_page(suggestion, "take"), follow=True)
    assert "It is the draft now" in answer.text
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    assert (row.draft_text, row.text.text) == (NEW, suggestion.version.text)
    assert row.history.first().draft_text == NEW

    entry = new_entries()[-1]
    assert (entry.verb, entry.actor_id) == ("suggestion.taken", curator.pk)
    assert entry.payload["verdict"] == "accepted"
    ((to, subject, body),) = new_mails()
    assert to == [suggestion.author.email]
    assert subject == "The text you suggested has been answered"
    assert "accepted the text that you suggested" in body
    assert answer.redirect_chain[-1][0] == f"/admin/recommendations/recommendation/{row.pk}/change/"
    publish = f"/admin/recommendations/recommendation/{row.pk}/publish/"
    credit = client.get(publish).context["adminform"].form["owed_to"]
    assert [str(choice) for _key, choice in credit.field.choices] == ["Lantern Coalition: accepted"]
    chosen = {"owed_to": credit.value(), "change": "substantive", "note": "It says more."}
    client.post(publish, chosen)
    version = row.versions.get(number=2)
    client.logout()
    page = client.get(version.get_absolute_url()).text
    assert "With what was suggested by" in page
    assert suggestion.get_absolute_url() in page


def test_a_credit_is_given_once_and_goes_with_its_comment(suggestion, drafter, curator, client):
    actions.take_suggestion(comment=suggestion, by=curator)
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    second = actions.publish(recommendation=row, by=curator)
    third = actions.publish(recommendation=_drafted(suggestion, "A third."), by=curator)
    assert [credit.comment for credit in second.credits.shown()] == [suggestion]
    assert str(second.credits.get()) == f"{second}: {suggestion}"
    assert not third.credits.exists()

    actions.take_back(comment=suggestion, by=drafter)
    assert not second.credits.shown().exists()
    assert "With what was suggested by" not in client.get(second.get_absolute_url()).text


def test_one_that_is_not_listed_is_credited_without_its_name(suggestion, curator, client):
    actions.answer_suggestion(comment=suggestion, by=curator, verdict="partly", reason="The end.")
    row, chosen = _drafted(suggestion, "New."), suggestion.verdicts.all()
    version = actions.publish(recommendation=row, by=curator, owed_to=chosen)
    organisation = suggestion.organisation
    assert organisation.name in client.get(version.get_absolute_url()).text

    type(organisation).objects.filter(pk=organisation.pk).update(is_listed=False)
    page = client.get(version.get_absolute_url()).text
    assert organisation.name not in page
    assert "an organisation, not named" in page


def test_what_is_not_accepted_is_not_credited_and_everybody_reads_why(
    suggestion, curator, log_in, client, new_mails
):
    new_mails()
    given = {"verdict": "not-accepted", "reason": "It leaves the ports out."}
    answer = log_in(curator).post(_page(suggestion, "answer"), given, follow=True)
    assert "Answered, and its author has been told." in answer.text
    assert "It leaves the ports out." in new_mails()[0][2]
    client.logout()

    page = client.get(f"/recommendations/{suggestion.recommendation.code}/comments/").text
    assert "not accepted" in page
    assert "It leaves the ports out." in page
    version = actions.publish(recommendation=_drafted(suggestion, "New."), by=curator)
    assert not version.credits.exists()


@pytest.mark.parametrize("given", [{}, {"verdict": "partly"}, {"verdict": "maybe", "reason": "x"}])
def test_an_answer_that_says_too_little_is_asked_for_more(
    suggestion, curator, log_in, everything, given
):
    client = log_in(curator)
    before = everything()

    answer = client.post(_page(suggestion, "answer"), given)
    assert answer.status_code == 200
    assert "This could not be done yet" in answer.text
    assert everything() == before


@pytest.mark.parametrize("act", ["take", "answer"])
@pytest.mark.parametrize("read", ["1", "", "9" * 5000, "²"])
def test_nobody_decides_on_what_they_have_not_read(
    suggestion, curator, drafter, moderator, log_in, act, read
):
    words = {"text": suggestion.words.text, "language": "en", "suggested_text": "Close them all."}
    client, page = log_in(curator), _page(suggestion, act).partition("?")[0]
    assert client.get(f"{page}?read={read}").status_code == 200
    actions.revise(comment=suggestion, by=drafter, **words)
    actions.approve(comment=suggestion, by=moderator)

    answer = client.post(f"{page}?read={read}", {"verdict": "accepted"}, follow=True)
    is_told = "The words have changed since you read them" in answer.text
    assert is_told is (read in ("1", ""))
    assert (_fresh(suggestion).answer is None) is is_told


def test_a_later_answer_takes_the_place_of_the_earlier_one(suggestion, curator):
    actions.answer_suggestion(comment=suggestion, by=curator, verdict="not-accepted", reason="No.")
    actions.answer_suggestion(comment=suggestion, by=curator, verdict="accepted")

    assert _fresh(suggestion).answer.verdict == "accepted"
    assert suggestion.verdicts.count() == 2
    assert str(_fresh(suggestion).answer) == f"{suggestion}: accepted"


def test_what_would_be_lost_is_not_overwritten(suggestion, curator, everything):
    _drafted(suggestion, "A curator writes.")
    before = everything()

    with pytest.raises(Refused, match="The draft differs"):
        actions.take_suggestion(comment=suggestion, by=curator)
    assert everything() == before
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    actions.publish(recommendation=row, by=curator)
    with pytest.raises(Refused, match="The text has changed since"):
        actions.take_suggestion(comment=suggestion, by=curator)
    actions.withdraw_recommendation(recommendation=row, by=curator)
    with pytest.raises(Refused, match="no longer open"):
        actions.take_suggestion(comment=suggestion, by=curator)


def test_only_what_is_shown_and_suggests_something_is_answered(
    suggestion, recommendation, curator, drafter
):
    plain = factories.make_comment(recommendation=recommendation)
    on_paragraph = factories.make_comment(paragraph=factories.make_document().paragraphs.first())
    answer = {"by": curator, "verdict": "accepted"}
    for comment in (plain, on_paragraph):
        with pytest.raises(Refused, match=str(Hindrance.NOTHING_SUGGESTED.label)):
            actions.take_suggestion(comment=comment, by=curator)
        with pytest.raises(Refused, match=str(Hindrance.NOTHING_SUGGESTED.label)):
            actions.answer_suggestion(comment=comment, **answer)
    actions.take_back(comment=suggestion, by=drafter)
    with pytest.raises(Refused, match=str(Hindrance.NOT_SHOWN.label)):
        actions.answer_suggestion(comment=suggestion, **answer)
    with pytest.raises(Refused, match="Say why"):
        actions.answer_suggestion(
            comment=factories.make_comment(suggested_text=NEW),
            by=curator,
            verdict="partly",
            reason=" ",
        )


def test_nobody_answers_what_their_own_organisation_suggests(suggestion, curator, log_in):
    factories.make_representative(user=curator, organisation=suggestion.organisation)

    for act in ("take", "answer"):
        answer = log_in(curator).post(_page(suggestion, act), {"verdict": "accepted"}, follow=True)
        assert "another curator answers it" in answer.text
    assert _fresh(suggestion).answer is None


# What is withheld, shown to those who decide, and credited


def test_while_its_text_is_withheld_a_suggestion_is_neither_published_nor_answered(
    recommendation, drafter, suggestion, moderator, curator, log_in
):
    waits = factories.make_comment(
        State.PENDING, recommendation=recommendation, representative=drafter, suggested_text=NEW
    )
    actions.withhold_version(version=recommendation.text, by=curator, reason="It names a person.")

    queue = log_in(moderator).get("/admin/recommendations/comment/").text
    assert "while the text that it was written for is withheld" in queue
    assert "every harbour" not in queue
    with pytest.raises(Refused, match="nobody can read it before it shows"):
        actions.approve(comment=waits, by=moderator)
    for act in (actions.take_suggestion, actions.answer_suggestion):
        verdict = {} if act is actions.take_suggestion else {"verdict": "accepted"}
        with pytest.raises(Refused, match="withheld at the moment"):
            act(comment=suggestion, by=curator, **verdict)


def test_an_appeal_does_not_publish_what_its_judge_cannot_read(
    recommendation, drafter, moderator, curator, log_in
):
    waits = factories.make_comment(
        State.PENDING, recommendation=recommendation, representative=drafter, suggested_text=NEW
    )
    actions.reject(comment=waits, by=moderator, rule=factories.make_rule(), reason="No.")
    made = actions.appeal(decision=waits.decisions.get(), by=drafter, text="It is fair.")
    second = factories.make_staff("moderators", "second@example.org")
    case = f"/admin/recommendations/appeal/{made.pk}/change/"
    assert "<ins>every harbour</ins>" in log_in(second).get(case).text

    actions.withhold_version(version=recommendation.text, by=curator, reason="It names a person.")
    answer = {"appeal": made, "by": second, "answer": "Yes."}
    with pytest.raises(Refused, match="nobody can read it before it shows"):
        actions.answer_appeal(is_overturned=True, **answer)
    actions.answer_appeal(is_overturned=False, **answer)


def test_mending_words_does_not_take_back_what_their_author_is_not_shown(
    suggestion, drafter, curator, log_in
):
    version = suggestion.version
    actions.publish(recommendation=_drafted(suggestion, "A second text."), by=curator)
    actions.withhold_version(version=version, by=curator, reason="It names a person.")
    client, address = log_in(drafter), f"/comments/{suggestion.public_id}/edit/"

    assert "suggested_text" not in client.get(address).text
    words = {"representative": drafter.pk, "text": "Better said.", "language": "en"}
    client.post(address, words)
    waiting = _fresh(suggestion).waiting
    assert (waiting.text, waiting.suggested_text) == ("Better said.", NEW)


@pytest.mark.parametrize("page", ["report", "withdraw"])
def test_who_reports_or_withdraws_reads_what_is_suggested(suggestion, drafter, other, log_in, page):
    by = other if page == "report" else drafter

    shown = log_in(by).get(f"/comments/{suggestion.public_id}/{page}/").text
    assert "<ins>every harbour</ins>" in shown


def test_who_appeals_reads_what_they_suggested(suggestion, drafter, moderator, log_in):
    rule = factories.make_rule()
    actions.hide(comment=suggestion, by=moderator, rule=rule, reason="It names a person.")

    page = log_in(drafter).get(f"/comments/{suggestion.public_id}/appeal/").text
    assert "<ins>every harbour</ins>" in page


def test_what_was_taken_is_credited_though_its_author_says_something_else_since(
    suggestion, drafter, moderator, curator
):
    actions.take_suggestion(comment=suggestion, by=curator)
    other = {"text": "Other words.", "language": "en", "suggested_text": "Another text."}
    actions.revise(comment=suggestion, by=drafter, **other)
    actions.approve(comment=suggestion, by=moderator)
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    second = actions.publish(recommendation=row, by=curator)
    assert [credit.comment for credit in second.credits.shown()] == [suggestion]

    actions.answer_suggestion(comment=suggestion, by=curator, verdict="partly", reason="The end.")
    third = actions.publish(recommendation=_drafted(suggestion, "A third."), by=curator)
    assert not third.credits.exists()
    row, chosen = _drafted(suggestion, "A fourth."), suggestion.verdicts.all()
    fourth = actions.publish(recommendation=row, by=curator, owed_to=chosen)
    assert [credit.comment for credit in fourth.credits.shown()] == [suggestion]


def test_a_version_with_the_same_text_owes_nothing_yet(suggestion, curator):
    answer = actions.answer_suggestion(comment=suggestion, by=curator, verdict="accepted")
    row = Recommendation.objects.get(pk=suggestion.recommendation_id)
    row.draft_title = "Another title"
    row.save()

    second = actions.publish(recommendation=row, by=curator, owed_to=[answer])
    row = _drafted(suggestion, NEW)
    third = actions.publish(recommendation=row, by=curator, owed_to=[answer])
    assert not second.credits.exists()
    assert third.credits.count() == 1


def test_many_suggestions_made_to_be_slow_are_shown_soon(moderator, log_in):
    row = factories.make_recommendation(draft_text="open the harbour and the quay " * 90)
    slow = " ".join(f"{word} x" for word in row.text.text.split())[:5000]
    for number in range(8):
        factories.make_comment(State.PENDING, recommendation=row, suggested_text=f"{number} {slow}")

    begun = time.process_time()
    assert "Suggested text" in log_in(moderator).get("/admin/recommendations/comment/").text
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("number", [1, 8])
def test_threads_take_the_same_queries_whatever_is_suggested(
    recommendation, client, django_assert_num_queries, number
):
    for each in range(number + 1):
        factories.make_comment(recommendation=recommendation, suggested_text=f"{NEW} {each}")

    with django_assert_num_queries(6):
        client.get(f"/recommendations/{recommendation.code}/comments/")


# The list of curators


def test_curators_find_what_waits_for_an_answer(suggestion, curator, log_in, recommendation):
    client, address = log_in(curator), "/admin/recommendations/suggestion/"
    factories.make_comment(recommendation=recommendation)
    row = f"/admin/recommendations/recommendation/{recommendation.pk}/change/"

    page = client.get(address).text
    assert "<ins>every harbour</ins>" in page
    assert page.count("waits for an answer") == 2
    assert "1 suggested text waits for an answer" in client.get(row).text
    assert "We have waited" in client.get(f"{address}{suggestion.pk}/change/").text
    actions.answer_suggestion(comment=suggestion, by=curator, verdict="accepted", reason="Yes.")
    assert client.get(address).text.count("waits for an answer") == 1
    assert "waits for an answer" not in client.get(row).text
    assert "Yes." in client.get(f"{address}?answer=answered").text
    assert "Yes." in client.get(f"{address}?answer=all").text


def test_the_list_takes_the_same_queries_whatever_is_suggested(
    number, curator, log_in, django_assert_num_queries
):
    for _each in range(number):
        factories.make_comment(suggested_text=NEW)
    client = log_in(curator)

    with django_assert_num_queries(8):
        client.get("/admin/recommendations/suggestion/")
