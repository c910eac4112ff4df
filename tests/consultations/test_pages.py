import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse

from consultations.models import (
    Attribution,
    ClusterNumber,
    Consultation,
    Extract,
    GuidingQuestion,
)
from ledger.clock import now
from tests import factories as make
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, queries_of, words

pytestmark = pytest.mark.django_db

LISTS = ["consultation-list", "speaker-list"]


# The list of consultations


def test_consultations_stand_by_process_and_the_latest_first(client):
    forum, compact = make.make_process(code="B", name="Forum"), make.make_process(code="A")
    make.make_consultation(process=compact, title="Early", starts=date(2017, 5, 8))
    make.make_consultation(process=compact, title="Late", starts=date(2017, 9, 4))
    make.make_consultation(process=forum, title="Workshop")

    html = main_of(client, reverse("consultation-list"))

    assert html.index("Late") < html.index("Early") < html.index("Forum") < html.index("Workshop")
    assert "4–5 September 2017" in html


def test_a_consultation_open_now_is_marked_with_its_closing_time_in_meeting_time(client):
    closes = datetime(2036, 10, 2, 16, 0, tzinfo=UTC)
    make.make_consultation(endorsement_closes=closes, title="Open one")
    shut = {"endorsement_opens": None, "endorsement_closes": None}
    make.make_consultation(comment_opens=None, comment_closes=None, title="Shut one", **shut)
    make.make_consultation(title="Talking one", **shut)

    text = words(main_of(client, reverse("consultation-list")))

    assert "Open for endorsement until Thu 2 Oct 2036, 18:00 Vienna" in text
    assert text.count("Open for endorsement") == 1
    assert text.count("Open for comment") == 1


def test_a_list_says_how_many_published_recommendations_a_consultation_has(client):
    consultation = make.make_consultation()
    make.make_recommendation(consultation=consultation)
    make.make_draft(consultation=consultation)
    html = main_of(client, reverse("consultation-list"))
    assert '<span class="count">1</span>' in html


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_to_do_next(client, name):
    html = main_of(client, reverse(name))
    assert '<div class="empty">' in html
    assert "<a href=" in part(html, '<div class="empty">', "</div>")


def test_a_draft_consultation_is_there_for_curators_alone(client, log_in, curator):
    draft = make.make_consultation(state=Consultation.State.DRAFT, title="Not yet said")
    assert "Not yet said" not in main_of(client, reverse("consultation-list"))
    assert client.get(draft.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND

    curators = log_in(curator)

    assert "Not yet said" in main_of(curators, reverse("consultation-list"))
    assert "only curators see this page" in main_of(curators, draft.get_absolute_url())


# One consultation


def test_a_consultation_says_what_when_where_and_for_which_processes(client):
    consultation = make.make_consultation(
        title="Workshop", official_title="Workshop on harbours", venue="Hotel Anker"
    )
    consultation.contributes_to.add(make.make_process(name="The Compact"))

    text = words(main_of(client, consultation.get_absolute_url()))

    assert "Workshop on harbours" in text
    assert "When 4–5 September 2017" in text
    assert "Where Hotel Anker, Vienna" in text
    assert "Contributes to The Compact" in text


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(-2, 2, "Open now"), (-2, -1, "Closed"), (1, 2, "Not open yet")],
)
def test_each_window_says_whether_it_is_open(client, opens, closes, said):
    window = {"opens": now() + timedelta(days=opens), "closes": now() + timedelta(days=closes)}
    consultation = make.make_consultation(
        **{f"{verb}_{edge}": when for edge, when in window.items() for verb in _VERBS}
    )
    text = words(main_of(client, consultation.get_absolute_url()))
    assert text.count(said) == len(_VERBS)


_VERBS = ("comment", "endorsement")


def test_windows_are_also_told_in_the_zone_of_a_signed_in_reader(client, log_in):
    closes = datetime(2036, 10, 2, 16, 0, tzinfo=UTC)
    consultation = make.make_consultation(endorsement_closes=closes)
    reader = make.make_user(time_zone="Asia/Jakarta")

    text = words(main_of(log_in(reader), consultation.get_absolute_url()))

    assert "Thu 2 Oct 2036, 18:00 Vienna · 23:00 Jakarta" in text


def test_sessions_stand_with_their_time_room_clusters_and_questions(client):
    session = make.make_session(
        title="On quays",
        room="Mancini",
        starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC),
        ends=datetime(2017, 9, 6, 14, 0, tzinfo=UTC),
    )
    ClusterNumber.objects.create(session=session, scheme="as printed in the title", number="5")
    ClusterNumber.objects.create(session=session, scheme="as printed in a heading", number="6")
    GuidingQuestion.objects.create(session=session, number=1, text="What is missing?")

    html = main_of(client, session.consultation.get_absolute_url())

    text = words(html)
    assert "Wed 6 Sep 2017, 14:00–16:00 Vienna" in text
    assert "Mancini" in text
    assert "cluster 5, as printed in the title; cluster 6, as printed in a heading" in text
    assert "What is missing?" in text
    assert f'href="{session.get_absolute_url()}">On quays</a>' in html


def test_speakers_stand_by_role_and_collective_actors_without_a_link(client):
    consultation = make.make_consultation()
    session = make.make_session(consultation=consultation, title="On quays")
    chair = make.make_appearance(consultation=consultation, session=session)
    make.make_appearance(
        consultation=consultation, speaker=None, printed="panelists", role="panellist", body=""
    )

    people = part(main_of(client, consultation.get_absolute_url()), 'id="people"', "</section>")

    assert f'<a href="{chair.speaker.get_absolute_url()}">{chair.speaker}</a>' in people
    assert "Envoy, A mission" in words(people)
    assert ">On quays</a>" in people
    assert people.index("<dt>Chair</dt>") < people.index("<dt>Panellist</dt>")
    assert "<a" not in part(people, "<dt>Panellist</dt>", "</dl>")


def test_a_body_on_record_is_linked_and_a_pending_one_only_named(client):
    consultation = make.make_consultation()
    known = make.make_organisation(status="recorded", name="Mission of Somewhere")
    pending = make.make_organisation(status="pending")
    make.make_appearance(consultation=consultation, organisation=known, body="The mission")
    make.make_appearance(consultation=consultation, organisation=pending, body="Some club")

    html = main_of(client, consultation.get_absolute_url())

    assert f'<a href="{known.get_absolute_url()}">The mission</a>' in html
    assert "Some club" in html
    assert pending.get_absolute_url() not in html


def test_documents_say_whether_they_are_held_and_checked(client):
    consultation = make.make_consultation()
    make.make_document(consultation=consultation, title="Held", text_basis="paraphrase")
    make.make_document(consultation=consultation, title="Word for word")
    make.make_document(0, consultation=consultation, title="Cited", is_stub=True, is_checked=False)
    make.make_document(consultation=consultation, title="Secret", state="draft")

    documents = words(
        part(main_of(client, consultation.get_absolute_url()), 'id="documents"', "</section>")
    )

    assert re.search(r"Held Our summary", documents)
    assert re.search(r"Word for word The wording", documents)
    assert re.search(r"Cited Cited, not held To be checked", documents)
    assert "Secret" not in documents


def test_the_outcome_has_three_columns_each_line_linked_to_its_paragraph(client):
    document = make.make_document()
    for kind in ("convergence", "recommendation", "challenge", "observation"):
        say(document, "quay 2", kind=kind, text=f"A {kind} of theirs")
    draft = make.make_draft(consultation=document.consultation)
    asked = make.make_recommendation(consultation=document.consultation)
    for recommendation in (draft, asked):
        recommendation.extracts.set(Extract.objects.filter(kind="recommendation"))

    html = main_of(client, document.consultation.get_absolute_url())

    outcome = part(html, '<div class="outcome">', 'id="asked"')
    columns = ["Convergence", "Recommendations", "Challenges"]
    assert re.findall(r"<h3>(.*?)</h3>", outcome)[:3] == columns
    assert outcome.count(f'<a href="{document.address_of("p2")}">paragraph 2</a>') == 3
    assert "A challenge of theirs" in part(outcome, "Challenges", "</section>")
    assert "observation" not in outcome
    assert f">{asked.code}</a>" in part(outcome, "Recommendations", "</section>")


def test_a_column_without_extracts_says_so_and_an_extract_without_words_leads_to_its_document(
    client,
):
    document = make.make_document(title="Summary note")
    say(document, kind="challenge", text="Numbers are lacking")

    outcome = part(
        main_of(client, document.consultation.get_absolute_url()),
        '<div class="outcome">',
        "</main>",
    )

    assert outcome.count("Nothing of this kind was drawn") == 2
    assert f'<a href="{document.get_absolute_url()}">Summary note</a>' in outcome


def test_what_is_asked_stands_with_its_count(client):
    recommendation = make.make_recommendation()
    make.make_endorsement(recommendation=recommendation)
    html = main_of(client, recommendation.consultation.get_absolute_url())
    asked = words(part(html, 'id="asked"', "</section>"))
    assert f"{recommendation.code} {recommendation.title} 1 endorses" in asked


def test_a_draft_recommendation_is_shown_to_curators_without_a_link(client, log_in, curator):
    draft = make.make_draft(draft_title="Still being written")
    address = draft.consultation.get_absolute_url()
    assert "Still being written" not in main_of(client, address)
    assert "Draft Still being written" in words(main_of(log_in(curator), address))


def test_a_bare_consultation_says_that_nothing_else_is_on_record(client):
    html = main_of(client, make.make_consultation().get_absolute_url())
    assert "Nothing else of this consultation is on record yet." in html


# One session


def test_a_session_shows_who_spoke_its_documents_and_what_was_said_by_kind(client):
    session = make.make_session(starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC))
    make.make_session(consultation=session.consultation, title="The next one")
    make.make_appearance(consultation=session.consultation, session=session)
    document = make.make_document(
        consultation=session.consultation, session=session, title="Report"
    )
    say(document, "quay 1", kind="challenge", text="First thing")
    for number in (2, 3):
        say(document, f"quay {number}", kind="principle", text=f"Principle {number}")

    html = main_of(client, session.get_absolute_url())

    text = words(html)
    assert "Wed 6 Sep 2017, 14:00 Vienna (12:00 UTC) · Hall 2" in text
    assert "Envoy, A mission" in text
    assert "What came out" in text
    assert "Challenges First thing Participants · paragraph 1" in text
    assert "Recommendations Nothing of this kind was drawn from the documents." in text
    assert "What else was said" in text
    assert "2 principles Principle 2 Participants · paragraph 2 Principle 3" in text
    assert f'href="{document.address_of("p2")}"' in html
    assert "The next one →" in text


def test_a_session_of_which_nothing_came_out_says_what_was_said(client):
    session = make.make_session()
    document = make.make_document(consultation=session.consultation, session=session)
    html = main_of(client, session.get_absolute_url())
    assert "Nothing was drawn from the documents of this session yet." in html
    assert "The sources name nobody who spoke in this session." in html
    say(document, "quay 1", kind="principle")
    html = main_of(client, session.get_absolute_url())
    assert "What was said" in html
    assert "Nothing was drawn" not in html
    assert "What came out" not in html


def test_a_session_without_documents_says_so_below_who_spoke(client):
    session = make.make_session()
    make.make_appearance(consultation=session.consultation, session=session)
    html = main_of(client, session.get_absolute_url())
    assert "No document of this session is on record yet." in html
    assert "The sources name nobody" not in html


def test_a_session_stands_in_the_programme_of_its_day_by_time_there(client):
    meeting = make.make_consultation(time_zone="Asia/Tokyo", place="Tokyo")

    def sit(title, *when, **fields):
        starts = datetime(2017, 9, *when, tzinfo=UTC)
        return make.make_session(consultation=meeting, title=title, starts=starts, **fields)

    sit("At noon", 6, 3)
    first = sit("At dawn", 5, 21, ends=datetime(2017, 9, 5, 23, 30, tzinfo=UTC))
    sit("The day after", 6, 15)
    make.make_session(consultation=meeting, title="Some time")
    for order, role in ((2, "rapporteur"), (1, "panellist")):
        make.make_appearance(
            consultation=meeting, session=first, role=role, order=order, printed=f"No. {order}"
        )

    html = main_of(client, first.get_absolute_url())

    programme = part(html, 'id="programme"', "</section>")
    assert words(programme.replace("</", " </")).endswith(
        "Programme Wed 6 Sep 2017, 06:00–08:30 Tokyo Hall 2 At dawn This session"
        " No. 1 · Panellist No. 2 · Rapporteur Wed 6 Sep 2017, 12:00 Tokyo Hall 2 At noon"
    )
    assert programme.count('aria-current="true"') == 1
    assert "(Tue 5 Sep, 21:00–23:30 UTC)" in html


def test_a_session_whose_time_is_not_on_record_stands_alone_in_its_programme(client):
    session = make.make_session(room="")
    make.make_session(consultation=session.consultation, title="Another")
    for _each in range(2):
        make.make_appearance(consultation=session.consultation, session=session)
    programme = part(main_of(client, session.get_absolute_url()), 'id="programme"', "</section>")
    assert "The time is not on record." in programme
    assert "Another" not in programme


def test_a_session_begins_at_the_readers_own_hour_too(client, log_in):
    session = make.make_session(starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC))
    reader = make.make_user(time_zone="Asia/Jakarta")
    text = words(main_of(log_in(reader), session.get_absolute_url()))
    assert "Wed 6 Sep 2017, 14:00 Vienna · 19:00 Jakarta" in text


def test_a_bare_session_leads_back_to_its_consultation(client):
    session = make.make_session()
    html = main_of(client, session.get_absolute_url())
    empty = part(html, '<div class="empty">', "</div>")
    assert session.consultation.get_absolute_url() in empty


def test_a_session_that_does_not_exist_is_not_found(client):
    session = make.make_session()
    address = reverse("session", args=[session.consultation.slug, 9])
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


# What holds for all of them


def _a_whole_record():
    """A consultation with a session, people, a document, extracts and what is asked."""
    session = make.make_session(starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC))
    consultation = session.consultation
    _grow(session, 1)
    return session, consultation.documents.order_by("pk").first()


def _grow(session, number: int) -> None:
    consultation = session.consultation
    document = consultation.documents.order_by("pk").first() or make.make_document(
        0, consultation=consultation, session=session
    )
    author = make.make_organisation(status="recorded")
    first = session.appearances.order_by("pk").first()
    speaker = first.speaker if first else make.make_speaker()
    for _ in range(number):
        position = document.paragraphs.count() + 1
        paragraph = make.make_paragraph(document, position)
        spoke, _other = (
            make.make_appearance(
                consultation=consultation, session=session, speaker=who, organisation=author
            )
            for who in (speaker, make.make_speaker())
        )
        extract = say(document, kind="recommendation", voice_appearance=spoke)
        mark(extract, paragraph, "longer opening hours")
        Attribution.objects.create(
            extract=extract,
            order=1,
            relation="said-by",
            printed="x",
            document=document,
            appearance=spoke,
        )
        make.make_recommendation(consultation=consultation, extracts=[extract])
        ClusterNumber.objects.create(session=session, scheme=f"list {position}", number="5")
        GuidingQuestion.objects.create(session=session, number=position, text="Why?")
        make.make_document(0, consultation=consultation, session=session, delivered_by=spoke)
        make.make_session(consultation=consultation)
        make.make_consultation(process=consultation.process)


def _addresses(session, document) -> dict[str, str]:
    speaker = session.appearances.order_by("pk").first().speaker
    return {
        "consultations": reverse("consultation-list"),
        "consultation": session.consultation.get_absolute_url(),
        "session": session.get_absolute_url(),
        "speakers": reverse("speaker-list"),
        "speaker": speaker.get_absolute_url(),
        "document": document.get_absolute_url(),
    }


QUERIES = {
    "consultations": 1,
    "consultation": 14,
    "session": 13,
    "speakers": 4,
    "speaker": 9,
    "document": 10,
}


def test_a_page_asks_the_database_as_often_with_one_row_as_with_thirty(client):
    session, document = _a_whole_record()
    addresses = _addresses(session, document)
    assert queries_of(client, addresses) == QUERIES
    _grow(session, 29)
    assert queries_of(client, addresses) == QUERIES


@pytest.mark.parametrize("page", QUERIES)
def test_a_visitors_page_sets_no_cookie_and_holds_no_token(client, page):
    response = client.get(_addresses(*_a_whole_record())[page])
    assert response.status_code == HTTPStatus.OK
    assert not response.cookies
    assert b"csrf" not in response.content
