"""A single paragraph of a document is commented on like a recommendation: same code, same pages."""

from datetime import timedelta

import pytest
from django.test import Client

from consultations.models import Document, Paragraph
from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment
from tests import factories

pytestmark = pytest.mark.hold

DAY = timedelta(days=1)


@pytest.fixture
def paragraph(db):
    return factories.make_document(2).paragraphs.first()


def _address(paragraph):
    return f"/documents/{paragraph.document.slug}/{paragraph.anchor}/comments/"


def _words(representative, **words):
    form = {"representative": representative.pk, "stance": "asks", "language": "en"}
    return form | {"text": "Which harbours?"} | words


def test_a_paragraph_is_commented_on_from_its_page(
    log_in, paragraph, drafter, moderator, new_entries
):
    client = log_in(drafter)
    assert paragraph.text in client.get(_address(paragraph)).content.decode()

    answer = client.post(_address(paragraph), _words(drafter), follow=True)

    assert "Thank you. Your comment waits for approval." in answer.content.decode()
    comment = Comment.objects.get()
    assert (comment.subject, comment.version, comment.recommendation) == (paragraph, None, None)
    (entry,) = [each for each in new_entries() if each.verb == "comment.submitted"]
    assert entry.payload["paragraph"] == paragraph.pk
    assert "Which harbours?" not in Client().get(_address(paragraph)).content.decode()
    actions.approve(comment=comment, by=moderator)
    assert "Which harbours?" in Client().get(_address(paragraph)).content.decode()
    reader = Client().get(paragraph.document.get_absolute_url()).content.decode()
    assert "1 comment<" in reader
    profile = Client().get(comment.organisation.get_absolute_url()).content.decode()
    assert f"{paragraph.document.title}, {paragraph.reference}" in profile


def test_the_reader_leads_those_who_act_to_where_a_paragraph_is_commented_on(
    log_in, paragraph, drafter
):
    address = paragraph.document.get_absolute_url()

    assert _address(paragraph) in log_in(drafter).get(address).content.decode()
    assert _address(paragraph) not in Client().get(address).content.decode()


def test_where_comments_are_closed_only_those_there_are_lead_on(client, paragraph):
    factories.make_comment(paragraph=paragraph)
    consultation = paragraph.document.consultation
    consultation.comment_closes = now() - DAY
    consultation.comment_opens = now() - 2 * DAY
    consultation.save()

    reader = client.get(paragraph.document.get_absolute_url()).content.decode()
    page = client.get(_address(paragraph)).content.decode()

    assert reader.count("/comments/") == 1
    assert "Comments closed on" in page


def test_an_answer_is_one_on_the_same_paragraph(paragraph, representative):
    other = factories.make_comment(paragraph=paragraph.document.paragraphs.last())
    say = {"about": paragraph, "by": representative, "stance": "asks", "text": "Why?"}

    with pytest.raises(Refused, match="no longer there"):
        actions.comment(**say, parent=other)
    first = actions.comment(**say)
    actions.approve(comment=first, by=factories.make_user())

    assert actions.comment(**say, parent=first).parent == first


def test_a_paragraph_has_no_versions(paragraph, representative, recommendation):
    say = {"by": representative, "stance": "asks", "text": "Why?"}
    with pytest.raises(Refused, match="no such version"):
        actions.comment(about=paragraph, version=recommendation.text, **say)
    with pytest.raises(Refused, match="no such version"):
        actions.comment(about=recommendation, **say)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"document": {"state": Document.State.DRAFT}}, "takes no comments"),
        ({"document": {"embargo_until": now() + DAY}}, "takes no comments"),
        ({"document": {"consultation": None}}, "takes no comments"),
        ({"consultation": {"state": "draft"}}, "takes no comments"),
        ({"paragraph": {"withheld_reason": "It names a person."}}, "withheld"),
        ({"consultation": {"comment_opens": None, "comment_closes": None}}, "No time"),
    ],
    ids=["draft", "embargo", "of a process", "consultation", "withheld", "no window"],
)
def test_what_stands_in_the_way_is_looked_at_again_when_it_is_written(
    paragraph, representative, change, why
):
    rows = {
        "document": Document.objects.filter(pk=paragraph.document_id),
        "consultation": type(paragraph.document.consultation).objects.all(),
        "paragraph": Paragraph.objects.filter(pk=paragraph.pk),
    }
    for name, values in change.items():
        rows[name].update(**values)

    with pytest.raises(Refused, match=why):
        actions.comment(about=paragraph, by=representative, stance="asks", text="Why?")
    assert not Comment.objects.exists()


def test_a_withheld_paragraph_shows_its_comments_and_not_its_words(client, paragraph, curator):
    factories.make_comment(paragraph=paragraph, text="We do not agree.")
    Paragraph.objects.filter(pk=paragraph.pk).update(withheld_reason="It names a person.")

    page = client.get(_address(paragraph)).content.decode()

    assert "It names a person." in page
    assert paragraph.text not in page
    assert "We do not agree." in page


def test_a_document_of_the_whole_process_takes_no_comments(client, paragraph):
    Document.objects.filter(pk=paragraph.document_id).update(consultation=None)

    assert client.get(_address(paragraph)).status_code == 200
    assert "/comments/" not in client.get(paragraph.document.get_absolute_url()).content.decode()


def test_there_is_no_page_for_what_is_no_paragraph(client, paragraph):
    assert client.get(f"/documents/{paragraph.document.slug}/p99/comments/").status_code == 404
    assert client.get("/documents/none/p1/comments/").status_code == 404


# The thread, whatever it is about


def test_a_preview_sends_nothing_and_keeps_what_was_typed(log_in, paragraph, drafter):
    answer = log_in(drafter).post(
        _address(paragraph), _words(drafter, text="*Which* harbours?", preview="yes")
    )

    page = answer.content.decode()
    assert "Preview: not sent yet" in page
    assert "<p><em>Which</em> harbours?</p>" in page
    assert "*Which* harbours?</textarea>" in page
    assert not Comment.objects.exists()


def test_a_preview_of_nothing_says_what_is_missing(log_in, paragraph, drafter):
    answer = log_in(drafter).post(_address(paragraph), _words(drafter, text=" ", preview="yes"))

    assert answer.status_code == 422
    assert "Preview: not sent yet" not in answer.content.decode()


@pytest.mark.parametrize("who", ["closed", "nobody", "no right"])
def test_what_was_typed_is_given_back_where_it_cannot_be_sent(log_in, paragraph, drafter, who):
    consultation = paragraph.document.consultation
    if who == "closed":
        consultation.comment_closes = now()
        consultation.save()
    drafter.may_comment = who != "no right"
    drafter.save()
    person = factories.make_user() if who == "nobody" else drafter

    answer = log_in(person).post(_address(paragraph), _words(drafter, text="Typed on a train."))

    assert answer.status_code == 403
    assert "Typed on a train.</textarea>" in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_was_typed_before_logging_in_is_on_the_page_afterwards(
    client, log_in, paragraph, drafter
):
    client.post(_address(paragraph), _words(drafter, text="Typed on a train."))
    client.force_login(drafter.user)

    assert "Typed on a train.</textarea>" in client.get(_address(paragraph)).content.decode()


def test_each_comment_has_an_address_that_leads_to_its_place(client, recommendation, paragraph):
    rows = [factories.make_comment(recommendation=recommendation) for _each in range(22)]
    last = factories.make_comment(recommendation=recommendation, parent=rows[-1])
    place = f"/recommendations/{recommendation.code}/comments/"

    first_answer = client.get(rows[0].get_absolute_url())
    assert first_answer.headers["Location"] == f"{place}#comment-{rows[0].public_id}"
    where = {rows[-1]: "page=2", last: f"thread={rows[-1].public_id}"}
    for each in (rows[-1], last):
        answer = client.get(each.get_absolute_url())
        assert answer.headers["Location"] == f"{place}?{where[each]}#comment-{each.public_id}"
        assert f'id="comment-{each.public_id}"' in client.get(answer.url).content.decode()
    on_paragraph = factories.make_comment(paragraph=paragraph)
    answer = client.get(on_paragraph.get_absolute_url())
    assert answer.headers["Location"] == f"{_address(paragraph)}#comment-{on_paragraph.public_id}"


def test_a_comment_on_an_earlier_text_says_so_and_leads_there(client, recommendation):
    comment = factories.make_comment(recommendation=recommendation)
    type(recommendation).objects.filter(pk=recommendation.pk).update(draft_text="Light the quays.")
    recommendation.refresh_from_db()
    actions.publish(recommendation=recommendation, by=None, note="Another ask.")

    page = client.get(f"/recommendations/{recommendation.code}/comments/").content.decode()

    assert f'<a href="{comment.version.get_absolute_url()}">on version 1, changed since</a>' in page


def test_what_is_about_nothing_is_no_comment():
    with pytest.raises(TypeError, match="about a recommendation or a paragraph"):
        _ = Comment().subject
