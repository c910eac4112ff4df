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
from django.db.backends.postgresql import base

# A query that takes longer is no fault, as long as the server answers.
SECONDS_TO_WAIT, SECONDS_TO_ANSWER = 1.5, 2
# Meanwhile nobody tries again: of many who ask at once only the first wait.
SECONDS_TO_LEAVE = 2
# “Do you speak TLS?”, answered with one letter before anybody says who they are.
_QUESTION = struct.pack("!ii", 8, 80877103)
_SILENT = "The database does not answer."


class _Silence:
    """Since when this process knows that the server is silent, by where it is."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, int], float] = {}

    def begins(self, place: tuple[str, int]) -> None:
        self._until[place] = time.monotonic() + SECONDS_TO_LEAVE

    def refuse(self, place: tuple[str, int]) -> None:
        """Raise OperationalError while the server is known to be silent."""
        if time.monotonic() < self._until.get(place, 0):
            raise psycopg.OperationalError(_SILENT)


_silence = _Silence()


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer as long as there is a server to give it."""

    def wait(self, gen: Any, *arguments: Any, **more: Any) -> Any:
        """Return what the server answers; raises OperationalError where it has fallen silent."""
        return super().wait(self._watched(gen), *arguments, **more)

    def _watched(self, gen: Any) -> Generator[Any, Any, Any]:
        place = self.info.host, self.info.port
        until = time.monotonic() + SECONDS_TO_WAIT
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > until:
                    self._leave_if_silent(place)
                    until = time.monotonic() + SECONDS_TO_WAIT
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _leave_if_silent(self, place: tuple[str, int]) -> None:
        if _answers(*place):
            return
        _silence.begins(place)
        self.close()
        raise psycopg.OperationalError(_SILENT)


def _answers(host: str, port: int) -> bool:
    try:
        with _reached(host, port) as asked:
            asked.sendall(_QUESTION)
            return bool(asked.recv(1))
    except OSError:
        return False


def _reached(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), SECONDS_TO_ANSWER)
    asked = socket.socket(socket.AF_UNIX)
    asked.settimeout(SECONDS_TO_ANSWER)
    asked.connect(str(Path(host, f".s.PGSQL.{port}")))
    return asked


class _Driver:
    """The driver, but for how it connects."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    def connect(self, **given: Any) -> PatientConnection:
        place = str(given.get("host", "")), int(given.get("port") or 5432)
        _silence.refuse(place)
        try:
            return PatientConnection.connect(**given)
        except psycopg.errors.ConnectionTimeout:
            _silence.begins(place)
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment] # as good as the module
