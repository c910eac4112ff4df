"""Each field that is kept has a circle of people who may read it, and the docs tell it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from organisations.models import Organisation, Token, User
from portal import inventory
from portal.backups.tables import all_tables

DOCS = Path(__file__).resolve().parents[2] / "docs" / "fields.md"
_COLUMNS = {
    (model._meta.label, field.attname)
    for model in all_tables()
    for field in model._meta.concrete_fields
}


def test_every_field_of_every_table_has_one_circle_and_no_other_is_named():
    named = {(label, name) for label, fields in inventory.classes().items() for name in fields}
    assert _COLUMNS - named == set()
    assert named - _COLUMNS == set()
    circles = {each for fields in inventory.classes().values() for each in fields.values()}
    assert circles <= set(inventory.CIRCLES)


def test_no_field_stands_in_two_circles():
    written = (DOCS.parents[1] / "portal" / "fields.toml").read_text(encoding="utf-8")
    for table in written.split("[")[1:]:
        names = [
            name
            for line in table.splitlines()
            if " = " in line
            for name in line.split('"')[1].split()
        ]
        assert len(names) == len(set(names)), table


def test_a_new_field_is_read_by_nobody(monkeypatch):
    assert inventory.circle_of(Organisation, "name") == "public"
    assert inventory.circle_of(Organisation, "not_there_yet") == "secret"
    monkeypatch.setattr(inventory, "classes", dict)
    assert inventory.circle_of(Organisation, "name") == "secret"


def test_the_docs_tell_what_the_table_says():
    assert DOCS.read_text(encoding="utf-8") == inventory.written()


def test_the_command_prints_the_docs(capsys):
    call_command("fields")
    assert capsys.readouterr().out == inventory.written()


@pytest.mark.parametrize(
    ("model", "name"),
    [(User, "password"), (Token, "digest"), (Token, "password_mark")],
)
def test_what_lets_somebody_in_is_secret(model: Any, name: str):
    assert inventory.circle_of(model, name) == "secret"


def test_whatever_is_called_a_secret_is_no_wider():
    telling = ("password", "digest", "token", "secret", "seal", "session_key", "session_data")
    wider = {
        (label, name)
        for label, name in _COLUMNS
        if name.rpartition("_")[2] in telling or name in telling
        if inventory.classes()[label][name] != "secret"
    }
    # The number of the token that an answer was kept for.
    assert wider <= {("organisations.KeptAnswer", "token_id")}
