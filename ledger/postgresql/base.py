"""Connections that give up on a server which has fallen silent.

A server that has stopped refuses at once. One that is frozen, or behind a line that is cut, never
answers, and its own timeouts do not run: who waits for it would wait for ever. So who has waited
for a while asks the server, over a connection of its own, whether anybody is there.
"""

import socket
import struct
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base, features, operations

# A query that takes longer is no fault, as long as the server answers.
SECONDS_TO_WAIT, SECONDS_TO_ANSWER = 1.5, 2
# Meanwhile nobody tries again: of many who ask at once only the first wait.
SECONDS_TO_LEAVE = 2
# PostgreSQL counts the values that go with a statement in sixteen bits.
MOST_VALUES = 65_535
# “Do you speak TLS?”, answered with one letter before anybody says who they are.
_QUESTION = struct.pack("!ii", 8, 80877103)
_SILENT = "The database does not answer."
# Its host and port, as the settings name them.
Server = tuple[str, int]


class _Silence:
    """Until when this process takes which server for silent; then one tries for all."""

    def __init__(self) -> None:
        self._until: dict[Server, float] = {}

    def begins(self, server: Server) -> None:
        self._until[server] = time.monotonic() + SECONDS_TO_LEAVE

    def refuse(self, server: Server) -> None:
        """Raise OperationalError while the server is known to be silent."""
        until = self._until.get(server)
        if until is None:
            return
        if time.monotonic() < until:
            raise psycopg.OperationalError(_SILENT)
        self._until[server] = time.monotonic() + SECONDS_TO_WAIT + SECONDS_TO_ANSWER

    def ends(self, server: Server) -> None:
        self._until.pop(server, None)

    def __bool__(self) -> bool:
        return bool(self._until)


_silence = _Silence()


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer as long as there is a server to give it."""

    server: Server = ("", 0)

    def wait(self, gen: Any, *arguments: Any, **more: Any) -> Any:
        """Return what the server answers; raises OperationalError where it has fallen silent."""
        if not _silence:
            return super().wait(self._watched(gen), *arguments, **more)
        # Who had to wait for somebody who found it silent need not find that out again.
        try:
            _silence.refuse(self.server)
        except psycopg.OperationalError:
            self.close()
            raise
        try:
            answer = super().wait(self._watched(gen), *arguments, **more)
        except psycopg.Error as refusal:
            # Whoever says what is wrong is not silent.
            if refusal.sqlstate:
                _silence.ends(self.server)
            raise
        _silence.ends(self.server)
        return answer

    def _watched(self, gen: Any) -> Generator[Any, Any, Any]:
        until = time.monotonic() + SECONDS_TO_WAIT
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > until:
                    self._leave_if_silent()
                    until = time.monotonic() + SECONDS_TO_WAIT
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _leave_if_silent(self) -> None:
        if _answers(self.info.hostaddr or self.info.host, self.info.port):
            _silence.ends(self.server)
            return
        _silence.begins(self.server)
        self.close()
        raise psycopg.OperationalError(_SILENT)


def _answers(host: str, port: int) -> bool:
    is_local = host.startswith("/")
    address: Any = str(Path(host, f".s.PGSQL.{port}")) if is_local else (host, port)
    try:
        with socket.socket(_family(host)) as asked:
            asked.settimeout(SECONDS_TO_ANSWER)
            asked.connect(address)
            asked.sendall(_QUESTION)
            return bool(asked.recv(1))
    except OSError:
        return False


def _family(host: str) -> socket.AddressFamily:
    if host.startswith("/"):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Driver:
    """The driver, but for how it connects."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    def connect(self, **given: Any) -> PatientConnection:
        server = str(given.get("host") or ""), int(given.get("port") or 5432)
        _silence.refuse(server)
        try:
            made = PatientConnection.connect(**given)
        except psycopg.errors.ConnectionTimeout:
            _silence.begins(server)
            raise
        except psycopg.Error:
            # It refuses, or nobody is there: either is told at once.
            _silence.ends(server)
            raise
        _silence.ends(server)
        made.server = server
        return made


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = MOST_VALUES


class DatabaseOperations(operations.DatabaseOperations):
    def bulk_batch_size(self, fields: Any, objs: Any) -> int:
        """Return how many rows fit into one statement."""
        return min(len(objs), MOST_VALUES // max(len(fields), 1))


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment] # as good as the module
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
