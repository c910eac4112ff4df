"""How extracts relate to one another is read beside both, where both may be seen."""

import re

import pytest

from consultations.actions import withhold_paragraph
from consultations.models import Extract, ExtractLink
from tests import factories as make
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


@pytest.fixture
def pair() -> tuple[Extract, Extract]:
    """Extracts of two documents."""
    first, second = (make.make_document(title=title) for title in ("The call", "The report"))
    return (
        say(first, "quay 1", kind="challenge", text="Quays are <dark>"),
        say(second, "quay 2", kind="observation", text="Light is lacking"),
    )


def _tie(pair, kind="supports", reason="Both speak of <light>."):
    return ExtractLink.objects.create(extract=pair[0], other=pair[1], kind=kind, reason=reason)


def _note(client, extract):
    html = main_of(client, extract.document.get_absolute_url())
    return part(html, f'id="{extract.anchor}"', '<a class="no"')


@pytest.mark.parametrize(
    ("kind", "forth", "back"),
    [
        ("restates", "restates", "is restated by"),
        ("supports", "supports", "is supported by"),
        ("in-tension", "is in tension with", "is in tension with"),
    ],
)
def test_a_tie_is_read_from_both_ends_with_its_reason(client, pair, kind, forth, back):
    _tie(pair, kind)
    first, second = (_note(client, extract) for extract in pair)
    assert f"{forth} Light is lacking (The report)Both speak of <light>." in words(first)
    assert f"{back} Quays are <dark> (The call)Both speak of <light>." in words(second)
    address = pair[1].document.address_of(pair[1].anchor)
    assert f'<a href="{address}">Light is lacking</a>' in first


def test_the_address_of_a_tie_leads_to_the_note_of_the_other(client, pair):
    _tie(pair)
    address = re.findall(r'href="([^"]+#e-[^"]+)"', _note(client, pair[0]))[0]
    html = main_of(client, address.partition("#")[0])
    assert f'id="{pair[1].anchor}"' in html


def test_a_tie_within_a_document_does_not_name_it_again(client):
    document = make.make_document(title="The call")
    pair = say(document, "quay 1", kind="challenge"), say(document, "quay 2", kind="evidence")
    _tie(pair)
    assert all("(The call)" not in _note(client, extract) for extract in pair)


def test_a_note_that_stands_for_several_extracts_tells_the_ties_of_each(client, pair):
    document = pair[0].document
    several = [say(document, "quay 3"), say(document)]
    mark(several[1], document.paragraphs.get(anchor="p3"), "asked for")
    make.make_recommendation(consultation=document.consultation, extracts=several)
    _tie((several[1], pair[1]))
    assert "supports Light is lacking" in words(_note(client, several[0]))


@pytest.mark.parametrize("end", [0, 1])
def test_a_tie_to_what_is_not_public_is_not_told(client, log_in, curator, pair, end):
    _tie(pair)
    type(pair[end].document).objects.filter(pk=pair[end].document_id).update(state="draft")
    seen = pair[1 - end]
    assert "Both speak" not in _note(client, seen)
    assert pair[end].text not in words(_note(client, seen))
    assert "Both speak" in _note(log_in(curator), seen)


def test_a_tie_to_what_rests_on_withheld_words_alone_is_not_told(client, curator, pair):
    _tie(pair)
    paragraph = pair[1].spans.get().paragraph
    withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a person.")
    note = _note(client, pair[0])
    assert "Both speak" not in note
    assert "Light is lacking" not in note


def test_a_kind_that_the_source_does_not_label_is_said_to_be_our_reading(client, pair):
    assert "our reading" not in words(_note(client, pair[0]))
    Extract.objects.filter(pk=pair[0].pk).update(inferred=["kind"])
    assert "Challenge (our reading)" in words(_note(client, pair[0]))


def test_the_reader_asks_the_same_for_one_tie_and_for_thirty(
    client, pair, django_assert_num_queries
):
    document, other = (extract.document for extract in pair)
    for number in (1, 29):
        for _each in range(number):
            _tie((say(document, "quay 1", kind="evidence"), say(other, "quay 2", kind="evidence")))
        with django_assert_num_queries(9):
            client.get(document.get_absolute_url())
