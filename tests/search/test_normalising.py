import pytest

from search.normalising import normalised, words_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Migration policies", "migrations POLICY"),
        ("en", "traffic", "trafficking"),
        ("en", "traffickers trafficked", "traffics traffic"),
        ("en", "a panic", "a panicking"),
        ("en", "attacks", "attacking"),
        ("fr", "Les sociétés", "les SOCIETE"),
        ("fr", "régulières", "regulier"),
        ("fr", "l’organisation d'un cœur", "organisations un coeur"),
        ("es", "migración", "MIGRACIONES"),
        ("es", "los trabajadores", "los trabajadoras"),
        ("ru", "переговоры", "переговорам"),
        ("ru", "ёлка", "елки"),
        ("ru", "международный", "международного"),
        ("ar", "مفاوضات", "المفاوضات"),
        ("ar", "والمفاوضات", "للمفاوضات"),
        ("ar", "الهِجْرَة", "هجره"),
        ("ar", "الإنسان", "الانسان"),
        ("ar", "المهاجرين", "مهاجرون"),
        ("ar", "عام ٢٠١٧", "عام 2017"),
        ("en", "women’s rights", "women right"),
        ("en", "Ｆｕｌｌ width ½", "full WIDTH 1⁄2"),
        ("de", "Straße", "STRASSE"),
        ("pl", "Łódź", "lodz"),
    ],
)
def test_words_that_mean_the_same_become_the_same(language, one, other):
    assert normalised(one, language) == normalised(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "migrant", "migration"),
        ("en", "homesick", "home"),
        ("en", "picking quickly", "pic quic"),
        ("", "migrant", "migrants"),
        ("", "мой", "мои"),
        ("fr", "port", "porte-parole"),
    ],
)
def test_words_that_mean_something_else_stay_apart(language, one, other):
    assert normalised(one, language) != normalised(other, language)


def test_chinese_is_kept_in_pairs_and_its_last_character_by_itself():
    assert words_of("国际移民2017年", "zh") == ["国际", "际移", "移民", "民", "2017", "年"]


def test_nothing_but_letters_digits_and_single_spaces_is_left():
    odd = 'a"b\0c (d) NEAR/3 *é_f\u202e {g}:h ^i\n\tj--k\\l m \ud7ff \U0001f6a2'

    assert normalised(odd) == "a b c d near 3 e f g h i j k l m \ud7ff"


def test_a_language_with_a_region_is_read_as_the_language():
    assert normalised("Migrations", "en-GB") == "migrat"
