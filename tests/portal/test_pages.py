"""The pages that cut across: home, the about pages, what machines ask, and what guards them all."""

import os
import re
import time
from datetime import timedelta

import pytest
from django.conf import settings as product
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations.actions import move_document, publish_consultation
from ledger.clock import now
from organisations.models import Organisation
from portal.models import AboutPage
from portal.prose import rendered
from recommendations import actions
from tests import factories

DAY = timedelta(days=1)


def _text(answer):
    """Return what a reader reads: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _window(verb, opens, closes):
    """Return the ends of a window, counted in days from now."""
    return {f"{verb}_opens": now() + opens * DAY, f"{verb}_closes": now() + closes * DAY}


def _no_window(verb):
    return {f"{verb}_opens": None, f"{verb}_closes": None}


def _open_now(client):
    return [row.code for row in client.get("/").context["open_now"]]


# Home


def test_a_visitor_reads_what_this_is_and_where_to_go(client, db):
    answer = client.get("/")

    html = answer.content.decode()
    assert "What was said, what is asked, and who stands behind it" in html
    assert 'href="/recommendations/">Look around' in html
    assert 'href="/organisations/apply/">Register your organisation' in html
    assert "Welcome to" not in html
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in html


def test_where_nothing_is_open_and_nothing_happened_the_page_says_so(client, db):
    text = _text(client.get("/"))

    assert "Nothing is open for comment or endorsement now." in text
    assert "Nothing has happened yet." in text


def test_a_representative_reads_whom_they_act_for_and_what_they_may(log_in, representative):
    text = _text(log_in(representative).get("/"))

    assert "Lantern Coalition" in text
    assert "You may sign and comment for it." in text
    assert "Look around" not in text


def test_a_representative_reads_until_when_they_may_sign(log_in, organisation):
    ends = now() + 40 * DAY
    person = factories.make_representative(organisation=organisation, ends=ends)

    assert f"You may sign until {ends:%-d %b %Y}." in _text(log_in(person).get("/"))


def test_one_who_may_not_sign_reads_so(log_in, drafter):
    told = "You may comment for it and prepare what others sign."
    assert told in _text(log_in(drafter).get("/"))
    drafter.may_prepare = False
    drafter.save()
    assert "You may comment for it, not sign." in _text(log_in(drafter).get("/"))


def test_the_staff_finds_its_way_to_the_record(log_in, curator):
    html = log_in(curator).get("/").content.decode()

    assert "Welcome to Plenary" in html
    assert 'href="/admin/">Keep the record' in html


def test_a_person_without_organisation_is_told_what_to_do(log_in, db):
    text = _text(log_in(factories.make_user()).get("/"))

    assert "You do not act for an organisation at the moment." in text
    assert "Register your organisation" in text


def test_only_an_active_time_makes_a_representative(log_in, organisation):
    over = factories.make_representative(organisation=organisation, ends=now() - DAY)

    assert "You do not act for an organisation at the moment." in _text(log_in(over).get("/"))


@pytest.mark.parametrize(
    ("endorsement", "comment", "is_open"),
    [
        ((-1, 1), (-1, 1), True),
        ((-1, 1), None, True),
        (None, (-1, 1), True),
        ((-2, -1), (-1, 1), True),
        ((-2, -1), (-2, -1), False),
        ((1, 2), (1, 2), False),
        (None, None, False),
    ],
)
def test_what_is_open_for_either_is_listed(client, db, endorsement, comment, is_open):
    windows = {
        "endorsement": _window("endorsement", *endorsement)
        if endorsement
        else _no_window("endorsement"),
        "comment": _window("comment", *comment) if comment else _no_window("comment"),
    }
    row = factories.make_consultation(**windows["endorsement"], **windows["comment"])

    assert _open_now(client) == ([row.code] if is_open else [])


def test_what_closes_first_comes_first(client, db):
    closed = _window("endorsement", -5, -1)
    comment_only = factories.make_consultation(**_no_window("endorsement"))
    later = factories.make_consultation(**_window("endorsement", -1, 5))
    discussed = factories.make_consultation(**closed, **_window("comment", -1, 3))
    sooner = factories.make_consultation(**_window("endorsement", -1, 2))

    listed = [sooner.code, discussed.code, later.code, comment_only.code]
    assert _open_now(client) == listed


def test_a_draft_consultation_is_shown_to_curators_alone(client, log_in, curator):
    row = factories.make_consultation(state="draft")

    assert _open_now(client) == []
    assert _open_now(log_in(curator)) == [row.code]


@pytest.mark.parametrize(
    ("endorsement", "words"),
    [
        ((-1, 1), "Endorse until"),
        ((1, 2), "Comment until"),
        ((-2, -1), "Comment until"),
        (None, "Comment until"),
    ],
)
def test_a_line_says_what_can_be_done_now_and_until_when(client, db, endorsement, words):
    window = _window("endorsement", *endorsement) if endorsement else _no_window("endorsement")
    factories.make_consultation(**window)

    text = _text(client.get("/"))

    assert words in text
    assert ({"Endorse until", "Comment until"} - {words}).pop() not in text


def test_a_visitor_reads_how_much_is_asked(client, db):
    consultation = factories.make_consultation()
    for _each in range(3):
        factories.make_recommendation(consultation=consultation)
    factories.make_draft(consultation=consultation)

    text = _text(client.get("/"))

    assert "3 recommendations" in text
    assert "3 asked" in text
    assert "not answered" not in text


def test_a_signatory_reads_how_much_is_not_answered(log_in, representative, other, curator):
    consultation = factories.make_consultation()
    rows = [factories.make_recommendation(consultation=consultation) for _each in range(5)]
    factories.make_draft(consultation=consultation)
    factories.make_endorsement(recommendation=rows[0], representative=representative)
    withdrawn = factories.make_endorsement(recommendation=rows[1], representative=representative)
    actions.withdraw(recommendation=withdrawn.recommendation, by=representative)
    factories.make_endorsement(recommendation=rows[2], representative=other)
    actions.withdraw_recommendation(recommendation=rows[3], by=curator)

    answer = log_in(representative).get("/")

    (row,) = answer.context["open_now"]
    # What it withdrew from it has answered.
    assert (row.asked, row.unanswered) == (4, 2)
    assert "2 not answered" in _text(answer)


def test_what_can_not_be_endorsed_now_is_no_unanswered_one(log_in, representative):
    consultation = factories.make_consultation()
    factories.make_recommendation(consultation=consultation)
    factories.make_recommendation(consultation=consultation, **_window("endorsement", -2, -1))
    factories.make_recommendation(consultation=consultation, **_window("endorsement", 1, 2))

    (row,) = log_in(representative).get("/").context["open_now"]

    assert (row.asked, row.unanswered) == (3, 1)


def test_one_who_may_not_sign_reads_how_much_is_asked(log_in, drafter, recommendation):
    text = _text(log_in(drafter).get("/"))

    assert "1 asked" in text
    assert "not answered" not in text


# What happened last


def _latest(client):
    return [
        (act.entry.verb, act.organisation and act.organisation.name)
        for act in client.get("/").context["latest"]
    ]


def test_the_latest_acts_say_who_did_what_on_what(client, representative):
    recommendation = factories.make_recommendation()
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    comment = factories.make_comment(recommendation=recommendation, representative=representative)

    answer = client.get("/")

    assert _latest(client) == [
        ("comment.published", "Lantern Coalition"),
        ("endorsement.signed", "Lantern Coalition"),
        ("recommendation.published", None),
    ]
    html = answer.content.decode()
    assert f'href="{comment.get_absolute_url()}">{recommendation.code}</a>' in html
    assert f'href="{recommendation.get_absolute_url()}">{recommendation.code}</a>' in html
    assert 'href="/organisations/lantern-coalition/">Lantern Coalition</a>' in html
    assert "endorsed" in html
    assert "commented on" in html


def test_consultations_documents_and_new_texts_are_told(client, curator):
    consultation = factories.make_consultation(state="draft", title="A round")
    publish_consultation(consultation=consultation, by=curator)
    document = factories.make_document(consultation=consultation, state="draft", title="A report")
    move_document(document=document, state="public", by=curator)
    recommendation = factories.make_recommendation(consultation=consultation)
    recommendation.draft_text = "States should open every harbour."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=curator)

    text = _text(client.get("/"))

    for words in ("Opened: A round", "Document: A report", f"New text: {recommendation.code}"):
        assert words in text


def test_a_comment_that_appears_at_once_is_told_like_one_that_was_approved(client, representative):
    consultation = factories.make_consultation(moderation="after")
    recommendation = factories.make_recommendation(consultation=consultation)
    at_once = {"recommendation": recommendation, "representative": representative}
    comment = factories.make_comment("pending", **at_once)

    told = client.get("/").context["latest"]

    assert _latest(client)[0] == ("comment.submitted", "Lantern Coalition")
    assert (told[0].words, told[0].about) == ("commented on", comment)


@pytest.mark.parametrize(
    ("moderation", "verb"), [("before", "comment.published"), ("after", "comment.submitted")]
)
def test_a_comment_that_was_hidden_and_restored_is_told_once_as_of_when_it_appeared(
    client, moderator, moderation, verb
):
    consultation = factories.make_consultation(moderation=moderation)
    recommendation = factories.make_recommendation(consultation=consultation)
    comment = factories.make_comment("pending", recommendation=recommendation)
    if moderation == "before":
        actions.approve(comment=comment, by=moderator)
    factories.make_endorsement(recommendation=recommendation)
    actions.hide(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a person."
    )
    hidden = [each for each, _name in _latest(client)]
    actions.restore(comment=comment, by=moderator)

    told = [each for each, _name in _latest(client)]

    assert hidden == ["endorsement.signed", "recommendation.published"]
    assert told == ["endorsement.signed", verb, "recommendation.published"]


def test_no_more_than_eight_acts_are_shown_latest_first(client, representative):
    rows = [factories.make_recommendation() for _each in range(10)]

    shown = [act.about.code for act in client.get("/").context["latest"]]

    assert shown == [row.code for row in reversed(rows)][:8]


def test_what_may_not_be_seen_is_not_told(client, log_in, moderator, curator, representative):
    recommendation = factories.make_recommendation()
    pending = factories.make_comment("pending", recommendation=recommendation)
    hidden = factories.make_comment(recommendation=recommendation, representative=representative)
    elsewhere = factories.make_endorsement()
    embargoed = factories.make_document(embargo_until=now() + DAY, state="draft")
    move_document(document=embargoed, state="public", by=curator)
    actions.hide(
        rule=factories.make_rule(), comment=hidden, by=moderator, reason="It names a person."
    )
    draft = elsewhere.recommendation.consultation
    draft.state = "draft"
    draft.save()

    assert _latest(client) == [("recommendation.published", None)]
    assert client.get("/").context["latest"][0].about == recommendation
    html = client.get("/").content.decode()
    for secret in (pending.organisation.name, "Lantern Coalition", embargoed.title, draft.title):
        assert secret not in html
    assert len(_latest(log_in(curator))) == 4


def test_the_acts_of_an_organisation_that_one_may_not_see_are_not_told(
    client, log_in, representative, curator
):
    factories.make_endorsement(representative=representative)
    rows = Organisation.objects.filter(pk=representative.organisation_id)
    rows.update(status="rejected", may_endorse=False)

    assert _latest(client) == [("recommendation.published", None)]
    assert ("endorsement.signed", "Lantern Coalition") in _latest(log_in(curator))


def test_what_a_curator_did_names_no_organisation(client, recommendation):
    (act,) = client.get("/").context["latest"]

    assert act.organisation is None
    assert act.words == "Published:"


def test_home_takes_as_many_queries_for_many_rows_as_for_one(
    client, log_in, representative, number
):
    for each in range(number):
        row = factories.make_recommendation()
        factories.make_endorsement(recommendation=row)
        if each % 2:
            factories.make_comment(recommendation=row)
    factories.make_comment(recommendation=row)

    with CaptureQueriesContext(connection) as visitors:
        client.get("/")
    log_in(representative)
    with CaptureQueriesContext(connection) as representatives:
        client.get("/")

    assert len(visitors) == 5
    assert len(representatives) == 15


# About pages


@pytest.fixture
def page(db):
    return AboutPage.objects.create(
        slug="harbours", title="On harbours", text="## Why\n\nBecause *so*.", language="fr"
    )


def test_an_about_page_shows_what_curators_wrote_in_its_language(client, page):
    html = client.get("/about/harbours/").content.decode()

    assert "<h1>On harbours</h1>" in html
    assert "<h2>Why</h2>\n<p>Because <em>so</em>.</p>" in html
    assert re.search(r'<article[^>]* lang="fr"', html)
    assert "<title>On harbours · Plenary</title>" in html


def test_an_about_page_leads_to_the_others_and_not_to_itself(client, page):
    others = client.get("/about/harbours/").context["others"]

    assert page not in others
    assert set(others) == set(AboutPage.objects.filter(language="en"))


def test_the_first_about_page_tells_the_release(client, page, settings):
    settings.RELEASE = "7.8.9"

    assert "Plenary 7.8.9" in client.get("/about/").content.decode()
    assert "Plenary 7.8.9" not in client.get("/about/harbours/").content.decode()


@pytest.mark.parametrize(("asked", "told"), [("fr", "fr"), ("es", "en"), ("ru", "en")])
def test_an_about_page_is_read_in_the_readers_language_or_in_english(client, page, asked, told):
    words = {"slug": "harbours", "title": "Harbours", "text": "Because.", "language": "en"}
    AboutPage.objects.create(**words)
    answer = client.get("/about/harbours/", headers={"accept-language": asked})
    assert answer.context["page"].language == told
    assert f'<article class="col-lg-8 prose" lang="{told}">' in answer.content.decode()


def test_the_first_about_page_has_one_address(client, db):
    answer = client.get("/about/about/")

    assert (answer.status_code, answer["Location"]) == (301, "/about/")
    assert client.get("/about/").context["page"].slug == "about"


def test_an_about_page_that_nobody_wrote_is_not_found(client, db):
    assert client.get("/about/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**so**", "<p><strong>so</strong></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("`code`", "<p><code>code</code></p>"),
        (
            "[us](https://plenary.example/a?b=1&c=2)",
            '<p><a href="https://plenary.example/a?b=1&amp;c=2"'
            ' rel="noopener noreferrer">us</a></p>',
        ),
        ("[here](/about/)", '<p><a href="/about/" rel="noopener noreferrer">here</a></p>'),
        (
            "[write](mailto:a@b.example)",
            '<p><a href="mailto:a@b.example" rel="noopener noreferrer">write</a></p>',
        ),
        ("# First", "First"),
    ],
)
def test_markdown_becomes_what_the_allow_list_names(typed, shown):
    assert rendered(typed).strip() == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](ftp://elsewhere.example/a)",
        "[x](tel:112)",
        "[x](magnet:?xt=1)",
        '[x](/a "onmouseover=alert(1)")',
        '[x](https://a.example"onclick="alert(1))',
        "<svg/onload=alert(1)>",
        "<iframe src=//elsewhere.example></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<p style='background:url(//elsewhere.example)'>x</p>",
        '<https://a.example/"onclick=alert(1)>',
        "``` html onclick=alert(1)\n<script>alert(1)</script>\n```",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_hostile_markdown_holds_nothing_that_acts(hostile):
    html = rendered(hostile)

    tags = re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)
    assert set(tags) <= {"a", "blockquote", "code", "em", "li", "ol", "p", "strong", "ul"}
    names = [
        name for tag in re.findall(r"<[^>]+>", html) for name in re.findall(r"\s([^\s=]+)=", tag)
    ]
    assert set(names) <= {"href", "rel"}
    addresses = re.findall(r'href="([^"]*)"', html)
    assert all(re.match(r"(https?:|mailto:|/)", address) for address in addresses)


# For machines


def test_the_process_answers(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_database_answers_too(client, db):
    assert client.get("/readyz").content == b"ready\n"


@pytest.mark.parametrize(
    ("hours", "status", "told"),
    [(None, 503, b"backup\n"), (1, 200, b"ready\n"), (27, 503, b"backup\n")],
)
def test_it_is_not_ready_without_a_backup_of_the_last_day(
    client, db, settings, tmp_path, hours, status, told
):
    settings.BACKUPS = str(tmp_path)
    (tmp_path / ".unfinished-1").mkdir()
    if hours is not None:
        file = tmp_path / "plenary-secret-name.tar.age"
        file.write_bytes(b"age")
        made = time.time() - hours * 3600
        os.utime(file, (made, made))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (status, told)
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def _database_away(db):
    """Turn this process to a database that is not there."""
    usual = connections["default"]
    away = usual.copy()
    away.settings_dict |= {"NAME": "/nowhere/at/all", "HOST": "127.0.0.1", "PORT": "1"}
    connections["default"] = away
    yield
    away.close()
    connections["default"] = usual


@pytest.mark.usefixtures("_database_away")
def test_while_the_database_is_away_the_process_answers_and_is_not_ready(client):
    ready = client.get("/readyz")

    assert (ready.status_code, ready.content) == (503, b"database\n")
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/robots.txt", "/", "/about/"])
def test_nothing_is_sent_to_pages_that_are_only_read(client, db, path):
    assert client.post(path).status_code == 405


def test_robots_stay_out_of_a_demonstration(client, settings):
    settings.DEMO = True

    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_robots_read_a_real_record_but_no_forms(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /organisations/apply/",
        "Disallow: /saved/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


# Guards


def _expired(person=None, **form):
    client = Client(enforce_csrf_checks=True)
    if person:
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post("/organisations/apply/", form)


def test_a_form_that_expired_gives_back_what_was_typed(db):
    answer = _expired(text="Two\nlines <b>", about="Who we are", reason=" ", name="Not prose")

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "This form has expired" in html
    assert html.count("Two\nlines &lt;b&gt;") == 1
    assert html.count("Who we are") == 1
    assert answer.context["typed"] == ["Two\nlines <b>", "Who we are"]
    assert "Not prose" not in html


def test_a_form_that_expired_with_nothing_typed_says_only_that(db):
    answer = _expired()

    assert answer.context["typed"] == []
    assert "What you typed" not in answer.content.decode()


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(log_in, representative):
    answer = log_in(representative).get("/")

    kept = {each.strip() for each in answer["Cache-Control"].split(",")}
    assert {"no-store", "private", "no-cache", "must-revalidate", "max-age=0"} == kept


def test_what_went_wrong_for_a_signed_in_person_is_kept_by_no_cache(log_in, representative):
    assert "no-store" in log_in(representative).get("/about/nobody/")["Cache-Control"]
    assert "no-store" in _expired(representative, text="Words")["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/recommendations/", "/sitemap.xml", "/about/nobody/"])
def test_what_visitors_see_may_be_kept_but_is_asked_for_anew(client, db, path):
    answer = client.get(path)

    assert answer["Cache-Control"] == "no-cache"
    assert not answer.cookies


@pytest.mark.parametrize(
    "path", ["/language/", "/accounts/password/reset/", "/accounts/login/", "/organisations/apply/"]
)
def test_a_page_with_a_token_against_forged_forms_is_kept_by_no_cache(client, db, path):
    for _first_and_again in range(2):
        answer = client.get(path)
        assert "csrfmiddlewaretoken" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_nobody_signs_up_alone(client, db):
    answer = client.get("/accounts/signup/", follow=True)

    assert 'name="email"' not in answer.content.decode()
    assert product.ACCOUNT_ADAPTER == "portal.accounts.AccountAdapter"
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": "a quiet harbour 7"})
    assert not factories.User.objects.filter(email="new@example.org").exists()


def test_every_page_knows_what_the_installation_is_called(client, db, settings):
    settings.SITE_NAME = "Harbour Record"
    settings.CONTACT_EMAIL = "office@harbour.example"

    html = client.get("/").content.decode()

    assert "<title>Harbour Record</title>" in html
    assert "office@harbour.example" in html
