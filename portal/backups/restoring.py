"""Putting a backup into an empty installation, after all of it was looked at."""

import gzip
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyrage
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from consultations.models import Consultation
from ledger.models import Entry
from organisations.models import Organisation, User
from portal.backups import tables
from portal.backups.making import FORMAT, MANIFEST
from portal.searching import KINDS
from search.indexing import rebuild

_LONGEST_MANIFEST = 64 * 1024 * 1024
_MEMBER = re.compile(r"file-\d{1,9}|[a-z_]+\.[A-Za-z_]+\.jsonl\.gz")
_ENCRYPTED = b"age-encryption.org/"


class RestoreRefused(Exception):
    """Nothing was touched; the message says why, and what to do."""


class Restored(NamedTuple):
    """What was put back."""

    rows: int
    files: int
    made_at: str


def restore_backup(source: Path, identity: Path | None = None) -> Restored:
    """Put the backup into this database, migrated and empty, and its files into MEDIA_ROOT.

    All of it is read and held against its hashes before anything is touched, and the tables once
    more when they are there. Raises RestoreRefused where it does not hold, is of another release,
    or where there is something here already.
    """
    _refuse_unless_empty()
    with TemporaryDirectory(prefix="plenary-restore-") as place:
        work = Path(place)
        manifest = _unpacked(_plain(source, identity, work), work)
        _refuse_other_release(manifest)
        _look_at_all(manifest, work)
        put = _put_files(manifest, work)
        try:
            _put_tables(manifest, work)
        except BaseException:
            for name in put:
                default_storage.delete(name)
            raise
    rebuild(KINDS)
    rows = sum(each["rows"] for each in manifest["tables"].values())
    return Restored(rows, len(manifest["files"]), manifest["made_at"])


def _refuse_unless_empty() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RestoreRefused("This database is not migrated: run `manage.py migrate` first.")
    for model in (User, Organisation, Consultation, Entry):
        if QuerySet(model).exists():
            raise RestoreRefused("This database is in use. A backup goes into an empty one only.")


def _plain(source: Path, identity: Path | None, work: Path) -> Path:
    """Return the archive, decrypted if it is encrypted."""
    try:
        with source.open("rb") as file:
            is_encrypted = file.read(len(_ENCRYPTED)) == _ENCRYPTED
    except OSError as error:
        raise RestoreRefused(f"{source} cannot be read: {error.strerror}.") from error
    if not is_encrypted:
        return source
    if identity is None:
        raise RestoreRefused("This backup is encrypted: name the file with its key, --identity.")
    plain = work / "whole.tar"
    try:
        keys = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in identity.read_text(encoding="ascii").splitlines()
            if line.strip() and not line.startswith("#")
        ]
        pyrage.decrypt_file(str(source), str(plain), keys)
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise RestoreRefused(f"{identity} holds no key that can be read.") from error
    except pyrage.DecryptError as error:
        raise RestoreRefused(f"The backup cannot be decrypted with this key: {error}.") from error
    return plain


def _unpacked(archive: Path, work: Path) -> dict[str, Any]:
    """Take the members out into the folder, each under a name of ours; return the manifest."""
    try:
        with tarfile.open(archive, "r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST:
                raise RestoreRefused("This is no backup of Plenary.")
            manifest = _manifest(tar, first)
            expected = _expected(manifest)
            for member in tar:
                if member.name == MANIFEST and member.offset == first.offset:
                    continue
                if not member.isreg() or member.name not in expected:
                    raise RestoreRefused(f"The backup holds a part of no list: {member.name!r}.")
                expected.discard(member.name)
                _copy(tar, member, work / member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise RestoreRefused(f"The backup is damaged: {error}.") from error
    if expected:
        raise RestoreRefused(f"The backup is not whole: {len(expected)} parts are missing.")
    return manifest


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    content = tar.extractfile(member)
    with to.open("wb") as target:
        shutil.copyfileobj(content, target)  # type: ignore[arg-type] # a regular file has one


def _manifest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    try:
        manifest = json.load(tar.extractfile(member))  # type: ignore[arg-type] # it is a file
        is_known = manifest["format"] == FORMAT and bool(manifest["made_at"])
        _expected(manifest)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RestoreRefused("The list of what the backup holds cannot be read.") from error
    if not is_known:
        raise RestoreRefused(f"This backup is of another form: {manifest['format']!r}.")
    return dict(manifest)


def _expected(manifest: dict[str, Any]) -> set[str]:
    """Return the names of all members that the list names; raises TypeError and the like."""
    members = [f"{label}.jsonl.gz" for label in manifest["tables"]]
    members += [each["member"] for each in manifest["files"].values()]
    if not all(isinstance(each, dict) for each in manifest["tables"].values()):
        raise TypeError("A table is told of in another form.")
    if len(set(members)) != len(members) or not all(map(_MEMBER.fullmatch, members)):
        raise ValueError("A part has no name that we give.")
    return set(members)


def _refuse_other_release(manifest: dict[str, Any]) -> None:
    ours = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
    columns = {
        model._meta.label: [each.attname for each in tables.columns(model)]
        for model in tables.kept_tables()
    }
    theirs = {label: each.get("columns") for label, each in manifest["tables"].items()}
    if manifest.get("migrations") != ours or theirs != columns:
        raise RestoreRefused(
            f"The backup was made by another release, {manifest.get('release', 'not numbered')}: "
            "restore it with that one, and upgrade then."
        )


def _look_at_all(manifest: dict[str, Any], work: Path) -> None:
    """Hold each part against its hash, as it is kept and as it is read."""
    for label, told in manifest["tables"].items():
        with _opened(work, label) as lines:
            try:
                found = tables.digest(lines)
            except (OSError, EOFError, zlib.error) as error:
                raise RestoreRefused(f"The table {label} is damaged: {error}.") from error
        if found != (told.get("rows"), told.get("sha256")):
            raise RestoreRefused(f"The table {label} is not what was kept.")
    for name, told in manifest["files"].items():
        with (work / told["member"]).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != told.get("sha256"):
                raise RestoreRefused(f"The file {name} is not what was kept.")
        _refuse_bad_name(name)


def _refuse_bad_name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise RestoreRefused(f"The backup names a file outside its folder: {name!r}.")


def _opened(work: Path, label: str) -> gzip.GzipFile:
    return gzip.open(work / f"{label}.jsonl.gz", "rb")


def _put_files(manifest: dict[str, Any], work: Path) -> list[str]:
    """Put the files in place, before the rows that name them; return which were not there yet."""
    missing = [name for name, told in manifest["files"].items() if not _is_there(name, told)]
    for name in missing:
        with (work / manifest["files"][name]["member"]).open("rb") as content:
            default_storage.save(name, File(content))
    return missing


def _is_there(name: str, told: dict[str, str]) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        if sha256(file.read()).hexdigest() != told["sha256"]:
            raise RestoreRefused(f"MEDIA_ROOT holds another file {name}.")
    return True


@transaction.atomic
def _put_tables(manifest: dict[str, Any], work: Path) -> None:
    """Put all rows in place of what an empty installation begins with, or none."""
    models = tables.kept_tables()
    with _without_triggers():
        for model in tables.all_tables():
            QuerySet(model)._raw_delete(using="default")
        try:
            for model in models:
                with _opened(work, model._meta.label) as lines:
                    tables.put_back(model, lines)
            connection.check_constraints()
        except (ValueError, TypeError, DatabaseError, ValidationError) as error:
            raise RestoreRefused(f"The rows do not fit together: {error}") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    for model in models:
        told = manifest["tables"][model._meta.label]
        if tables.digest_of(model) != (told["rows"], told["sha256"]):
            raise RestoreRefused(f"The table {model._meta.label} did not come back as it was kept.")


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Let rows be put back without what follows a new one: it follows from them already."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _name, sql in triggers:
                cursor.execute(sql)
            return
        names = [each._meta.db_table for each in tables.all_tables()]
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        # A database of a million rows takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
