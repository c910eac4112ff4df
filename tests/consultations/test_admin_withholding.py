"""Curators withhold a paragraph, and show it again, on pages that say what that does."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from consultations import actions
from consultations.models import Document, Paragraph
from ledger.models import Entry
from recommendations.models import Comment
from tests import factories
from tests.consultations.editing import FERRY, QUAY, make_edition, make_newer
from tests.consultations.said import mark, say

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

REASON = "It names a child."
NOTICE = f"This paragraph is withheld: {REASON}"
LIST = reverse("admin:consultations_paragraph_changelist")


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_{record._meta.model_name}_{page}", args=[record.pk])


def _html(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def document():
    return factories.make_document()


@pytest.fixture
def paragraph(document):
    return document.paragraphs.get(anchor="p2")


@pytest.fixture
def withheld(paragraph):
    actions.withhold_paragraph(paragraph=paragraph, by=None, reason=REASON)
    return paragraph


def test_a_curator_withholds_a_paragraph_and_shows_it_again(desk, paragraph, curator):
    assert f'href="{_page(paragraph, "withhold")}' in _html(desk, _page(paragraph))
    form = _html(desk, _page(paragraph, "withhold"))
    assert paragraph.text in form
    assert "Public: readers find it in place of the paragraph." in form

    sent = {"reason": " It names\r\n a   child. "}
    page = desk.post(_page(paragraph, "withhold"), sent, follow=True).content.decode()
    assert "Withheld: " in page
    assert NOTICE in page
    assert f'href="{_page(paragraph, "withhold")}' not in page

    form = _html(desk, _page(paragraph, "show-again"))
    assert REASON in form
    assert "Curators find it among the decisions." in form
    sent = {"reason": "The child agreed."}
    page = desk.post(_page(paragraph, "show-again"), sent, follow=True).content.decode()
    assert "Shown again: " in page
    assert "The child agreed." in page
    assert NOTICE not in page

    verbs = Entry.objects.filter(actor_id=curator.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["paragraph.withheld", "paragraph.shown-again"]


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("", "This field is required"),
        (" \r\n ", "This field is required"),
        ("a" * 1001, "at most 1000 characters"),
        ("It names \u202e somebody", "invisible or control character"),
        ("a\x00b", "Null characters are not allowed"),
    ],
)
def test_a_reason_that_cannot_stand_there_is_refused_beside_its_field(desk, paragraph, reason, why):
    answer = desk.post(_page(paragraph, "withhold"), {"reason": reason})
    assert why in str(answer.context["adminform"].form.errors["reason"])
    assert not Paragraph.objects.exclude(withheld_reason="").exists()


def test_the_page_says_what_it_touches(desk, document, paragraph):
    newer = factories.make_document(title="The second edition", replaces=document)
    Document.objects.filter(pk=document.pk).update(file=factories.make_file())
    alone = say(document, "quay 2", text="Rests on nothing else")
    both = say(document, "quay 2", text="Rests on more")
    mark(both, document.paragraphs.get(anchor="p1"), "quay 1")
    recommendation = factories.make_recommendation(
        consultation=document.consultation, extracts=[alone, both]
    )
    draft = factories.make_draft(consultation=document.consultation, extracts=[both])
    person = factories.make_representative()
    Comment.objects.create(
        paragraph=paragraph, organisation=person.organisation, author=person.user, stance="asks"
    )

    answer = desk.get(_page(paragraph, "withhold"))

    touched = {each.what: (each.address, each.effect) for each in answer.context["touched"]()}
    recommended = reverse("admin:recommendations_recommendation_change", args=[recommendation.pk])
    drafted = reverse("admin:recommendations_recommendation_change", args=[draft.pk])
    assert touched == {
        "Recommendation: Rests on nothing else": (_page(alone), "leaves every page"),
        "Recommendation: Rests on more": (_page(both), "stays, without these words"),
        str(recommendation): (recommended, "stays; these words leave its source"),
        str(draft): (drafted, "stays; these words leave its source"),
        "1 comment on it": ("", "moderators decide whether they stay"),
        "The original file": (_page(document), "is not given out meanwhile"),
        "The second edition": (_page(newer), "another edition: do the words stand there?"),
    }
    html = answer.content.decode()
    assert "What it touches" in html
    assert f'href="{_page(alone)}"' in html


def test_what_rests_on_withheld_words_alone_goes_with_the_last_of_them(desk, document, paragraph):
    extract = say(document, "quay 2", text="Both")
    first = document.paragraphs.get(anchor="p1")
    mark(extract, first, "quay 1")
    actions.withhold_paragraph(paragraph=first, by=None, reason=REASON)
    (touched,) = desk.get(_page(paragraph, "withhold")).context["touched"]()
    assert touched.effect == "leaves every page"


def test_the_page_names_where_its_marks_stand_in_other_editions(desk):
    first = make_edition(QUAY, FERRY)
    second = make_newer(first, FERRY, QUAY)
    third = make_newer(second, QUAY, FERRY)
    say(first, "permits expire")
    for old, new in ((first, second), (second, third)):
        actions.carry_marks(old=old, new=new, by=None)
    places = [each.paragraphs.get(text=FERRY) for each in (first, second, third)]

    for place in places:
        touched = desk.get(_page(place, "withhold")).context["touched"]()
        stand = {each.what for each in touched if "marked words stand there, too" in each.effect}
        assert stand == {str(other) for other in places if other != place}


def test_the_page_of_a_document_names_the_editions_in_which_its_marks_stand(desk):
    first = make_edition(QUAY, FERRY)
    assert "What it touches" not in _html(desk, _page(first))
    second = make_newer(first, FERRY, QUAY)
    say(first, "permits expire")
    actions.carry_marks(old=first, new=second, by=None)
    (touched,) = desk.get(_page(first)).context["touched"]
    assert (touched.what, touched.address) == (str(second), _page(second))
    assert "What it touches, if it is withheld (1)" in _html(desk, _page(first))


def test_nothing_is_touched_by_a_paragraph_on_which_nothing_rests(desk, paragraph):
    assert "What it touches" not in _html(desk, _page(paragraph, "withhold"))


def test_who_comes_second_is_told(desk, withheld, monkeypatch):
    back = desk.get(_page(withheld, "withhold"), follow=True).content.decode()
    assert "not possible any more" in back
    answer = desk.post(_page(withheld, "withhold"), {"reason": "Me too."})
    assert "Somebody was faster" in answer.content.decode()
    assert "Me too." in answer.content.decode()


def test_a_draft_is_mended_and_has_no_button_for_it(desk):
    draft = factories.make_document(state="draft")
    paragraph = draft.paragraphs.first()
    assert f'href="{_page(paragraph, "withhold")}' not in _html(desk, _page(paragraph))
    assert f'href="{_page(paragraph, "withhold")}' not in _html(desk, _page(draft))
    answer = desk.post(_page(paragraph, "withhold"), {"reason": REASON})
    assert "mend the paragraph instead" in answer.content.decode()


def test_the_page_of_a_document_leads_to_the_act_beside_each_paragraph(desk, document, paragraph):
    page = _html(desk, _page(document))
    assert f'href="{_page(paragraph, "withhold")}"' in page
    actions.withhold_paragraph(paragraph=paragraph, by=None, reason=REASON)
    page = _html(desk, _page(document))
    assert NOTICE in page
    assert f'href="{_page(paragraph, "withhold")}"' not in page
    assert f'href="{_page(paragraph, "show-again")}"' in page


def test_the_list_tells_what_is_withheld(desk, withheld):
    assert 'alt="False"' in _html(desk, LIST)
    for words, anchors in (("withheld", ["p2"]), ("shown", ["p1", "p3"]), ("", ["p1", "p2", "p3"])):
        rows = desk.get(LIST, {"words": words}).context["cl"].result_list
        assert [row.anchor for row in rows] == anchors


def test_an_extract_tells_curators_which_of_its_words_are_withheld(desk, document, withheld):
    extract = say(document, "quay 2")
    mark(extract, document.paragraphs.get(anchor="p1"), "quay 1")
    page = _html(desk, _page(extract))
    assert f'<a href="{document.address_of("p1")}">paragraph 1</a>: quay 1' in page
    assert f'<a href="{document.address_of("p2")}">paragraph 2</a> (withheld): quay 2' in page


def test_a_moderator_withholds_nothing(log_in, moderator, paragraph):
    client = log_in(moderator)
    for act in ("withhold", "show-again"):
        assert client.get(_page(paragraph, act)).status_code == 403
        assert client.post(_page(paragraph, act), {"reason": REASON}).status_code == 403
    assert not Paragraph.objects.exclude(withheld_reason="").exists()


def test_who_may_look_into_the_admin_and_keeps_no_record_reads_no_withheld_words(
    log_in, document, withheld
):
    both = say(document, "quay 2", text="Both")
    mark(both, document.paragraphs.get(anchor="p1"), "quay 1")
    alone = say(document, "quay 2", text="Alone")
    looker = factories.make_user(is_staff=True)
    names = [f"view_{model}" for model in ("document", "paragraph", "extract")]
    looker.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = log_in(looker)

    extracts = reverse("admin:consultations_extract_changelist")
    addresses = [LIST, f"{LIST}?q=quay", _page(document), extracts, _page(both)]
    for page in (_html(client, address) for address in addresses):
        assert "quay 2" not in page
        assert "Alone" not in page
    assert "quay 1" in _html(client, _page(document))
    assert "quay 1" in _html(client, _page(both))
    for hidden in (withheld, alone):
        assert client.get(_page(hidden)).status_code == 302
    assert not client.get(f"{extracts}?q=quay+2").context["cl"].result_list
    assert client.get(f"{extracts}?q=Both").context["cl"].result_list


def test_the_list_of_extracts_finds_words_for_curators(desk, document):
    extract = say(document, "quay 2", text="Both")
    found = desk.get(reverse("admin:consultations_extract_changelist"), {"q": "quay 2"})
    assert list(found.context["cl"].result_list) == [extract]
