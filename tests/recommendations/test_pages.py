import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ledger.clock import now
from organisations.middleware import SESSION_KEY
from recommendations import actions
from recommendations.models import Comment, Endorsement
from tests import factories


def _text(answer: Any) -> str:
    """Return what a reader reads: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def _close(recommendation: Any) -> None:
    consultation = recommendation.consultation
    consultation.endorsement_opens = consultation.comment_opens = now() - timedelta(days=5)
    consultation.endorsement_closes = consultation.comment_closes = now() - timedelta(days=1)
    consultation.save()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 organisations endorse this text"),
        (1, "1 organisation endorses this text"),
        (3, "3 organisations endorse this text"),
    ],
)
def test_the_page_says_how_many_endorse(
    client: Client, recommendation: Any, number: int, words: str
) -> None:
    for _each in range(number):
        factories.make_endorsement(recommendation=recommendation)

    assert words in _text(client.get(f"/recommendations/{recommendation.code}/"))


def test_a_visitors_page_sets_no_cookie_and_holds_no_token(
    client: Client, recommendation: Any
) -> None:
    answer = client.get(f"/recommendations/{recommendation.code}/")

    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Log in to endorse" in _text(answer)


def test_the_source_stands_on_the_page_with_the_way_to_its_paragraph(
    client: Client, db: Any
) -> None:
    document = factories.make_document(text_basis="paraphrase")
    extract = factories.make_extract(document=document)
    row = factories.make_recommendation(extracts=[extract])

    page = client.get(f"/recommendations/{row.code}/").content.decode()

    assert "asked for longer opening hours</mark>" in page
    assert f'href="/documents/{document.slug}/?at=p1#p1"' in page
    assert "Our summary of the paragraph, not its wording" in page
    assert "Asked by session participants" in page


def test_a_code_in_small_letters_leads_to_the_page(client: Client, recommendation: Any) -> None:
    answer = client.get(f"/recommendations/{recommendation.code.lower()}/?page=2")

    assert answer.status_code == 301
    assert answer["Location"] == f"/recommendations/{recommendation.code}/?page=2"


@pytest.mark.parametrize("page", ["", "v1/", "comments/"])
def test_small_letters_lead_on_from_every_page_of_it(
    client: Client, recommendation: Any, page: str
) -> None:
    answer = client.get(f"/recommendations/{recommendation.code.lower()}/{page}")

    assert answer["Location"] == f"/recommendations/{recommendation.code}/{page}"


def test_who_may_sign_finds_the_button_and_who_may_not_finds_the_reason(
    log_in: Any, representative: Any, drafter: Any, recommendation: Any
) -> None:
    address = f"/recommendations/{recommendation.code}/"

    signatory = _text(log_in(representative).get(address))
    helper = _text(log_in(drafter).get(address))

    assert "Review and endorse" in signatory
    assert "You may sign for Lantern Coalition." in signatory
    assert "Review and endorse" not in helper
    assert "You may not sign for Lantern Coalition." in helper


def test_a_representative_reviews_signs_and_is_named_at_once(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    client = log_in(representative)
    address = f"/recommendations/{recommendation.code}/endorse/"
    form = client.get(address).context["form"]

    answer = client.post(
        address,
        {
            "representative": representative.pk,
            "fingerprint": form["fingerprint"].value(),
            "naming": "named",
        },
        follow=True,
    )

    assert "Lantern Coalition endorses this text." in _text(answer)
    visitor = _text(Client().get(f"/recommendations/{recommendation.code}/"))
    assert "1 organisation endorses this text" in visitor
    assert "Lantern Coalition" in visitor


def test_looking_at_the_review_page_signs_nothing(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    log_in(representative).get(f"/recommendations/{recommendation.code}/endorse/")

    assert not Endorsement.objects.exists()


def test_a_text_that_changed_meanwhile_is_not_signed_but_shown(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    seen = recommendation.text.fingerprint
    recommendation.draft_text = "States should keep every harbour open, always."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=None)

    answer = log_in(representative).post(
        f"/recommendations/{recommendation.code}/endorse/",
        {"representative": representative.pk, "fingerprint": seen, "naming": "named"},
    )

    assert "The text has changed since you opened this page" in _text(answer)
    assert "every harbour open, always" in _text(answer)
    assert answer.context["form"]["fingerprint"].value() == recommendation.text.fingerprint
    assert not Endorsement.objects.exists()


def test_the_review_page_shows_what_changed_since_one_last_acted(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    factories.make_comment(recommendation=recommendation, representative=representative)
    recommendation.draft_text = "Ports should keep the harbours open for longer."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=None)

    page = log_in(representative).get(f"/recommendations/{recommendation.code}/endorse/")

    assert "<del>States</del><ins>Ports</ins>" in page.content.decode()
    assert "Since version 1, on which you last acted" in _text(page)


def test_a_form_for_another_organisation_than_the_one_acted_for_asks_again(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    second = factories.make_representative(user=representative.user)
    client = log_in(representative)
    session = client.session
    session[SESSION_KEY] = second.pk
    session.save()

    answer = client.post(
        f"/recommendations/{recommendation.code}/endorse/",
        {
            "representative": representative.pk,
            "fingerprint": recommendation.text.fingerprint,
            "naming": "named",
        },
    )

    assert f"You now act for {second.organisation}. Look again, then send." in _text(answer)
    assert f'value="{second.pk}"' in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_the_id_of_somebody_elses_right_signs_nothing(
    log_in: Any, representative: Any, other: Any, recommendation: Any
) -> None:
    log_in(representative).post(
        f"/recommendations/{recommendation.code}/endorse/",
        {
            "representative": other.pk,
            "fingerprint": recommendation.text.fingerprint,
            "naming": "named",
        },
    )

    assert not Endorsement.objects.exists()


def test_withdrawing_is_confirmed_and_history_keeps_both(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    _close(recommendation)
    client = log_in(representative)
    address = f"/recommendations/{recommendation.code}/withdraw/"

    question = client.get(address)
    answer = client.post(address, {"representative": representative.pk}, follow=True)

    assert "Withdraw for Lantern Coalition" in _text(question)
    page = _text(answer)
    assert "0 organisations endorse this text" in page
    assert "Lantern Coalition endorsed version 1" in page
    assert "Lantern Coalition withdrew its endorsement of version 1" in page


def test_withdrawing_twice_says_that_there_is_nothing_left(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    page = log_in(representative).get(f"/recommendations/{recommendation.code}/withdraw/")

    assert "there is nothing to withdraw" in _text(page)


def test_a_form_to_withdraw_for_another_organisation_asks_again(
    log_in: Any, representative: Any, other: Any, recommendation: Any
) -> None:
    factories.make_endorsement(recommendation=recommendation, representative=representative)

    log_in(representative).post(
        f"/recommendations/{recommendation.code}/withdraw/", {"representative": other.pk}
    )

    assert Endorsement.objects.named().count() == 1


def test_a_closed_window_says_when_it_closed_and_in_which_zone(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    _close(recommendation)
    client = log_in(representative)

    refused = client.get(f"/recommendations/{recommendation.code}/endorse/")

    assert refused.status_code == 403
    assert "This has closed." in _text(refused)
    assert re.search(r"\d\d:\d\d Vienna", _text(refused))
    assert "Endorsing closed on" in _text(client.get(f"/recommendations/{recommendation.code}/"))


def test_a_window_to_come_says_when_it_opens(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    consultation = recommendation.consultation
    consultation.endorsement_opens = now() + timedelta(days=1)
    consultation.save()
    client = log_in(representative)

    refused = client.get(f"/recommendations/{recommendation.code}/endorse/")

    assert "Endorsing opens on" in _text(refused)
    assert "Endorsing opens on" in _text(client.get(f"/recommendations/{recommendation.code}/"))


def test_no_window_at_all_is_said(client: Client, db: Any) -> None:
    consultation = factories.make_consultation(
        endorsement_opens=None, endorsement_closes=None, comment_opens=None, comment_closes=None
    )
    row = factories.make_recommendation(consultation=consultation)

    page = _text(client.get(f"/recommendations/{row.code}/"))

    assert "No time for endorsing has been set yet." in page


def test_one_whose_time_has_ended_reads_so_and_whom_to_ask_but_not_who_is_there_now(
    log_in: Any, representative: Any, recommendation: Any, settings: Any
) -> None:
    colleague = factories.make_representative(organisation=representative.organisation)
    representative.ends = now() - timedelta(days=1)
    representative.save()

    refused = log_in(representative).get(f"/recommendations/{recommendation.code}/endorse/")

    assert refused.status_code == 403
    assert "Your time as a representative of Lantern Coalition ended on" in _text(refused)
    assert settings.CONTACT_EMAIL in _text(refused)
    assert colleague.user.email not in _text(refused)


def test_a_person_without_organisation_is_told_how_to_get_one(
    log_in: Any, recommendation: Any
) -> None:
    client = log_in(factories.make_user())

    for page in ("endorse", "withdraw"):
        refused = client.get(f"/recommendations/{recommendation.code}/{page}/")
        assert refused.status_code == 403
        assert "Register your organisation" in _text(refused)


@pytest.mark.parametrize("page", ["endorse", "naming", "withdraw", "decline", "object"])
def test_one_who_may_not_sign_reads_so(
    log_in: Any, drafter: Any, recommendation: Any, page: str
) -> None:
    refused = log_in(drafter).post(f"/recommendations/{recommendation.code}/{page}/")

    assert refused.status_code == 403
    assert "You may not sign for Lantern Coalition." in _text(refused)


@pytest.mark.parametrize("page", ["endorse", "withdraw"])
def test_signed_out_one_is_asked_to_log_in(client: Client, recommendation: Any, page: str) -> None:
    answer = client.get(f"/recommendations/{recommendation.code}/{page}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_drafts_and_unknown_codes_answer_alike(client: Client, recommendation: Any) -> None:
    unknown = client.get("/recommendations/NOBODY-01/")
    consultation = recommendation.consultation
    consultation.state = "draft"
    consultation.save()
    hidden = client.get(f"/recommendations/{recommendation.code}/")

    assert unknown.status_code == hidden.status_code == 404
    assert unknown.content.replace(b"NOBODY-01", b"") == hidden.content.replace(
        recommendation.code.encode(), b""
    )


def test_a_version_page_shows_exactly_that_text_for_ever(
    client: Client, recommendation: Any
) -> None:
    recommendation.draft_text = "Ports should keep the harbours open for longer."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=None, note="Says who.")
    factories.make_endorsement(recommendation=recommendation)

    first = client.get(f"/recommendations/{recommendation.code}/v1/")
    second = client.get(f"/recommendations/{recommendation.code}/v2/")

    assert "States should keep the harbours open for longer." in _text(first)
    assert "No organisation signed this text by name." in _text(first)
    assert "This is an earlier text." in _text(first)
    assert "1 organisation endorses this text" in _text(second)
    assert "<del>States</del><ins>Ports</ins>" in second.content.decode()
    assert client.get(f"/recommendations/{recommendation.code}/v3/").status_code == 404


def test_many_endorsers_are_folded_and_all_of_them_are_one_click_away(
    client: Client, recommendation: Any
) -> None:
    for number in range(12):
        region = ["001", "011", None][number % 3]
        factories.make_endorsement(
            recommendation=recommendation,
            organisation=factories.make_organisation(kind="network", region_id=region),
        )

    page = client.get(f"/recommendations/{recommendation.code}/")
    every = client.get(f"/recommendations/{recommendation.code}/v1/")

    assert "All 12 named" in _text(page)
    assert page.content.decode().count('<li class="org">') == 8
    assert every.content.decode().count('<li class="org">') == 12
    assert "12 of them are networks" in _text(page)
    assert "Worldwide, or region not given 8" in _text(page).replace("given8", "given 8")


def test_the_signatory_is_named_only_where_that_person_agreed(
    client: Client, recommendation: Any
) -> None:
    open_one = factories.make_representative(
        user=factories.make_user(name="Ines Openly"), is_name_public=True
    )
    quiet_one = factories.make_representative(user=factories.make_user(name="Quintus Quiet"))
    for each in (open_one, quiet_one):
        factories.make_endorsement(recommendation=recommendation, representative=each)

    page = _text(client.get(f"/recommendations/{recommendation.code}/"))

    assert "signed by Ines Openly, Director" in page
    assert "Quintus Quiet" not in page


def _comment(client: Client, recommendation: Any, representative: Any, **words: Any) -> Any:
    form = {
        "representative": representative.pk,
        "version": 1,
        "stance": "supports",
        "text": "Our members see this every day.",
        "language": "en",
    }
    address = f"/recommendations/{recommendation.code}/comments/"
    return client.post(address, form | words)


def test_a_comment_waits_and_only_its_organisation_sees_it(
    log_in: Any, drafter: Any, other: Any, recommendation: Any
) -> None:
    answer = _comment(log_in(drafter), recommendation, drafter)
    address = f"/recommendations/{recommendation.code}/"

    assert answer.status_code == 302
    own = _text(log_in(drafter).get(address))
    assert "Our members see this every day." in own
    assert "Waits for approval" in own
    assert "Our members see" not in _text(log_in(other).get(address))
    assert "Our members see" not in _text(Client().get(address))


def test_where_moderation_comes_afterwards_a_comment_appears_at_once(
    log_in: Any, drafter: Any, db: Any
) -> None:
    row = factories.make_recommendation(
        consultation=factories.make_consultation(moderation="after")
    )

    answer = _comment(log_in(drafter), row, drafter)

    page = log_in(drafter).get(answer["Location"], follow=True)
    assert "Your comment is published." in _text(page)
    assert "Our members see" in _text(Client().get(f"/recommendations/{row.code}/"))


def test_what_was_typed_stays_when_the_form_is_refused(
    log_in: Any, drafter: Any, recommendation: Any
) -> None:
    answer = _comment(log_in(drafter), recommendation, drafter, text="x" * 5001)

    assert answer.status_code == 422
    assert "x" * 5001 in answer.content.decode()
    assert "at most 5000 characters" in _text(answer)
    assert not Comment.objects.exists()


def test_a_version_that_never_was_is_refused_with_the_text_kept(
    log_in: Any, drafter: Any, recommendation: Any
) -> None:
    answer = _comment(log_in(drafter), recommendation, drafter, version=7)

    assert "There is no such version of the text." in _text(answer)
    assert "Our members see this every day." in answer.content.decode()


def test_a_comment_typed_for_another_organisation_asks_and_keeps_the_text(
    log_in: Any, drafter: Any, other: Any, recommendation: Any
) -> None:
    answer = _comment(log_in(drafter), recommendation, other)

    assert "You now act for Lantern Coalition" in _text(answer)
    assert "Our members see this every day." in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_was_typed_before_logging_in_is_there_afterwards(
    client: Client, drafter: Any, recommendation: Any, log_in: Any
) -> None:
    answer = _comment(client, recommendation, drafter, text="Typed on a train.")

    assert answer["Location"].startswith("/accounts/login/")
    page = log_in(drafter).get(f"/recommendations/{recommendation.code}/comments/")
    assert page.context["comment_form"]["text"].value() == "Typed on a train."
    _comment(client, recommendation, drafter, text="Typed on a train.")
    again = client.get(f"/recommendations/{recommendation.code}/comments/")
    assert again.context["comment_form"]["text"].value() is None


def test_one_who_may_not_comment_reads_why(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    representative.may_comment = False
    representative.save()
    client = log_in(representative)

    answer = _comment(client, recommendation, representative)

    assert answer.status_code == 403
    page = _text(client.get(f"/recommendations/{recommendation.code}/"))
    assert "You may not comment for Lantern Coalition." in page


def test_a_closed_window_refuses_comments_and_says_so(
    log_in: Any, drafter: Any, recommendation: Any
) -> None:
    _close(recommendation)
    client = log_in(drafter)

    assert _comment(client, recommendation, drafter).status_code == 403
    page = _text(client.get(f"/recommendations/{recommendation.code}/comments/"))
    assert "Comments closed on" in page


def test_an_answer_stands_under_the_comment_it_answers(
    log_in: Any, drafter: Any, moderator: Any, recommendation: Any
) -> None:
    first = factories.make_comment(recommendation=recommendation)
    client = log_in(drafter)
    page = client.get(
        f"/recommendations/{recommendation.code}/comments/", {"answer": first.public_id}
    )
    assert f"Answer {first.organisation}" in _text(page)

    _comment(client, recommendation, drafter, parent=first.public_id)

    reply = Comment.objects.get(parent=first)
    actions.approve(comment=reply, by=moderator)
    thread = Client().get(f"/recommendations/{recommendation.code}/comments/").context["threads"]
    assert [row.pk for row in thread] == [first.pk]
    assert thread[0].shown_replies == [reply]


def test_an_answer_to_an_answer_or_to_nothing_is_refused_with_the_text_kept(
    log_in: Any, drafter: Any, recommendation: Any
) -> None:
    first = factories.make_comment(recommendation=recommendation)
    reply = factories.make_comment(recommendation=recommendation, parent=first)
    client = log_in(drafter)

    for parent in (reply.public_id, "nothing"):
        answer = _comment(client, recommendation, drafter, parent=parent)
        assert "The comment you answer is no longer there." in _text(answer)
        assert "Our members see this every day." in answer.content.decode()


def test_hiding_a_comment_leaves_its_answers(
    client: Client, moderator: Any, recommendation: Any
) -> None:
    first = factories.make_comment(recommendation=recommendation, text="Loud words.")
    factories.make_comment(recommendation=recommendation, parent=first, text="Quiet answer.")

    actions.hide(rule=factories.make_rule(), comment=first, by=moderator, reason="It insults.")

    page = _text(client.get(f"/recommendations/{recommendation.code}/"))
    assert "Loud words." not in page
    assert "hidden under the rule “Nobody is put in danger”. The answers to it stay." in page
    assert "Quiet answer." in page


def test_the_author_reads_the_reason_and_nobody_else_does(
    log_in: Any, representative: Any, recommendation: Any
) -> None:
    factories.make_comment(
        recommendation=recommendation, representative=representative, state="rejected"
    )
    address = f"/recommendations/{recommendation.code}/"

    assert "Not published: Nobody is put in danger. It is about another text." in _text(
        log_in(representative).get(address)
    )
    assert "another text" not in _text(Client().get(address))


def test_the_log_tells_of_decisions_without_names_and_words(client: Client, db: Any) -> None:
    comment = factories.make_comment(state="hidden", text="Words of mine.")
    factories.make_comment(state="rejected")

    page = _text(client.get("/moderation/log/"))

    assert f"A comment was hidden on {comment.recommendation.code}" in page
    assert "A comment was published on" in page
    assert "A comment was rejected on" in page
    assert "It names a person." not in page
    assert "Words of mine." not in page
    assert comment.organisation.name not in page


def test_an_empty_log_says_so(client: Client, db: Any) -> None:
    assert "Nothing has been decided yet." in _text(client.get("/moderation/log/"))


def test_a_merged_one_names_the_other(client: Client, curator: Any, recommendation: Any) -> None:
    other = factories.make_recommendation()
    actions.merge_recommendation(recommendation=recommendation, into=other, by=curator)

    page = _text(client.get(f"/recommendations/{recommendation.code}/"))

    assert f"Merged into {other.code}" in page


def test_the_page_takes_the_same_queries_whatever_stands_on_it(
    client: Client, db: Any, django_assert_num_queries: Any, number: int
) -> None:
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    for _each in range(number):
        representative = factories.make_representative()
        factories.make_endorsement(recommendation=row, representative=representative)
        first = factories.make_comment(recommendation=row, representative=representative)
        factories.make_comment(recommendation=row, representative=representative, parent=first)

    with django_assert_num_queries(10):
        client.get(f"/recommendations/{row.code}/")


def test_a_merged_one_still_says_who_is_asked(client: Client, curator: Any) -> None:
    row = factories.make_endorsement().recommendation
    actions.merge_recommendation(
        recommendation=row, into=factories.make_recommendation(), by=curator
    )

    page = _text(client.get(f"/recommendations/{row.code}/"))
    assert "has been asked to confirm" in page


def test_a_page_that_has_everything_asks_for_all_of_it(
    client: Client, curator: Any, moderator: Any, django_assert_num_queries: Any
) -> None:
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    factories.make_endorsement(recommendation=row)
    other = factories.make_endorsement().recommendation
    actions.merge_recommendation(recommendation=other, into=row, by=curator)
    row.draft_text = "States should keep them open at night."
    row.save()
    actions.publish(recommendation=row, by=curator)
    factories.make_endorsement(recommendation=row)
    factories.make_translation(version=row.text)
    factories.make_frozen_list(recommendations=[row])
    later = {"verb": "endorsement", "reason": "A holiday.", "by": curator}
    later["closes"] = row.endorsement_window.closes + timedelta(days=30)
    actions.extend_recommendation(recommendation=row, **later)

    with django_assert_num_queries(15):
        page = _text(client.get(f"/recommendations/{row.code}/"))
    for told in (
        "A holiday.",
        "Read it in French",
        "Version 2",
        "1 more endorsed version 1",
        "merged into this",
        "frozen on",
    ):
        assert told in page


def test_one_whose_organisation_waits_for_verification_reads_that(
    log_in: Any, recommendation: Any
) -> None:
    person = factories.make_user()
    application = factories.make_application(by=person)
    client = log_in(person)

    page = _text(client.get(f"/recommendations/{recommendation.code}/"))
    refused = _text(client.get(f"/recommendations/{recommendation.code}/endorse/"))

    assert f"{application.organisation} waits for verification" in page
    assert "Log in to endorse" not in page
    assert f"{application.organisation} waits for verification" in refused
    assert "Register your organisation" not in refused


def test_who_acts_for_nobody_signs_nothing(log_in, recommendation):
    person = factories.make_user()
    form = {"naming": "named", "fingerprint": recommendation.text.fingerprint}

    answer = log_in(person).post(f"/recommendations/{recommendation.code}/endorse/", form)

    assert answer.status_code == 403
    assert not recommendation.endorsements.exists()
