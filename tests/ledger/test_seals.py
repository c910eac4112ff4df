"""The daily seals, and what `verify_ledger` finds of what somebody did to the ledger since."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction

from ledger import sealing
from ledger.models import Entry, Head, Seal, SealedHead
from ledger.sealing import seal_next
from ledger.verifying import faults
from organisations.actions import blank_person
from portal.opendata import archives
from tests import factories
from tests.ledger.tampering import (
    DAYS,
    FIRST,
    WAYS,
    Tampering,
    make_ledger,
    rewrite_seals,
    rows,
    write,
)

CHANCE = Random(1)  # noqa: S311 - it guards nothing
LATER = FIRST + timedelta(days=DAYS)
SOME = pytest.param(130, marks=pytest.mark.hold)
MANY = pytest.param(1_000, marks=pytest.mark.exhaustive)


@pytest.fixture
def kept(db):
    """Return the hashes of the seals of some days, as somebody else kept them."""
    make_ledger(Random(5))  # noqa: S311 - the same each time
    return dict(Seal.objects.values_list("number", "hash"))


def _verify(*arguments):
    printed = StringIO()
    call_command("verify_ledger", *arguments, stdout=printed)
    return printed.getvalue()


def test_a_day_is_sealed_once_whether_or_not_something_was_done(db):
    with time_machine.travel("2026-03-01T23:59:59Z", tick=False):
        assert seal_next()
        assert not seal_next()
        write("R-1", CHANCE)
    with time_machine.travel("2026-03-02T00:00:00Z", tick=False):
        assert seal_next()
        assert not seal_next()
    with time_machine.travel("2026-03-03T12:00:00Z", tick=False):
        assert seal_next()

    first, second, third = Seal.objects.order_by("number")
    assert [seal.number for seal in (first, second, third)] == [1, 2, 3]
    assert [seal.heads.count() for seal in (first, second, third)] == [0, 1, 0]
    assert [seal.previous_hash for seal in (second, third)] == [first.hash, second.hash]
    assert str(second) == f"2: {second.hash}"
    assert str(SealedHead.objects.get()) == "recommendation R-1 #1"


def test_only_chains_that_moved_are_sealed_again(kept):
    moved = Head.objects.get(subject_id="R-1")
    write("R-1", CHANCE)
    with time_machine.travel(LATER, tick=False):
        assert seal_next()

    last = Seal.objects.first()
    assert last.heads.get(subject_id="R-1").sequence == moved.sequence + 1
    for head in last.heads.exclude(subject_id="R-1"):
        assert head.sequence > max(
            SealedHead.objects.filter(
                subject_id=head.subject_id, seal__number__lt=last.number
            ).values_list("sequence", flat=True)
        )


def test_more_than_one_seal_holds_goes_into_the_next_at_once(db, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_HEADS", 2)
    for number in range(5):
        write(f"R-{number}", CHANCE)

    sealed = [seal_next() for _each in range(5)]

    assert sealed == [True, True, True, False, False]
    assert [seal.heads.count() for seal in Seal.objects.order_by("number")] == [2, 2, 1]
    assert list(faults()) == []


def test_of_two_who_seal_at_once_one_is_left_without_effect(db):
    write("R-1", CHANCE)
    ours = Seal(number=1, time=datetime(2026, 3, 1, tzinfo=UTC), hash="1" * 64)
    theirs = Seal(number=1, time=datetime(2026, 3, 1, tzinfo=UTC), hash="2" * 64)

    assert sealing._keep(theirs, [])
    assert not sealing._keep(ours, [SealedHead(subject_id="R-1", sequence=1)])

    assert Seal.objects.get().hash == theirs.hash
    assert not SealedHead.objects.exists()


def test_what_nobody_touched_is_whole(kept):
    assert list(faults(kept)) == []
    said = _verify()
    assert f"{Entry.objects.count()} entries are whole" in said
    assert "sealed up to 2026-03-03 09:00 UTC" in said


def test_a_ledger_without_a_seal_is_held_against_its_heads(db):
    write("R-1", CHANCE)

    assert "1 entries are whole (not sealed yet)" in _verify()


@pytest.mark.parametrize("number", [len(WAYS), SOME, MANY])
def test_whatever_is_done_to_what_was_sealed_is_found(kept, number):
    chance = Random(number)  # noqa: S311 - the same each time
    before = list(Entry.objects.order_by("pk").values())

    for turn in range(number):
        way = WAYS[turn % len(WAYS)]
        with transaction.atomic():
            tampering = Tampering(chance)
            getattr(tampering, way)()
            found = {fault.where: fault.number for fault in faults()}
            if not found:
                # What cannot be told from these tables alone is told by a seal kept elsewhere.
                assert way.endswith("_follow"), way
                found = {fault.where: fault.number for fault in faults(kept)}
            assert found, way
            where = f"recommendation {tampering.subject}"
            assert found[where] <= tampering.number, way
            if not way.endswith("_follow"):
                assert found[where] == tampering.number, way
            rewrite_seals()
            assert list(faults(kept)), way
            transaction.set_rollback(True)

    assert list(Entry.objects.order_by("pk").values()) == before
    assert list(faults(kept)) == []


def test_seals_and_what_they_hold_are_found_to_be_changed(kept):
    head = rows(SealedHead).filter(pk=SealedHead.objects.filter(seal__number=2).first().pk)
    second, third = (rows(Seal).filter(number=number) for number in (2, 3))
    changes = [
        (2, lambda: head.update(sequence=1000)),
        (2, head.delete),
        (2, lambda: second.update(time=FIRST)),
        (2, lambda: second.update(previous_hash="0" * 64)),
        (7, lambda: third.update(number=7)),
        (3, lambda: (rows(SealedHead).filter(seal__number=3).delete(), third.delete())),
    ]

    for number, change in changes:
        with transaction.atomic():
            change()
            assert [each.number for each in faults(kept) if each.where == "seal"] == [number]
            transaction.set_rollback(True)


def test_the_command_names_what_is_wrong_and_fails(kept, tmp_path, client):
    file = tmp_path / "seals.json"
    file.write_bytes(client.get("/about/using/seals.json").content)
    assert "held against 3 seals kept elsewhere" in _verify("--seals", str(file))

    rows(Entry).filter(subject_id="R-1", sequence=1).update(verb="x")
    printed = StringIO()
    with pytest.raises(CommandError, match=r"not whole: 1 faults .*3 seals kept elsewhere"):
        call_command("verify_ledger", "--seals", str(file), stdout=printed)

    assert printed.getvalue() == "recommendation R-1, 1: this entry was changed\n"


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"seals": [{"number": "x"}]}', '{"seals": 3}']
)
def test_a_file_without_seals_is_refused(db, tmp_path, content):
    file = tmp_path / "seals.json"
    file.write_text(content)

    with pytest.raises(CommandError, match="holds no seals"):
        _verify("--seals", str(file))
    with pytest.raises(CommandError, match="holds no seals"):
        _verify("--seals", str(tmp_path / "absent.json"))


def test_blanking_a_person_leaves_the_ledger_whole(db, curator):
    representative = factories.make_representative()
    factories.make_endorsement(representative=representative)
    assert seal_next()

    blank_person(person=representative.user, by=curator, reason="They asked for it.")

    assert list(faults()) == []


def test_the_seals_are_there_for_everybody_to_keep(kept, client):
    page = client.get("/about/using/seals/").content.decode()
    told = client.get("/about/using/seals.json")

    assert all(digest in page for digest in kept.values())
    rows_told = json.loads(told.content)["seals"]
    assert {row["number"]: row["hash"] for row in rows_told} == kept
    assert rows_told[0]["time"] == "2026-03-01T09:00:00+00:00"
    assert "/about/using/seals/" in client.get("/about/using/").content.decode()


def test_without_a_seal_the_page_says_when_the_first_is_made(db, client):
    assert (
        "the first is made in the coming night"
        in client.get("/about/using/seals/").content.decode()
    )
    assert json.loads(client.get("/about/using/seals.json").content)["seals"] == []


def test_an_archive_of_the_open_data_holds_the_last_seal_of_its_day(kept, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    archive = archives.publish(FIRST.date() + timedelta(days=1))

    with default_storage.open(archive.name) as file, ZipFile(file) as opened:
        package = opened.read("datapackage.json")
    copy = tmp_path / "datapackage.json"
    copy.write_bytes(package)

    assert json.loads(package)["seal"] == {
        "number": 2,
        "time": "2026-03-02T09:00:00+00:00",
        "hash": kept[2],
    }
    assert "held against 1 seals kept elsewhere" in _verify("--seals", str(copy))
