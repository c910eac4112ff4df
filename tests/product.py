"""Starts the whole product as `make run` does, for tests that use it from outside."""

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

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 180
SECONDS_TO_END = 20


@dataclass(frozen=True)
class Product:
    """A running product: where it answers, what it printed, and the environment it runs in."""

    url: str
    directory: Path
    environment: dict[str, str]

    @property
    def printed(self) -> str:
        return (self.directory / "printed").read_text()

    @property
    def password(self) -> str:
        """Return the password of all demo accounts, as it was printed."""
        lines = [line.strip() for line in self.printed.splitlines()]
        return next(line for line in lines if line.startswith("Password: ")).split(": ")[1]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the server and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


@contextmanager
def running_product(directory: Path, **settings: str) -> Iterator[Product]:
    """Start the product with a database of its own; end it, and drop that, afterwards.

    The database is of the kind that DATABASE_URL names. Raises RuntimeError, with what the
    product printed, where it does not answer.
    """
    port = _free_port()
    with own_database(directory) as database_url:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(directory / "media"),
            "EMAIL_URL": f"filemail://{directory}/mail",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "DEMO": "1",
            **settings,
        }
        product = Product(f"http://127.0.0.1:{port}", directory, environment)
        with (directory / "printed").open("w") as printed:
            process = subprocess.Popen(
                [sys.executable, "scripts/run.py"],
                cwd=ROOT,
                env=environment,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_it_answers(product, process)
            yield product
        finally:
            process.terminate()
            process.wait(SECONDS_TO_END)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def own_database(directory: Path) -> Iterator[str]:
    server = os.environ["DATABASE_URL"]
    if not server.startswith("postgres"):
        yield f"sqlite:///{directory}/plenary.sqlite3"
        return
    name = f"product_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def _wait_until_it_answers(product: Product, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{product.url}/healthz", timeout=5)  # noqa: S310 - our own
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The product does not answer. It printed:\n{product.printed}")
