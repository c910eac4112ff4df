import re
from http import HTTPStatus

import pytest
from django.urls import reverse

from vocabulary.models import Addressee, Country, Definition, Framework, Instrument, Term, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

EDITED = ["theme", "framework", "objective", "instrument", "addressee", "term", "definition"]
WITH_HISTORY = [name for name in EDITED if name != "framework"]
REFERENCE = {"region": "029", "country": "HT"}


def _list(model: str) -> str:
    return reverse(f"admin:vocabulary_{model}_changelist")


def _add(model: str) -> str:
    return reverse(f"admin:vocabulary_{model}_add")


def _record(record, page: str = "change") -> str:
    return reverse(f"admin:vocabulary_{record._meta.model_name}_{page}", args=[record.pk])


def _no_definitions() -> dict[str, str]:
    return {"definitions-TOTAL_FORMS": "0", "definitions-INITIAL_FORMS": "0"}


@pytest.fixture
def one_of_each(make_theme, make_term, make_definition):
    compact = Framework.objects.create(code="GCM", name="Objectives of the Compact")
    return {
        "theme": make_theme("Decent work"),
        "framework": compact,
        "objective": compact.objectives.create(number=10, short_title="End trafficking"),
        "instrument": Instrument.objects.create(short="C29", slug="c29", is_binding=True),
        "addressee": Addressee.objects.named(["States"])[0],
        "term": make_term("Refugee"),
        "definition": make_definition(make_term("Forced labour")),
    }


@pytest.mark.parametrize("model", [*EDITED, *REFERENCE])
def test_a_curator_lists_and_searches_every_kind_of_word(model, keeper, one_of_each):
    assert keeper.get(_list(model)).status_code == HTTPStatus.OK
    assert keeper.get(_list(model), {"q": "no such word"}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("model", EDITED)
def test_a_curator_opens_a_record_and_an_empty_form(model, keeper, one_of_each):
    assert keeper.get(_record(one_of_each[model])).status_code == HTTPStatus.OK
    assert keeper.get(_add(model)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("model", EDITED)
def test_one_who_may_only_look_changes_nothing(model, person_of_the_admin, one_of_each):
    client = person_of_the_admin("view")
    record = one_of_each[model]
    assert client.get(_record(record)).status_code == HTTPStatus.OK
    assert client.post(_record(record), {}).status_code == HTTPStatus.FORBIDDEN
    assert client.post(_record(record, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(_add(model)).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("model", REFERENCE)
def test_regions_and_countries_are_looked_at_and_not_changed(model, keeper):
    page = reverse(f"admin:vocabulary_{model}_change", args=[REFERENCE[model]])
    assert keeper.get(page).status_code == HTTPStatus.OK
    assert keeper.post(page, {"name": "Elsewhere"}).status_code == HTTPStatus.FORBIDDEN
    assert keeper.get(_add(model)).status_code == HTTPStatus.FORBIDDEN
    gone = reverse(f"admin:vocabulary_{model}_delete", args=[REFERENCE[model]])
    assert keeper.post(gone, {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert Country.objects.get(code="HT").region_id == "029"


def test_themes_are_listed_as_a_tree(keeper, make_theme):
    work = make_theme("Work", position=1)
    make_theme("Adjustment", position=2)
    make_theme("Debt", parent=work)
    html = keeper.get(_list("theme")).content.decode()
    listed = re.findall(r'field-indented_name"><a [^>]*>([^<]*)</a>', html)
    assert listed == ["Work", "— Debt", "Adjustment"]


def test_a_curator_adds_a_theme_under_another(keeper, make_theme):
    work = make_theme("Work")
    keeper.post(_add("theme"), {"name": "Debt", "slug": "debt", "parent": work.pk, "position": 1})
    assert Theme.objects.get(slug="debt").parent == work


def test_an_address_is_chosen_once(keeper, make_theme):
    theme = make_theme("Work")
    keeper.post(_record(theme), {"name": "Decent work", "slug": "decent-work", "position": 1})
    theme.refresh_from_db()
    assert (theme.name, theme.slug) == ("Decent work", "work")


def test_a_curator_adds_a_term_with_its_definitions_on_one_page(keeper):
    definition = {"text": "Who fled", "authority": "1951 Convention", "position": "1"}
    form = {"name": "Refugee", "slug": "refugee"} | _no_definitions()
    form |= {"definitions-TOTAL_FORMS": "1"}
    form |= {f"definitions-0-{field}": value for field, value in definition.items()}

    keeper.post(_add("term"), form)

    added = Definition.objects.get(term__slug="refugee")
    assert (added.text, added.is_paraphrase, added.is_checked) == ("Who fled", False, False)


def test_a_curator_relates_terms(keeper, make_term):
    burden, sharing = make_term("Burden sharing"), make_term("Responsibility sharing")
    form = {"name": "Burden sharing", "related": [sharing.pk]} | _no_definitions()
    keeper.post(_record(burden), form)
    assert list(sharing.related.all()) == [burden]


def test_a_term_is_not_related_to_itself(keeper, make_term):
    term = make_term("Refugee")
    form = {"name": "Refugee", "related": [term.pk]} | _no_definitions()
    response = keeper.post(_record(term), form)
    assert "A term is not related to itself." in response.content.decode()
    assert not Term.objects.get().related.exists()


def test_the_list_of_terms_says_what_is_still_to_be_checked(keeper, make_term, make_definition):
    firewall = make_term("Firewall")
    make_definition(firewall, is_checked=False)
    make_definition(firewall)
    make_definition(make_term("Refugee"))

    page = keeper.get(_list("term"), {"definitions__is_checked__exact": "0"})

    [listed] = page.context["cl"].result_list
    assert (listed.name, listed.definition_count, listed.unchecked_count) == ("Firewall", 2, 1)
    assert 'field-unchecked_count">1<' in page.content.decode()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_what_is_in_use_is_not_deleted_and_the_page_says_what_uses_it(in_bulk, keeper, make_theme):
    work = make_theme("Work")
    make_theme("Debt", parent=work)
    chosen = {"action": "delete_selected", "_selected_action": [work.pk], "post": "yes"}

    address = _list("theme") if in_bulk else _record(work, "delete")
    response = keeper.post(address, chosen if in_bulk else {"post": "yes"})

    assert "protected" in response.content.decode()
    assert "Debt" in response.content.decode()
    assert Theme.objects.filter(pk=work.pk).exists()


def test_what_is_not_in_use_may_be_deleted(keeper, make_theme):
    keeper.post(_record(make_theme("Misspelt"), "delete"), {"post": "yes"})
    assert not Theme.objects.exists()


@pytest.mark.parametrize("model", WITH_HISTORY)
def test_the_history_of_a_record_is_shown(model, keeper, one_of_each):
    page = keeper.get(_record(one_of_each[model], "history"))
    assert page.status_code == HTTPStatus.OK
    assert "Created" in page.content.decode()


def test_the_history_says_who_changed_what(keeper, make_theme):
    theme = make_theme("Work")
    keeper.post(_record(theme), {"name": "Decent work", "position": 0})
    assert theme.history.first().history_user_id == int(keeper.session["_auth_user_id"])
    html = keeper.get(_record(theme, "history")).content.decode()
    assert "Decent work" in html


def test_the_list_of_themes_opens_before_there_is_any(keeper):
    assert "0 themes" in keeper.get(_list("theme")).content.decode()
