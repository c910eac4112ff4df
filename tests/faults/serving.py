"""A running installation that may be killed: gunicorn with three workers, and who is in it."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from organisations.models import User
from tests.test_races import ROOT, TOKEN, Server

WORKERS = 3
SECONDS_TO_START = 60


class Installation(Server):
    """A gunicorn that starts, stops and dies as a test says."""

    def __init__(self, environment: dict[str, str], application: str = "config.wsgi") -> None:
        self.application = application
        with socket.create_server(("127.0.0.1", 0)) as listener:
            super().__init__(listener.getsockname()[1])
        self.environment = environment | {
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(WORKERS),
            # As behind a proxy.
            "WEB_CONNECTIONS": "8",
            # They write for many people in few minutes.
            "WRITES_A_MINUTE": "1000000",
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as it serves

    def command(self, *arguments: str) -> None:
        """Run one of the commands of `manage.py`."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        """Start all processes in a group of their own, and do not wait for them."""
        command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
        self.process = subprocess.Popen(
            [*command, "--log-level", "critical", self.application],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stderr=self.log,
        )

    def told(self) -> str:
        """Return the end of what it wrote about its faults."""
        self.log.seek(0)
        return self.log.read()[-6000:].decode()

    def wait(self, seconds: float = SECONDS_TO_START) -> float:
        """Return after how many seconds it answered; raises RuntimeError where it does not."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            try:
                self.ask(None, "/healthz" if self.application == "config.wsgi" else "/7/")
            except OSError:
                time.sleep(0.05)
            else:
                return time.monotonic() - begun
        raise RuntimeError("The server does not answer.")

    def stop(self) -> None:
        """Let it end in its own time."""
        assert self.process
        self.process.terminate()
        self.process.wait(SECONDS_TO_START)
        self.log.close()

    def written(self, person: User | None, path: str, form: dict | None = None) -> bytes:
        """Return the request as it goes over the line, so that sending it costs next to nothing."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN} | form) if form else ""
        session = f"; sessionid={self.log_in(person)}" if person else ""
        lines = [
            f"{'POST' if form else 'GET'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: close",
            f"Cookie: csrftoken={TOKEN}{session}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body]).encode()

    def send(self, request: bytes) -> int:
        """Send what was written, read the answer, and return its status."""
        with socket.create_connection(("127.0.0.1", self.port), SECONDS_TO_START) as line:
            line.sendall(request)
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        return int(answer.split(b" ", 2)[1])

    def kill_a_worker(self) -> None:
        """End one worker, whichever, without a word."""
        os.kill(random.choice(self.workers()), signal.SIGKILL)  # noqa: S311 - by chance, no secret

    def kill_all(self) -> None:
        """End the whole group without a word, as when the machine's memory is gone."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS_TO_START)

    def processor_time(self) -> float:
        """Return how many seconds of a processor its workers have used."""
        ticks = 0
        for worker in self.workers():
            fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def workers(self) -> list[int]:
        """Return the processes that answer, once all of them are there."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found: list[int] = []
        while len(found) < WORKERS:
            found = [int(each) for each in children.read_text().split()]
        return found
