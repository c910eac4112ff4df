"""By whom and by which texts the words of an extract came here, wherever it is shown in full."""

import pytest

from consultations.actions import withhold_paragraph
from consultations.models import Consultation
from tests import factories as make
from tests.consultations.said import say
from tests.reading_pages import main_of, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


@pytest.fixture
def session():
    return make.make_session()


@pytest.fixture
def document(session):
    return make.make_document(
        title="The report", consultation=session.consultation, session=session
    )


@pytest.fixture
def presenter(session):
    return make.make_appearance(consultation=session.consultation, session=session)


@pytest.fixture
def extract(document, presenter):
    """Said by a presenter, excerpted from another text, reported by the document itself."""
    extract = say(document, "quay 2", text="Open the quay", voice="the presenter")
    source = make.make_document(0, title="The draft contribution", slug="contribution")
    chain = (
        ("said-by", "Ms Quay", {"appearance": presenter}),
        ("excerpted-from", "a contribution", {"document": source}),
        ("reported-by", "an unsigned report", {"document": document}),
        ("reported-by", "somebody", {}),
    )
    for order, (relation, printed, meant) in enumerate(chain, start=1):
        extract.attributions.create(order=order, relation=relation, printed=printed, **meant)
    make.make_recommendation(consultation=document.consultation, extracts=[extract])
    return extract


def _chain(client, record) -> str:
    return part(main_of(client, record.get_absolute_url()), '<ol class="chain', "</ol>")


IN_WORDS = (
    "said by Ms Quay ← excerpted from a contribution"
    " ← reported by an unsigned report ← reported by somebody"
)


def _in_words(chain: str) -> str:
    return words(chain.partition(">")[2].replace("</li>", " "))


def test_the_reader_leads_along_the_chain_but_not_to_where_one_is(
    client, document, extract, presenter
):
    chain = _chain(client, document)
    assert _in_words(chain) == IN_WORDS
    assert f'<a href="{presenter.speaker.get_absolute_url()}">Ms Quay</a>' in chain
    assert '<a href="/documents/contribution/">a contribution</a>' in chain
    assert chain.count("<a ") == 2


@pytest.mark.parametrize("page", ["session", "recommendation", "source", "consultation"])
def test_other_pages_lead_along_the_chain_to_the_paragraph_too(client, session, extract, page):
    record = {
        "session": session,
        "consultation": session.consultation,
        "recommendation": extract.recommendations.get(),
        "source": extract.attributions.get(order=2).document,
    }[page]
    chain = _chain(client, record)
    assert _in_words(chain) == IN_WORDS
    to_the_paragraph = f'<a href="{extract.document.address_of("p2")}">an unsigned report</a>'
    assert to_the_paragraph in chain
    assert ("/documents/contribution/" in chain) is (page != "source")


def test_a_link_of_the_chain_may_know_the_speaker_and_the_text(client, session, extract):
    source = make.make_document(0, title="A speech")
    extract.attributions.filter(order=1).update(document=source)
    chain = _chain(client, session)
    assert f'Ms Quay</a> (<a href="{source.get_absolute_url()}">A speech</a>)' in chain


def test_what_one_may_not_see_stands_as_printed(client, log_in, curator, session, extract):
    draft = make.make_consultation(state=Consultation.State.DRAFT)
    secret = make.make_appearance(consultation=draft)
    review = make.make_document(0, slug="in-review", state="review")
    extract.attributions.filter(order=1).update(appearance=secret)
    extract.attributions.filter(order=2).update(document=review)

    chain = _chain(client, session)
    assert _in_words(chain) == IN_WORDS
    assert chain.count("<a ") == 1

    chain = _chain(log_in(curator), session)
    assert secret.speaker.get_absolute_url() in chain
    assert review.get_absolute_url() in chain


def test_an_extract_without_words_leads_to_its_document(client, session, document):
    loose = say(document, text="A loose thing")
    loose.attributions.create(order=1, relation="reported-by", printed="it", document=document)
    chain = _chain(client, session)
    assert f'<a href="{document.get_absolute_url()}">it</a>' in chain


def test_the_chain_of_withheld_words_leaves_with_them(client, session, document, extract):
    withhold_paragraph(
        paragraph=document.paragraphs.get(anchor="p2"), by=None, reason="It names a child."
    )
    for record in (session, document, extract.recommendations.get()):
        assert 'class="chain' not in main_of(client, record.get_absolute_url())


def test_who_voices_an_extract_is_linked_in_the_reader(client, document, extract, presenter):
    say(document, "quay 1", voice="the chair", voice_appearance=presenter)
    extract.voice_appearance = presenter
    extract.save()
    html = main_of(client, document.get_absolute_url())
    address = presenter.speaker.get_absolute_url()
    assert f'<a href="{address}">voiced by the chair</a>' in html
    assert f'<a href="{address}">The presenter</a>' in html


def test_our_summary_says_so_at_the_end_of_the_chain(client, document, extract):
    type(document).objects.filter(pk=document.pk).update(text_basis="paraphrase")
    html = main_of(client, document.get_absolute_url())
    assert "in our summary, not the wording" in part(html, '<ol class="chain', "</details>")


def test_a_voice_of_a_meeting_that_is_not_public_leads_nowhere(client, log_in, curator, document):
    elsewhere = make.make_consultation(state=Consultation.State.DRAFT)
    speaker = make.make_speaker(slug="of-a-draft")
    voice = make.make_appearance(consultation=elsewhere, speaker=speaker)
    say(document, "quay 1", voice="the envoy", voice_appearance=voice)
    address = document.get_absolute_url()
    assert "voiced by the envoy" in words(main_of(client, address))
    assert "of-a-draft" not in main_of(client, address)
    assert "of-a-draft" in main_of(log_in(curator), address)
