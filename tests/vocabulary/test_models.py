import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from vocabulary.models import (
    Addressee,
    Country,
    Definition,
    Framework,
    Instrument,
    Objective,
    Region,
    Term,
    Theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def compact():
    return Framework.objects.create(code="GCM", name="Objectives of the Compact")


def test_themes_stand_in_the_order_of_their_tree(make_theme):
    work = make_theme("Work", position=2)
    people = make_theme("People", position=1)
    slavery = make_theme("Slavery", parent=work)
    make_theme("Debt", parent=slavery)
    make_theme("Children", parent=people)
    make_theme("Assistance", parent=people)

    tree = [(theme.name, theme.depth) for theme in Theme.objects.in_tree_order()]

    assert tree == [
        ("People", 0),
        ("Assistance", 1),
        ("Children", 1),
        ("Work", 0),
        ("Slavery", 1),
        ("Debt", 2),
    ]


def test_an_empty_tree_of_themes_has_no_order_to_fail_on():
    assert list(Theme.objects.in_tree_order()) == []


def test_the_tree_of_themes_keeps_its_order_when_only_some_are_asked_for(make_theme):
    work = make_theme("Work")
    make_theme("Debt", parent=work)

    [found] = Theme.objects.filter(name="Debt").in_tree_order()

    assert found.depth == 1


def test_a_theme_is_not_its_own_parent_in_the_database(make_theme):
    theme = make_theme("Work")
    with pytest.raises(IntegrityError, match="theme_is_not_its_own_parent"):
        Theme.objects.filter(pk=theme.pk).update(parent=theme)


def test_a_theme_cannot_be_put_under_one_of_its_own(make_theme):
    work = make_theme("Work")
    debt = make_theme("Debt", parent=work)
    work.parent = debt

    with pytest.raises(ValidationError, match="cannot stand under itself"):
        work.full_clean()


def test_a_theme_can_be_put_under_another(make_theme):
    debt = make_theme("Debt", parent=make_theme("Work"))
    debt.full_clean()
    Theme(name="New", slug="new", parent=debt).full_clean()


def test_an_objective_is_cited_by_its_framework_and_number(compact):
    objective = Objective(framework=compact, number=10, short_title="End trafficking")
    assert objective.code == "GCM 10"
    assert str(objective) == "GCM 10 End trafficking"


def test_a_framework_has_each_number_once(compact):
    Objective.objects.create(framework=compact, number=1, short_title="Data")
    with pytest.raises(IntegrityError):
        Objective.objects.create(framework=compact, number=1, short_title="Evidence")


def test_objectives_are_counted_from_one(compact):
    with pytest.raises(IntegrityError, match="objective_numbers_start_at_one"):
        Objective.objects.create(framework=compact, number=0, short_title="Nothing")


def test_an_instrument_is_not_in_force_before_it_is_adopted():
    adopted, earlier = datetime.date(1930, 6, 28), datetime.date(1930, 6, 27)
    with pytest.raises(IntegrityError, match="instrument_in_force_only_once_adopted"):
        Instrument.objects.create(
            short="C29", slug="c29", is_binding=True, adopted=adopted, in_force=earlier
        )


def test_an_instrument_may_lack_its_dates():
    in_force = datetime.date(1932, 5, 1)
    undated = Instrument.objects.create(short="C29", slug="c29", is_binding=True, in_force=in_force)
    assert undated.adopted is None


def test_a_region_is_not_its_own_parent():
    with pytest.raises(IntegrityError, match="region_is_not_its_own_parent"):
        Region.objects.filter(code="002").update(parent="002")


def test_a_country_code_is_in_capital_letters():
    with pytest.raises(IntegrityError, match="country_code_in_capital_letters"):
        Country.objects.create(code="zz", name="Nowhere", region_id="001")


def test_a_region_with_countries_is_kept():
    with pytest.raises(ProtectedError):
        Region.objects.get(code="015").delete()


def test_addressees_come_back_in_the_order_they_were_named():
    Addressee.objects.named(["UN bodies"])
    named = Addressee.objects.named(["States", "UN bodies", "RCPs"])
    assert [addressee.name for addressee in named] == ["States", "UN bodies", "RCPs"]
    assert Addressee.objects.count() == 3


def test_the_same_addressee_in_another_spelling_is_not_added_again():
    [states] = Addressee.objects.named(["States"])
    assert Addressee.objects.named([" states ", "States"]) == [states, states]


def test_an_addressee_is_found_by_its_name_whatever_its_address():
    kept = Addressee.objects.create(name="Host States", slug="hosts")
    assert Addressee.objects.named(["Host States"]) == [kept]


@pytest.mark.parametrize("empty", ["text", "authority"])
def test_a_definition_has_words_and_an_authority(empty, make_term, make_definition):
    with pytest.raises(IntegrityError, match="definition_has"):
        make_definition(make_term("Forced labour"), **{empty: ""})


def test_a_term_with_definitions_is_kept(make_term, make_definition):
    term = make_term("Forced labour")
    make_definition(term)
    with pytest.raises(ProtectedError):
        term.delete()


def test_related_terms_know_each_other(make_term):
    burden = make_term("Burden sharing")
    responsibility = make_term("Responsibility sharing", related=(burden,))
    assert list(burden.related.all()) == [responsibility]


@pytest.mark.parametrize(
    ("name", "sorting_name", "initial"),
    [
        ("Émigré", "emigre", "E"),
        ("“Modern slavery”", "modern slavery", "M"),
        ("1951 Convention", "1951 convention", "1"),
        ("…", "", ""),
    ],
)
def test_a_term_is_sorted_as_a_dictionary_would(name, sorting_name, initial):
    term = Term(name=name)
    assert (term.sorting_name, term.initial) == (sorting_name, initial)


def test_a_term_has_its_place_on_the_glossary_page(make_term):
    assert make_term("Forced labour").get_absolute_url() == "/glossary/#term-forced-labour"


def test_records_are_called_by_their_names():
    term = Term(name="Refugee")
    named = [
        (Theme(name="Decent work"), "Decent work"),
        (Framework(name="Objectives"), "Objectives"),
        (Instrument(short="CAT"), "CAT"),
        (Region(name="Caribbean"), "Caribbean"),
        (Country(name="Kenya"), "Kenya"),
        (Addressee(name="States"), "States"),
        (term, "Refugee"),
        (Definition(term=term, authority="1951 Convention"), "Refugee: 1951 Convention"),
    ]
    assert [str(record) for record, _name in named] == [name for _record, name in named]


def test_what_curators_change_is_remembered(make_term):
    term = make_term("Refugee")
    term.name = "Refugees"
    term.save()
    assert [past.name for past in term.history.all()] == ["Refugees", "Refugee"]
