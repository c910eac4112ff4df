"""Of whom a sentence asks: who is to act, or is called on to; not everybody whom it names."""

import time

import pytest

from consultations.suggesting.addressees import asked_in
from consultations.suggesting.names import Names

KNOWN = Names([(name, name) for name in ("agencies", "Harbour Union", "media")], is_proper=False)


def _asked(words: str, language: str = "en") -> list[str]:
    return asked_in(words, language, KNOWN.places_in(words))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("States should open the harbours.", ["States"]),
        ("Agencies in the region must open them.", ["Agencies"]),
        ("States, with the help of agencies, need to act.", ["States"]),
        ("The Harbour Union and its pilots have to answer.", ["Harbour Union"]),
        ("Member States, local authorities and media should act.", None),
        ("Governments are called upon to act; governments must.", ["Governments"]),
        ("We call upon all States to act.", ["States"]),
        ("Civil society urged agencies to meet.", ["agencies"]),
        ("There is a need for agencies to meet.", ["agencies"]),
        ("It is essential that States meet.", ["States"]),
        ("Recommendations for governments", ["governments"]),
        ("The cost must be paid by employers and recruiters.", ["employers", "recruiters"]),
        ("Agencies should be encouraged to meet.", ["Agencies"]),
    ],
)
def test_who_is_to_act_or_is_called_on_to_is_asked(words, asked):
    assert _asked(words) == (asked or ["Member States", "local authorities", "media"])


@pytest.mark.parametrize(
    "words",
    [
        "Cooperation between agencies should improve.",
        "Agencies were late, and the harbours should open.",
        "The invited media said that harbours should open.",
        "The reports of agencies must be published.",
        "Agencies should be funded well.",
        "Pilots must be protected against abuse by employers.",
        "The role of the media should be kept in mind.",
        "Pilots and statesmen should meet.",
    ],
)
def test_who_is_only_named_is_not_asked(words):
    assert _asked(words) == []


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        (
            "fr",
            "Les États membres et les pays d’accueil devraient agir.",
            ["États membres", "pays d'accueil"],
        ),
        ("fr", "Les États, avec la société civile, doivent agir.", ["États"]),
        ("fr", "Nous demandons aux autorités locales d’agir.", ["autorités locales"]),
        ("fr", "Il faut que les gouvernements agissent.", ["gouvernements"]),
        ("fr", "Les frais doivent être payés par les employeurs.", ["employeurs"]),
        ("fr", "Le rôle des syndicats devrait croître.", []),
        ("fr", "Les employeurs doivent être protégés.", []),
        (
            "es",
            "Los Estados y los países de tránsito deben actuar.",
            ["Estados", "países de tránsito"],
        ),
        ("es", "Instamos a los Estados a actuar.", ["Estados"]),
        ("es", "Pedimos que los gobiernos actúen.", ["gobiernos"]),
        ("es", "Los costes deben ser pagados por los empleadores.", ["empleadores"]),
        ("es", "El papel de los sindicatos debería crecer.", []),
        ("es", "Los empleadores deben ser protegidos.", []),
        ("ar", "على الدول أن تعمل", []),
    ],
)
def test_other_languages_ask_in_their_way(language, words, asked):
    assert _asked(words, language) == asked


@pytest.mark.parametrize("words", ["States and ", "States of ", "should be by States ", "a, "])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_long_sentence_takes_no_long_time(words, language):
    began = time.monotonic()
    _asked(words * 3_000, language)
    assert time.monotonic() - began < 3
