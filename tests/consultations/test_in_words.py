"""References and kinds are kept as composed or typed, and read in the reader's language."""

import pytest
from django.utils.translation import override

from consultations.kinds import kind_in_words
from consultations.references import in_words
from tests.factories import make_document


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
