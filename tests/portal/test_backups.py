"""Backups: made while people write, put back into an empty installation, refused when damaged."""

import gzip
import io
import json
import tarfile
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from config import VERSION
from consultations.models import Document
from ledger.canonical import canonical_json
from ledger.models import Entry
from ledger.sealing import seal_next
from ledger.verifying import faults
from organisations.actions import set_listed
from organisations.models import Organisation, User
from portal.backups import tables
from portal.backups.making import BackupRefused, make_backup
from portal.backups.restoring import RestoreRefused, restore_backup
from portal.opendata import archives
from recommendations.actions import sign
from recommendations.terms import Terms
from tests import factories

pytestmark = [pytest.mark.hold, pytest.mark.django_db(transaction=True)]
# Emptying all tables takes PostgreSQL many seconds, and what is refused depends on no database.
sqlite_will_do = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="what is refused depends on no database"
)


@pytest.fixture(autouse=True)
def place(tmp_path, settings):
    """Return the folder of the backups; the files of the record lie in another."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def _make_record():
    """Put something of most kinds in place, with a seal and an archive; return its file."""
    with transaction.atomic():
        file = factories.make_file()
        recommendation = factories.make_recommendation()
        factories.make_document(consultation=recommendation.consultation, file=file)
        factories.make_endorsement(recommendation=recommendation)
        factories.make_comment(recommendation=recommendation)
        factories.make_frozen_list()
        assert seal_next()
    archives.publish(recommendation.current_version.published_at.date())
    return file


def _digests():
    return {each._meta.label: tables.digest_of(each) for each in tables.kept_tables()}


def _files():
    place = Path(default_storage.location)
    return [str(each.relative_to(place)) for each in place.rglob("*") if each.is_file()]


def _empty():
    """Leave what a new installation begins with."""
    call_command("flush", interactive=False, verbosity=0)
    for name in _files():
        default_storage.delete(name)


def _call(*arguments):
    printed = StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


def test_all_comes_back_into_an_empty_installation(place, client):
    file = _make_record()
    code = Entry.objects.filter(verb="recommendation.published").first().subject_id
    _call("rebuild_search")
    before, found = _digests(), client.get("/search/?q=harbours").content.count(b'class="hit"')
    said = _call("backup", str(place))
    [backup] = place.iterdir()
    assert f"{backup}: {sum(rows for rows, _sha in before.values())} rows, 2 files" in said
    assert backup.stat().st_mode & 0o777 == 0o600
    _empty()
    assert not Document.objects.exists()

    said = _call("restore", str(backup))

    assert "The ledger is whole" in said
    assert _digests() == before
    assert (Path(default_storage.location) / file.name).read_bytes().startswith(b"%PDF")
    assert client.get(f"/recommendations/{code}/").status_code == 200
    assert client.get("/search/?q=harbours").content.count(b'class="hit"') == found > 0
    # What is written then goes on from there, under the guards of the database.
    factories.make_endorsement()
    assert list(faults()) == []
    with pytest.raises(Exception, match="rows are never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE ledger_entry SET verb = 'x'")


@sqlite_will_do
def test_an_encrypted_one_needs_its_key(place, settings):
    key, other = place.parent / "key", place.parent / "other"
    settings.BACKUP_RECIPIENTS = [_call("backup", "--new-key", str(key)).strip().split("=")[1]]
    _call("backup", "--new-key", str(other))
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="File exists"):
        _call("backup", "--new-key", str(key))
    _make_record()
    before = _digests()
    backup = make_backup(place).file
    assert backup.name.endswith(".tar.age")
    assert b"ledger" not in backup.read_bytes()
    _empty()

    with pytest.raises(CommandError, match="name the file with its key"):
        _call("restore", str(backup))
    with pytest.raises(CommandError, match="cannot be decrypted with this key"):
        _call("restore", str(backup), "--identity", str(other))
    with pytest.raises(CommandError, match="holds no key"):
        _call("restore", str(backup), "--identity", str(backup))
    _call("restore", str(backup), "--identity", str(key))

    assert _digests() == before


@sqlite_will_do
@pytest.mark.parametrize("danger", ["unlisted", "unnamed"])
def test_what_may_not_be_known_is_kept_encrypted_only(place, settings, danger):
    if danger == "unlisted":
        hidden, by = factories.make_organisation(), factories.make_protector()
        set_listed(organisation=hidden, is_listed=False, by=by, reason="They are in danger.")
    else:
        recommendation = factories.make_recommendation()
        sign(
            recommendation=recommendation,
            by=factories.make_representative(),
            fingerprint=recommendation.current_version.fingerprint,
            terms=Terms("unnamed"),
        )

    with pytest.raises(CommandError, match="has to be encrypted"):
        _call("backup", str(place))
    assert list(place.iterdir()) == []

    settings.BACKUP_RECIPIENTS = ["age1nothing"]
    with pytest.raises(CommandError, match="BACKUP_RECIPIENTS"):
        _call("backup", str(place))


@sqlite_will_do
def test_a_backup_without_a_file_that_is_named_is_not_made(place):
    file = _make_record()
    default_storage.delete(file.name)

    with pytest.raises(BackupRefused, match="is missing in MEDIA_ROOT"):
        make_backup(place)

    assert list(place.iterdir()) == []


@sqlite_will_do
def test_an_archive_that_was_made_anew_meanwhile_is_left_out(place):
    _make_record()
    for name in _files():
        if name.startswith("open-data/"):
            default_storage.delete(name)

    assert make_backup(place).files == 1


@sqlite_will_do
def test_a_folder_that_is_none_or_cannot_be_written_is_said(place, monkeypatch):
    with pytest.raises(CommandError, match="is no folder"):
        _call("backup", str(place / "absent"))
    monkeypatch.setattr("os.fsync", _fail)
    with pytest.raises(CommandError, match="could not be written"):
        _call("backup", str(place))
    assert list(place.iterdir()) == []


def _fail(_number):
    raise OSError("No space left on device")


@sqlite_will_do
def test_nothing_that_is_there_is_written_over(place):
    _make_record()
    backup = make_backup(place).file
    before = _digests()

    with pytest.raises(CommandError, match="is in use"):
        _call("restore", str(backup))

    assert _digests() == before


@sqlite_will_do
def test_another_file_of_the_same_name_stops_the_restoring(place):
    file = _make_record()
    backup = make_backup(place).file
    _empty()
    (Path(default_storage.location) / file.name).write_bytes(b"other")

    with pytest.raises(CommandError, match="MEDIA_ROOT holds another file"):
        _call("restore", str(backup))

    assert not User.objects.exists()


@sqlite_will_do
def test_a_file_that_is_there_already_stays(place):
    file = _make_record()
    backup = make_backup(place).file
    kept = Path(default_storage.location) / file.name
    content = kept.read_bytes()
    _empty()
    kept.write_bytes(content)

    assert restore_backup(backup).files == 2


class Broken:
    """The parts of a backup, to be changed and put together again."""

    def __init__(self, backup):
        with tarfile.open(backup) as tar:
            self.parts = {each.name: tar.extractfile(each).read() for each in tar}
        self.manifest = json.loads(self.parts["manifest.json"])

    def rows(self, label="ledger.Entry"):
        return gzip.decompress(self.parts[f"{label}.jsonl.gz"]).splitlines(keepends=True)

    def put(self, rows, label="ledger.Entry", *, is_told=True):
        """Put other rows in place; where they are told, the list agrees with them."""
        written = b"".join(rows)
        self.parts[f"{label}.jsonl.gz"] = gzip.compress(written)
        if is_told:
            told = self.manifest["tables"][label]
            told["rows"], told["sha256"] = len(rows), sha256(written).hexdigest()

    def move(self, name):
        """Let a file of the backup go elsewhere."""
        files = self.manifest["files"]
        files[name] = files.pop(next(iter(files)))

    def change(self, label, **values):
        """Change the first row of a table, and let the list agree with it."""
        first, *rest = self.rows(label)
        row = json.loads(first)
        for column, value in values.items():
            row[self.manifest["tables"][label]["columns"].index(column)] = value
        self.put([canonical_json(row) + b"\n", *rest], label)

    def written(self, to):
        self.parts["manifest.json"] = json.dumps(self.manifest).encode()
        with tarfile.open(to, "w") as tar:
            for name, content in self.parts.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
        return to


ENTRIES = "ledger.Entry.jsonl.gz"
NOT_TOGETHER = "do not fit together"
# How a backup is broken, and what is said of it.
DAMAGES = {
    "a row is missing": (
        lambda it: it.put(it.rows()[:-1], is_told=False),
        "ledger.Entry is not what was kept",
    ),
    "a row is no row": (lambda it: it.put([*it.rows()[:-1], b"[1,2]\n"]), NOT_TOGETHER),
    "a row is no JSON": (lambda it: it.put([*it.rows()[:-1], b"{\n"]), NOT_TOGETHER),
    "a row is there twice": (lambda it: it.put([*it.rows(), it.rows()[0]]), NOT_TOGETHER),
    "a row points at nothing": (
        lambda it: it.change("recommendations.Endorsement", organisation_id=10**9),
        NOT_TOGETHER,
    ),
    "rows in another order": (lambda it: it.put(it.rows()[::-1]), "did not come back"),
    "a table is cut": (
        lambda it: it.parts.update({ENTRIES: it.parts[ENTRIES][:-9]}),
        "ledger.Entry is damaged",
    ),
    "a table is no table": (
        lambda it: it.parts.update({ENTRIES: b"nothing"}),
        "ledger.Entry is damaged",
    ),
    "a table is missing": (lambda it: it.parts.pop(ENTRIES), "1 parts are missing"),
    "a table is in no list": (
        lambda it: it.manifest["tables"].pop("ledger.Entry"),
        "a part of no list",
    ),
    "a table is left out": (
        lambda it: (it.manifest["tables"].pop("ledger.Entry"), it.parts.pop(ENTRIES)),
        "another release",
    ),
    "a file was changed": (lambda it: it.parts.update({"file-1": b"other"}), "not what was kept"),
    "a file goes elsewhere": (lambda it: it.move("../../evil"), "outside its folder"),
    "a file goes anywhere": (lambda it: it.move("/etc/evil"), "outside its folder"),
    "a part has a bad name": (lambda it: it.parts.update({"../evil": b""}), "a part of no list"),
    "the list names a bad part": (
        lambda it: next(iter(it.manifest["files"].values())).update(member="../evil"),
        "cannot be read",
    ),
    "another release": (lambda it: it.manifest["migrations"].pop(), f"another release, {VERSION}:"),
    "a release without a number": (
        lambda it: (it.manifest["migrations"].pop(), it.manifest.pop("release")),
        "another release, not numbered",
    ),
    "another form": (lambda it: it.manifest.update(format="x/9"), "another form"),
    "no moment": (lambda it: it.manifest.pop("made_at"), "cannot be read"),
    "a table told as a number": (
        lambda it: it.manifest["tables"].update({"ledger.Entry": 3}),
        "cannot be read",
    ),
    "no list of tables": (lambda it: it.manifest.pop("tables"), "cannot be read"),
}


@pytest.fixture
def backup(place):
    _make_record()
    made = make_backup(place).file
    _empty()
    return made


@sqlite_will_do
def test_a_damaged_backup_is_refused_before_anything_is_touched(backup, place):
    before = _digests()
    for name, (damage, said) in DAMAGES.items():
        broken = Broken(backup)
        damage(broken)
        file = broken.written(place / "broken.tar")
        with pytest.raises(RestoreRefused, match=said):
            restore_backup(file)
        assert _digests() == before, name
        assert _files() == [], name


@sqlite_will_do
@pytest.mark.parametrize("content", [b"", b"nothing at all", b"\x00" * 4096])
def test_what_is_no_backup_is_refused(place, content):
    (place / "x.tar").write_bytes(content)

    with pytest.raises(RestoreRefused, match=r"damaged|no backup of Plenary"):
        restore_backup(place / "x.tar")
    with pytest.raises(RestoreRefused, match="cannot be read"):
        restore_backup(place / "absent.tar")


@sqlite_will_do
def test_a_backup_that_was_cut_off_is_refused(backup, place):
    whole = backup.read_bytes()

    for share in (0.3, 0.6, 0.9):
        (place / "cut.tar").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(RestoreRefused, match=r"damaged|not whole|list of what"):
            restore_backup(place / "cut.tar")

    assert not Organisation.objects.exists()


@sqlite_will_do
def test_a_ledger_that_was_not_whole_comes_back_and_is_told_of(backup, place):
    broken = Broken(backup)
    broken.change("ledger.Entry", verb="nothing.happened")

    with pytest.raises(CommandError, match="The ledger was not whole: 1 faults"):
        _call("restore", str(broken.written(place / "broken.tar")))


@sqlite_will_do
def test_a_database_that_is_not_migrated_is_refused(backup):
    [(app, name)] = MigrationLoader(connection).graph.leaf_nodes("ledger")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", [app, name])
    try:
        with pytest.raises(RestoreRefused, match="is not migrated"):
            restore_backup(backup)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES (%s, %s, CURRENT_TIMESTAMP)",
                [app, name],
            )


@sqlite_will_do
def test_the_hash_of_each_table_tells_what_changed():
    _make_record()
    before = _call("logical_hash").splitlines()
    assert before == _call("logical_hash").splitlines()
    assert not any("sessions.Session" in line for line in before)

    organisation = Organisation.objects.first()
    Organisation.objects.filter(pk=organisation.pk).update(name="Another name")

    after = _call("logical_hash").splitlines()
    changed = [line.split()[-1] for line in after if line not in before]
    assert changed == ["organisations.Organisation", "all"]
    assert _call("logical_hash", "ledger.Entry").splitlines()[0] in before
