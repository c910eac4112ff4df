"""Forms that no page of ours sent: forged, or filled with what no field is for."""

from http import HTTPStatus

import pytest
from django.test import Client

from organisations.models import Organisation
from tests import factories
from tests.consultations.typing_in import typed
from vocabulary.forms import MOST_NEW_ROWS
from vocabulary.models import Framework

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

FRAMEWORKS = "/admin/vocabulary/framework/"
TOO_MANY = "At most 20 rows are added at a time. Save them, then add the others."


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


# Choices among rows


KEYS_OF_NO_ROW = ["9" * 20, "-" + "9" * 20, "9" * 5000, "x", "1\0", "²"]


@pytest.mark.parametrize("key", KEYS_OF_NO_ROW)
def test_a_choice_among_rows_that_no_row_can_be_is_told_beside_its_field(curating, key):
    member = factories.make_organisation()
    body = factories.make_organisation(name="Lantern Coalition")
    page = f"/admin/organisations/organisation/{body.pk}/change/"
    form = {"name": "Lantern Network", "kind": "network", "members": [member.pk, key]}

    answer = curating.post(page, form)

    errors = answer.context["adminform"].form.errors
    assert answer.status_code == HTTPStatus.OK
    assert list(errors) == ["members"]
    assert 'value="Lantern Network"' in answer.content.decode()
    assert not body.members.exists()


@pytest.mark.parametrize("key", KEYS_OF_NO_ROW)
@pytest.mark.parametrize(
    ("page", "field", "typed_too"),
    [
        ("consultations/extract", "document", {"quotes": "asked for longer opening hours"}),
        ("recommendations/recommendation", "consultation", {"draft_title": "Longer hours"}),
        ("organisations/representative", "organisation", {"capacity": "Longer serving"}),
    ],
)
def test_a_choice_of_a_row_that_no_row_can_be_is_told_beside_its_field(
    curating, page, field, typed_too, key
):
    answer = curating.post(f"/admin/{page}/add/", typed_too | {field: key})
    (words,) = typed_too.values()
    assert answer.status_code == HTTPStatus.OK
    assert field in answer.context["adminform"].form.errors
    assert words in answer.content.decode()


def test_a_tick_at_what_is_no_text_is_not_understood(curating):
    form = {"action": "delete_selected", "_selected_action": "A\0", "index": "0"}
    answer = curating.post("/admin/vocabulary/country/", form)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_numbers_that_no_column_holds_are_looked_for_nowhere(organisation, representative):
    too_large = [10**20, -(10**20)]
    rows = Organisation.objects.all()

    assert list(rows.filter(pk__in=[organisation.pk, *too_large])) == [organisation]
    assert not rows.filter(pk__in=too_large).exists()
    assert not rows.exclude(pk__in=[organisation.pk, *too_large]).exists()
    assert rows.filter(pk__in=rows.values("pk")).exists()
    assert not rows.filter(pk__in=[]).exists()


@pytest.mark.parametrize("last", ["9999-12-31", "2200-01-01"])
def test_a_last_day_at_the_end_of_the_calendar_is_told_beside_its_field(curating, last):
    waiting = factories.make_application().organisation
    form = {"evidence": "Their statutes.", "make_representative": "on", "ends": last}
    page = curating.post(f"/admin/organisations/organisation/{waiting.pk}/verify/", form)
    assert "Look at the year again." in page.content.decode()
    assert "Their statutes." in page.content.decode()


# Rows on the page of what they belong to


@pytest.fixture
def framework(db) -> Framework:
    """One with more objectives than are added at a time."""
    made = Framework.objects.create(code="GCM", name="Objectives", mapping_is_ours=True)
    for number in range(1, MOST_NEW_ROWS + 4):
        made.objectives.create(number=number, short_title=f"Objective {number}")
    return made


def _objectives(framework: Framework, client: Client, new: int) -> dict[str, object]:
    """Return the filled form of the framework with so many objectives more."""
    form = typed(client, f"{FRAMEWORKS}{framework.pk}/change/")
    kept = framework.objectives.count()
    for number in range(kept, kept + new):
        form |= {f"objectives-{number}-number": 100 + number}
        form |= {f"objectives-{number}-short_title": f"New {number}"}
    return form | {"objectives-TOTAL_FORMS": kept + new}


def test_as_many_rows_as_one_types_at_a_time_are_added_to_however_many(curating, framework):
    form = _objectives(framework, curating, MOST_NEW_ROWS)
    kept = framework.objectives.count()
    curating.post(f"{FRAMEWORKS}{framework.pk}/change/", form)
    assert framework.objectives.count() == kept + MOST_NEW_ROWS


@pytest.mark.parametrize("new", [MOST_NEW_ROWS + 1, 2000, 99999])
def test_more_rows_are_refused_and_what_was_typed_in_the_first_is_shown(curating, framework, new):
    form = _objectives(framework, curating, 1)
    kept = framework.objectives.count()

    page = curating.post(
        f"{FRAMEWORKS}{framework.pk}/change/", form | {"objectives-TOTAL_FORMS": kept + new}
    ).content.decode()

    assert TOO_MANY in page
    assert f'value="New {kept}"' in page
    assert page.count("-short_title") < 10 * (kept + MOST_NEW_ROWS)
    assert framework.objectives.count() == kept


@pytest.mark.parametrize("number", ["", "x", "9" * 20, "9" * 5000])
def test_a_form_that_does_not_say_how_many_rows_it_has_is_shown_again(curating, framework, number):
    form = _objectives(framework, curating, 0)
    page = curating.post(
        f"{FRAMEWORKS}{framework.pk}/change/", form | {"objectives-TOTAL_FORMS": number}
    )
    assert page.status_code == HTTPStatus.OK
    assert "errorlist" in page.content.decode()


def test_where_no_row_may_be_added_none_is_offered(curating):
    appearance = factories.make_appearance()
    page = curating.get(f"/admin/consultations/speaker/{appearance.speaker_id}/change/")
    (rows,) = page.context["inline_admin_formsets"]
    assert [form.original for form in rows] == [appearance]
    assert rows.formset.max_num == 0
