"""References and kinds are kept as composed or typed, and read in the reader's language."""

import pytest
from django.utils.translation import override

from consultations.kinds import kind_in_words
from consultations.references import in_words
from tests.factories import make_document, make_extract, make_organisation


@pytest.mark.parametrize(
    ("reference", "french", "spanish"),
    [
        ("paragraph 4, a)", "paragraphe 4, a)", "párrafo 4, a)"),
        ("question 3, item 2", "question 3, point 2", "pregunta 3, punto 2"),
        ("table 2, headings", "tableau 2, en-têtes", "tabla 2, encabezados"),
        ("table, convergence, item 1", "tableau, convergence, point 1", None),
        ("unnumbered paragraph 1 (2)", "paragraphe sans numéro 1 (2)", None),
        ("title, line 2", "titre, ligne 2", "título, línea 2"),
        ("chapeau", "chapeau", "chapeau"),
    ],
)
def test_a_reference_is_read_in_the_language_of_the_reader(reference, french, spanish):
    with override("en"):
        assert in_words(reference) == reference
    with override("fr"):
        assert in_words(reference) == french
    with override("es"):
        assert in_words(reference) == (spanish or in_words(reference))


@pytest.mark.parametrize(
    ("typed", "french"),
    [
        ("Session report", "compte rendu de séance"),
        ("draft", "projet de texte"),
        ("Aide-memoire", "Aide-memoire"),
    ],
)
def test_a_customary_kind_is_read_in_the_language_of_the_reader(typed, french):
    with override("en"):
        assert kind_in_words(typed) == typed
    with override("fr"):
        assert kind_in_words(typed) == french


def test_documents_are_listed_by_kinds_in_the_language_of_the_reader(client, db):
    make_document(kind="Session report")
    page = client.get("/documents/", headers={"accept-language": "fr"}).content.decode()
    assert "Compte rendu de séance <span>1</span>" in page
    assert "Session report" not in page.replace('value="Session report"', "")


def test_a_voice_of_another_language_stands_behind_our_reading_of_it(client, db):
    extract = make_extract(voice="participants")
    make_extract(document=extract.document, voice="rapporteur", voice_kind="rapporteur")
    address = extract.document.get_absolute_url()
    in_french = client.get(address, headers={"accept-language": "fr"}).content.decode()
    assert "porté par participants à la séance (« participants »)" in in_french
    assert "porté par rapporteur ·" in in_french
    assert "voiced by participants ·" in client.get(address).content.decode()


def test_the_name_of_an_organisation_needs_no_reading(client, db):
    extract = make_extract(voice="Harbour Watch", voice_organisation=make_organisation())
    page = client.get(extract.document.get_absolute_url(), headers={"accept-language": "fr"})
    assert "porté par Harbour Watch ·" in page.content.decode()
