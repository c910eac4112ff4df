"""The chain of entries: written by `record`, and what a hand in the database does to it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from ledger import clock
from ledger.actions import record, record_each
from ledger.canonical import fingerprint
from ledger.models import Entry, Head
from ledger.verifying import fault_of, is_whole

SUBJECT = ("recommendation", "GFMD17-07")
HASH = 64


def _record(number=1, subject=SUBJECT):
    return [
        record("endorsement.signed", subject=subject, source="web", payload={"version": each})
        for each in range(1, number + 1)
    ][-1]


@transaction.atomic
def _record_and_fail():
    _record()
    raise ValueError("late")


@pytest.fixture
def chain(db):
    """Five entries about one subject, in a table whose guard is gone."""
    _record(5)
    table = "" if connection.vendor == "sqlite" else " ON ledger_entry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_entry_guard{table}")


def _tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _broken():
    fault = fault_of(*SUBJECT)
    return fault.number if fault else None


def test_an_entry_says_what_who_for_whom_on_what_how_and_when(db):
    before = clock.now()

    made = record(
        "comment.hidden",
        subject=("comment", "k3v9"),
        source=Entry.Source.ADMIN,
        actor_id=7,
        organisation_id=9,
        payload={"version": 2},
    )

    entry = Entry.objects.get()
    assert entry == made
    assert (entry.verb, entry.source, entry.payload) == ("comment.hidden", "admin", {"version": 2})
    assert (entry.actor_id, entry.organisation_id) == (7, 9)
    assert (entry.subject_type, entry.subject_id, entry.sequence) == ("comment", "k3v9", 1)
    assert before <= entry.time <= clock.now()
    assert str(entry) == "comment.hidden k3v9"


def test_an_entry_without_particulars_has_empty_ones(db):
    made = record("organisation.applied", subject=SUBJECT, source="web")

    assert Entry.objects.get(pk=made.pk).payload == {}


def test_each_entry_holds_the_hash_of_the_one_before(db):
    _record(3)

    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous_hash for entry in entries] == ["", entries[0].hash, entries[1].hash]
    assert all(entry.hash == fingerprint(entry.hashed_content()) for entry in entries)


def test_the_head_says_where_the_chain_ends(db):
    last = _record(3)

    head = Head.objects.get()
    assert (head.sequence, head.hash) == (3, last.hash)
    assert str(head) == "recommendation GFMD17-07 #3"


def test_every_subject_has_a_chain_of_its_own(db):
    _record(2)
    other = _record(1, subject=("comment", "GFMD17-07"))

    assert (other.sequence, other.previous_hash) == (1, "")
    assert set(Entry.objects.about(*SUBJECT).values_list("sequence", flat=True)) == {1, 2}


def test_an_entry_is_written_only_inside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        _record()
    with pytest.raises(transaction.TransactionManagementError):
        record_each("comment.published", subject_type="comment", payloads={"a": {}}, source="web")

    assert not Entry.objects.exists()


def test_an_act_on_many_goes_on_in_the_chain_of_each(db):
    _record(2, subject=("comment", "b"))
    given = {"a": {"version": 1}, "b": {"version": 2}, "c": {}}

    entries = record_each(
        "comment.published", subject_type="comment", payloads=given, source="admin", actor_id=7
    )
    assert [(entry.subject_id, entry.sequence) for entry in entries] == [
        ("a", 1),
        ("b", 3),
        ("c", 1),
    ]
    assert {entry.payload.get("version") for entry in Entry.objects.filter(actor_id=7)} == {
        1,
        2,
        None,
    }
    _record(1, subject=("comment", "c"))
    assert all(is_whole("comment", subject) for subject in given)
    assert Head.objects.get(subject_id="c").sequence == 2


def test_an_entry_goes_with_the_act_that_failed(db):
    _record()

    with pytest.raises(ValueError, match="late"):
        _record_and_fail()

    assert Entry.objects.count() == 1
    assert Head.objects.get().sequence == 1
    assert _record().sequence == 2
    assert is_whole(*SUBJECT)


def test_the_database_takes_no_second_entry_of_the_same_number(db):
    first = _record()
    twin = Entry(
        verb="x",
        subject_type=SUBJECT[0],
        subject_id=SUBJECT[1],
        sequence=1,
        payload={},
        source="web",
        time=first.time,
        hash="0" * HASH,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_time_told_in_another_zone_is_kept_in_utc_and_breaks_nothing(db, settings):
    settings.DEMO = True
    in_vienna = datetime(2017, 9, 6, 16, 0, tzinfo=timezone(timedelta(hours=2)))

    with clock.as_of(in_vienna):
        entry = _record()

    assert entry.time == datetime(2017, 9, 6, 14, 0, tzinfo=UTC)
    assert entry.hashed_content()["time"] == "2017-09-06T14:00:00.000000+00:00"
    assert is_whole(*SUBJECT)


def test_a_chain_that_nobody_touched_is_whole(chain):
    assert _broken() is None
    assert is_whole(*SUBJECT)


def test_a_subject_of_which_nothing_is_known_is_whole(db):
    assert is_whole(*SUBJECT)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "endorsement.withdrawn"),
        ("actor_id", 8),
        ("organisation_id", 8),
        ("payload", '{"version": 9}'),
        ("source", "admin"),
        ("time", "2017-09-06 14:00:00+00:00"),
        ("previous_hash", "0" * HASH),
        ("hash", "0" * HASH),
        ("sequence", 33),
    ],
)
def test_a_changed_entry_is_found(chain, column, value):
    _tamper(f"UPDATE ledger_entry SET {column} = %s WHERE sequence = 3", value)

    assert _broken() in {3, 4}
    assert not is_whole(*SUBJECT)


def test_an_entry_moved_to_another_subject_is_missed(chain):
    _tamper("UPDATE ledger_entry SET subject_id = 'GFMD17-08' WHERE sequence = 3")

    assert _broken() == 3
    assert fault_of("recommendation", "GFMD17-08").number == 1


def test_a_changed_entry_whose_hash_was_computed_anew_betrays_the_next(chain):
    changed = Entry.objects.get(sequence=3)
    changed.payload = {"version": 9}

    _tamper(
        "UPDATE ledger_entry SET payload = %s, hash = %s WHERE sequence = 3",
        '{"version": 9}',
        fingerprint(changed.hashed_content()),
    )

    assert _broken() == 4


@pytest.mark.parametrize(("deleted", "found"), [(1, 1), (3, 3)])
def test_a_deleted_entry_is_missed(chain, deleted, found):
    _tamper("DELETE FROM ledger_entry WHERE sequence = %s", deleted)

    assert _broken() == found


@pytest.mark.parametrize("first_deleted", [5, 1])
def test_entries_cut_off_at_the_end_are_missed_by_the_head(chain, first_deleted):
    _tamper("DELETE FROM ledger_entry WHERE sequence >= %s", first_deleted)

    assert _broken() == first_deleted
    assert not is_whole(*SUBJECT)


def test_a_chain_without_its_head_is_not_whole(chain):
    _tamper("DELETE FROM ledger_head")

    assert not is_whole(*SUBJECT)


def test_two_swapped_entries_are_found(chain):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        _tamper("UPDATE ledger_entry SET sequence = %s WHERE sequence = %s", new, old)

    assert _broken() == 2


def test_an_inserted_entry_is_found(chain):
    for number in (5, 4, 3):
        _tamper("UPDATE ledger_entry SET sequence = sequence + 1 WHERE sequence = %s", number)
    second = Entry.objects.get(sequence=2)
    forged = Entry(
        verb="endorsement.signed",
        subject_type=SUBJECT[0],
        subject_id=SUBJECT[1],
        sequence=3,
        payload={},
        source="web",
        time=clock.now(),
        previous_hash=second.hash,
    )
    forged.hash = fingerprint(forged.hashed_content())
    forged.save()

    assert _broken() == 4


def test_two_subjects_are_judged_apart(chain):
    other = ("recommendation", "GFMD17-08")
    _record(2, subject=other)

    _tamper("UPDATE ledger_entry SET verb = 'x' WHERE subject_id = 'GFMD17-07' AND sequence = 1")

    assert _broken() == 1
    assert is_whole(*other)
