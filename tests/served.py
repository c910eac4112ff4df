"""Serves a record of chance by gunicorn with three workers, as a real installation is served."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.product import ROOT, SECONDS_TO_END, SECONDS_TO_START, own_database

WORKERS = 3
# Logs in everybody whose account is printed, and some more people, without a password.
LOGGING_IN = """
import json
from django.test import Client
from organisations.models import User
found = {}
for user in User.objects.filter(email__endswith="@scale.example").order_by("pk")[:60]:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    found[user.email] = client.cookies["sessionid"].value
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Served:
    """A running server: its port, its process, and the sessions of people by their addresses."""

    port: int
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the server and return what it printed."""
        return _manage(self.environment, *arguments)

    def sessions(self) -> dict[str, str]:
        """Return new sessions of people, by their addresses."""
        told = json.loads(self.manage("shell", "-v0", "-c", LOGGING_IN))
        return {str(email): str(key) for email, key in told.items()}

    def memory(self) -> int:
        """Return how many kB the workers hold that they did not get from the process they left."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        told = [Path(f"/proc/{pid}/status").read_text() for pid in children.read_text().split()]
        return sum(int(each.partition("\nVmRSS:")[2].split()[0]) for each in told)


@contextmanager
def served(directory: Path, size: int, **settings: str) -> Iterator[Served]:
    """Serve a record of so many recommendations, in a database of its own; end it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    with own_database(directory) as database_url:
        environment = _environment(directory, database_url, port) | settings
        _manage(environment, "migrate", "-v0")
        numbers: dict[str, Any] = {"recommendations": size, "comments": 3 * size}
        numbers["endorsements"] = 5 * size
        given = [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
        canaries = str(directory / "canaries.json")
        _manage(environment, "seed_scale", *given, "--here", "--canaries", canaries)
        command = ["-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
        with (directory / "served").open("w") as printed:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                stdout=printed,
                stderr=printed,
            )
        try:
            _wait(port, process)
            yield Served(port, process, environment)
        finally:
            process.terminate()
            process.wait(SECONDS_TO_END)


def _environment(directory: Path, database_url: str, port: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(directory / "media"),
        "EMAIL_URL": f"filemail://{directory}/mail",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
    }


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
