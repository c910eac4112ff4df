"""A Redis of our own, which may be stopped, frozen and emptied."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PROGRAM = "redis-server"


def has_redis() -> bool:
    return shutil.which(_PROGRAM) is not None


class Redis:
    """A server of our own, which keeps nothing on disk."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        told = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        program = shutil.which(_PROGRAM)
        assert program
        self.process = subprocess.Popen([program, *told], stdout=subprocess.DEVNULL)
        begun = time.monotonic()
        while self._is_silent():
            assert time.monotonic() < begun + 30
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def empty(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as told:
            told.sendall(b"FLUSHALL\r\n")
            assert told.recv(5) == b"+OK\r\n"

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        yield
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        self.process.send_signal(signal.SIGSTOP)
        yield
        self.process.send_signal(signal.SIGCONT)

    def _is_silent(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return True
        return False
