"""What changes the record is counted, by whichever way; what people do with it is not."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Consultation, Document
from ledger import changes
from ledger.changes import COUNTED, count_changes, gather_next_changes, is_of_record
from ledger.models import RecordChange
from organisations.models import Organisation
from recommendations import actions
from recommendations.models import Recommendation
from tests import factories
from vocabulary.models import Theme

pytestmark = pytest.mark.django_db


def _number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return int(cursor.fetchone()[0])


def _triggers() -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith("record_changes_of_")}


@pytest.mark.parametrize("table", ["recommendation", "consultation", "theme of one", "document"])
def test_a_change_by_any_way_is_counted(table: str) -> None:
    row = factories.make_recommendation()
    before = _number()

    if table == "recommendation":
        Recommendation.objects.filter(pk=row.pk).update(level="practical")
    elif table == "consultation":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE consultations_consultation SET title = 'Another'")
    elif table == "theme of one":
        row.themes.add(Theme.objects.create(name="Quays", slug="quays"))
    else:
        factories.make_document()

    assert _number() > before


def test_what_people_do_with_it_is_not_counted(representative: Any, moderator: Any) -> None:
    row = factories.make_recommendation()
    before = _number()

    fingerprint = row.text.fingerprint
    actions.sign(recommendation=row, by=representative, fingerprint=fingerprint)
    comment = actions.comment(
        about=row, by=representative, stance="asks", text="Who pays?", version=row.text
    )
    actions.approve(comment=comment, by=moderator)
    actions.withdraw(recommendation=row, by=representative)
    representative.user.save()

    assert _number() == before


def test_no_table_that_is_not_of_the_record_is_named_wrongly() -> None:
    labels = {each._meta.label for each in apps.get_models()}

    assert labels >= changes._ACTS
    assert {app.label for app in apps.get_app_configs()} >= changes._APPS_ASIDE
    shown = (Consultation, Document, Organisation, Recommendation, Recommendation.themes.through)
    assert all(is_of_record(each) for each in shown)
    assert not is_of_record(apps.get_model("organisations.User_groups"))


def test_triggers_that_are_missing_are_put_back_with_the_next_migration() -> None:
    there = _triggers()
    models = [each for each in apps.get_models(include_auto_created=True) if is_of_record(each)]
    assert len(there) == len(models) * (3 if connection.vendor == "sqlite" else 1)
    name = min(each for each in there if "consultations_document" in each)
    place = "" if connection.vendor == "sqlite" else " ON consultations_document"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{place}")
    assert name not in _triggers()

    call_command("migrate", verbosity=0)

    assert _triggers() == there


def test_a_column_that_came_later_is_counted_too(monkeypatch: Any) -> None:
    organisation = factories.make_organisation()
    place = "" if connection.vendor == "sqlite" else " ON organisations_organisation"
    with connection.cursor() as cursor:
        for name in _triggers():
            if name.partition("_by_")[0] == "record_changes_of_organisations_organisation":
                cursor.execute(f"DROP TRIGGER {name}{place}")
    earlier = {"organisations.Organisation": {"default_naming", "website"}}
    monkeypatch.setattr(changes, "_COLUMNS_ASIDE", earlier)
    count_changes(using="default")
    monkeypatch.undo()

    count_changes(using="default")
    before = _number()
    Organisation.objects.filter(pk=organisation.pk).update(website="https://harbour.example")

    assert _number() > before


def test_nothing_is_done_before_there_is_a_table_for_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_recordchange RENAME TO away")
    with CaptureQueriesContext(connection) as queries:
        count_changes(using="default")

    assert not any("TRIGGER" in query["sql"].upper() for query in queries)


def test_many_rows_are_put_together_and_count_as_much(monkeypatch: Any) -> None:
    monkeypatch.setattr(changes, "_MOST_ROWS", 3)
    RecordChange.objects.all().delete()
    RecordChange.objects.bulk_create(RecordChange(number=number) for number in (1, 2, 3, 4))

    assert gather_next_changes()
    assert [each.number for each in RecordChange.objects.all()] == [10]
    assert not gather_next_changes()


def test_a_row_is_told_by_its_number() -> None:
    assert str(RecordChange(number=3)) == "3"
