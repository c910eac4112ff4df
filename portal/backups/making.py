"""Making a backup: the database at one moment, the files it names, and a list with their hashes."""

import gzip
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyrage
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from consultations.models import StoredFile
from ledger.clock import now
from organisations.models import Organisation
from portal.backups import tables
from portal.models import OpenDataArchive
from recommendations.models import Endorsement

FORMAT = "plenary-backup/1"
MANIFEST = "manifest.json"
_COPY = "backup_copy"


class BackupRefused(Exception):
    """The backup was not made; the message says why, and what to do."""


class Made(NamedTuple):
    """A finished backup."""

    file: Path
    rows: int
    files: int


def make_backup(folder: Path) -> Made:
    """Write a backup of this moment into the folder, while people go on writing.

    It gets its name when it is whole. Raises BackupRefused where it would have to be encrypted and
    there is no key, where a key is no key, or where a file that the database names is missing.
    """
    recipients = _recipients()
    with TemporaryDirectory(dir=folder, prefix=".unfinished-") as place:
        work = Path(place)
        with _at_one_moment(work) as alias:
            if not recipients:
                _refuse_if_in_danger(alias)
            manifest = _write_tables(work, alias)
            names = _names_of_files(alias)
        _write_files(work, names, manifest)
        archive = _packed(work, manifest)
        name = f"plenary-{now():%Y%m%dT%H%M%SZ}.tar"
        if recipients:
            name, plain = f"{name}.age", archive
            archive = work / "encrypted"
            pyrage.encrypt_file(str(plain), str(archive), recipients)
        with archive.open("rb") as file:
            os.fsync(file.fileno())
        archive.chmod(0o600)
        archive.rename(folder / name)
    rows = sum(each["rows"] for each in manifest["tables"].values())
    return Made(folder / name, rows, len(manifest["files"]))


def _recipients() -> list[Any]:
    try:
        return [pyrage.x25519.Recipient.from_str(each) for each in settings.BACKUP_RECIPIENTS]
    except pyrage.RecipientError as error:
        raise BackupRefused(f"BACKUP_RECIPIENTS: {error}. A key begins with age1.") from error


def _refuse_if_in_danger(using: str) -> None:
    unlisted = Organisation.objects.using(using).filter(is_listed=False)
    unnamed = Endorsement.objects.using(using).exclude(naming=Endorsement.Naming.NAMED)
    if unlisted.exists() or unnamed.exists():
        raise BackupRefused(
            "There are organisations here that may not be named, so a backup has to be encrypted: "
            "set BACKUP_RECIPIENTS to the public key that `age-keygen` or "
            "`manage.py backup --new-key FILE` gives, and keep the other half elsewhere."
        )


@contextmanager
def _at_one_moment(work: Path) -> Iterator[str]:
    """Give out the alias of a database in which nothing moves."""
    if connection.vendor == "sqlite":
        # An open read would keep writers waiting for as long as the backup takes.
        connection.ensure_connection()
        with closing(sqlite3.connect(work / "copy.sqlite3")) as copy:
            connection.connection.backup(copy)
        still = connection.copy(alias=_COPY)
        still.settings_dict["NAME"] = str(work / "copy.sqlite3")
        connections[_COPY] = still
        try:
            yield _COPY
        finally:
            still.close()
            del connections[_COPY]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield DEFAULT_DB_ALIAS


def _write_tables(work: Path, using: str) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "release": settings.RELEASE,
        "made_at": now().isoformat(timespec="seconds"),
        "from": settings.PUBLIC_URL,
        "database": connection.vendor,
        "migrations": sorted(map(list, MigrationRecorder(connections[using]).applied_migrations())),
        "tables": {},
        "files": {},
    }
    for model in tables.kept_tables():
        label = model._meta.label
        with gzip.open(work / f"{label}.jsonl.gz", "wb", compresslevel=4) as target:
            rows, digest = tables.digest(_through(target, tables.lines(model, using)))
        columns = [each.attname for each in tables.columns(model)]
        manifest["tables"][label] = {"rows": rows, "sha256": digest, "columns": columns}
    return manifest


def _through(target: Any, lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        target.write(line)
        yield line


def _names_of_files(using: str) -> list[tuple[str, bool]]:
    """Return the names of the files that the database names, and whether each may be missing."""
    # An archive of the open data is made anew, under another name, when something leaves it.
    return [
        *((each.name, False) for each in StoredFile.objects.using(using)),
        *((each.name, True) for each in OpenDataArchive.objects.using(using)),
    ]


def _write_files(work: Path, names: list[tuple[str, bool]], manifest: dict[str, Any]) -> None:
    for name, may_be_missing in names:
        try:
            source = default_storage.open(name)
        except FileNotFoundError:
            if may_be_missing:
                continue
            raise BackupRefused(f"The file {name} is missing in MEDIA_ROOT.") from None
        kept = f"file-{len(manifest['files']) + 1}"
        with source, (work / kept).open("wb") as target:
            found = sha256()
            for chunk in source.chunks():
                target.write(chunk)
                found.update(chunk)
        manifest["files"][name] = {"member": kept, "sha256": found.hexdigest()}


def _packed(work: Path, manifest: dict[str, Any]) -> Path:
    """Put all into one file, the list of what there is at its beginning."""
    members = [f"{label}.jsonl.gz" for label in manifest["tables"]]
    members += [each["member"] for each in manifest["files"].values()]
    (work / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    archive = work / "whole.tar"
    with tarfile.open(archive, "w") as tar:
        for name in (MANIFEST, *members):
            tar.add(work / name, arcname=name, filter=_without_owner)
            (work / name).unlink()
    return archive


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
