"""Translations are read beside the text that is signed, and say so."""

import pytest
from django.db import IntegrityError, transaction

from ledger.models import Entry
from ledger.refusal import Refused
from recommendations.actions import translate, withhold_version
from recommendations.models import Translation

FRENCH = {"title": "Ouvrir les ports", "text": "Les États devraient ouvrir les ports."}


def _translate(version, by, **fields):
    written = {"language": "fr", "translator": "the secretariat", **FRENCH} | fields
    return translate(translation=Translation(version=version, **written), by=by)


@pytest.fixture
def translation(recommendation, curator):
    return _translate(recommendation.current_version, curator)


def test_it_is_kept_in_canonical_form_with_its_entry(recommendation, curator):
    kept = _translate(
        recommendation.current_version,
        curator,
        title=" Ouvrir  les ports ",
        text="Un.\r\n\r\n\r\nDeux. ",
    )

    assert (kept.title, kept.text) == ("Ouvrir les ports", "Un.\n\nDeux.")
    entry = Entry.objects.get(verb="version.translated")
    assert (entry.subject_id, entry.actor_id) == (recommendation.code, curator.pk)
    assert entry.payload["language"] == "fr"
    assert len(entry.payload["fingerprint"]) == 64
    assert "ports" not in str(entry.payload)


def test_there_is_one_in_a_language(translation, curator):
    with pytest.raises(IntegrityError), transaction.atomic():
        _translate(translation.version, curator)


def test_the_language_of_the_text_itself_is_refused(recommendation, curator):
    with pytest.raises(Refused, match="the text itself"):
        _translate(recommendation.current_version, curator, language="en")


def test_its_fingerprint_is_none_of_the_text(translation, recommendation):
    version = translation.version

    assert version.fingerprint == version.computed_fingerprint(recommendation.code)


def test_the_history_names_its_language(client, translation, recommendation):
    page = client.get(f"/recommendations/{recommendation.code}/").content.decode()
    assert "Translation of version 1 into French" in page


@pytest.mark.parametrize("page", ["", "v1/", "endorse/"])
def test_it_stands_where_the_text_stands_with_its_language_and_whose_it_is(
    log_in, representative, translation, recommendation, page
):
    html = log_in(representative).get(f"/recommendations/{recommendation.code}/{page}").content
    html = html.decode()

    assert '<details class="translation small mb-2" id="in-fr">' in html
    assert '<div class="said" lang="fr" dir="auto">' in html
    assert FRENCH["text"] in html
    assert "A translation (the secretariat), to be read only" in html
    assert "what is signed is the text in English" in html


def test_it_goes_with_a_withheld_text(client, translation, curator, recommendation):
    withhold_version(version=translation.version, by=curator, reason="It names a village.")

    assert FRENCH["text"] not in client.get(recommendation.get_absolute_url()).content.decode()


def test_a_curator_adds_and_mends_one_in_the_admin(log_in, curator, recommendation):
    client = log_in(curator)
    version = recommendation.current_version
    page = client.get(f"/admin/recommendations/version/{version.pk}/change/").content.decode()
    assert f"/admin/recommendations/translation/add/?version={version.pk}" in page

    typed = {"version": version.pk, "language": "fr", "translator": "Ana", **FRENCH}
    answer = client.post("/admin/recommendations/translation/add/", typed)
    assert answer.status_code == 302
    kept = Translation.objects.get()
    address = f"/admin/recommendations/translation/{kept.pk}/change/"
    client.post(address, typed | {"title": "Ouvrir tous les ports"})

    kept.refresh_from_db()
    assert kept.title == "Ouvrir tous les ports"
    assert [row.history_user for row in kept.history.all()] == [curator, curator]
    assert Entry.objects.filter(verb="version.translated").count() == 2
    opened = client.get(address).content.decode()
    assert f"/admin/recommendations/version/{version.pk}/change/" in opened
    assert f"{version.get_absolute_url()}#in-fr" in opened
    assert f"fr ({kept})" not in opened
    assert recommendation.code in client.get("/admin/recommendations/translation/").content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"language": "en"}, "the language of the text itself"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"title": ""}, "This field is required"),
        ({"version": "x"}, "Select a valid choice"),
    ],
)
def test_the_admin_says_what_is_wrong_beside_the_field(
    log_in, curator, recommendation, typed, told
):
    version = recommendation.current_version
    whole = {"version": version.pk, "language": "fr", "translator": "Ana", **FRENCH}

    page = log_in(curator).post("/admin/recommendations/translation/add/", whole | typed)

    assert told in page.content.decode()
    assert not Translation.objects.exists()


def test_a_second_in_the_same_language_is_told_so(log_in, curator, translation):
    typed = {"version": translation.version.pk, "language": "fr", "translator": "Ana", **FRENCH}

    page = log_in(curator).post("/admin/recommendations/translation/add/", typed)

    assert "This version has a translation into this language." in page.content.decode()


def test_its_name_says_of_what_and_in_which_language(translation, recommendation):
    assert str(translation) == f"{recommendation.code}, 1 (fr)"


@pytest.mark.parametrize("languages", [["fr"], ["fr", "es", "ar", "ru", "pt"]])
def test_the_page_takes_the_same_queries_for_one_and_for_five(
    client, recommendation, curator, django_assert_num_queries, languages
):
    for language in languages:
        _translate(recommendation.current_version, curator, language=language)

    with django_assert_num_queries(6):
        client.get(recommendation.get_absolute_url())
