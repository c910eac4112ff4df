"""Prepares the demo and serves it until it is told to stop: what `make run` does."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END = 12


def main() -> int:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    _set_environment()
    _refuse_a_busy_port()
    _prepare()
    return _serve()


def _set_environment() -> None:
    """Make a demo of it; what else a file .env says, about a real installation, does not count."""
    host, port = os.environ.setdefault("HOST", "127.0.0.1"), os.environ.setdefault("PORT", "8000")
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    os.environ |= {"DEBUG": "0", "DEMO": "1", "PYTHONUNBUFFERED": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    for name, value in {
        "ALLOWED_HOSTS": f"127.0.0.1,localhost,[::1],{host},{socket.gethostname()}",
        "DATABASE_URL": f"sqlite:///{ROOT}/var/plenary.sqlite3",
        "EMAIL_URL": "",
        "MEDIA_ROOT": f"{ROOT}/var/media",
        "PUBLIC_URL": f"http://{shown}:{port}",
        "REDIS_URL": "",
        "SECRET_KEY": "",
        "TRUSTED_PROXIES": "0",
    }.items():
        os.environ.setdefault(name, value)


def _refuse_a_busy_port() -> None:
    host, port = os.environ["HOST"], os.environ["PORT"]
    try:
        socket.create_server(
            (host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        ).close()
    except (OSError, ValueError) as error:
        sys.exit(f"{host}:{port} cannot be served ({error}); another: make run PORT=8001")


def _prepare() -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")
    print(f"Open {os.environ['PUBLIC_URL']}/ in a browser. Ctrl-C ends it.")
    connections.close_all()
    sys.stdout.flush()


def _serve() -> int:
    """Run the server and the worker until one ends, a signal comes or `make` is gone."""
    signals: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        signals.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    parent = os.getppid()
    children = {
        "The server": _start("-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"),
        "The worker": _start("manage.py", "work"),
    }
    ended: list[str] = []
    while not signals and not ended and os.getppid() == parent:
        time.sleep(0.1)
        ended = [name for name, child in children.items() if child.poll() is not None]
    for name in ended:
        print(f"{name} ended, and everything with it.", flush=True)
    _end(list(children.values()))
    return 0 if signals else 1


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then ends both.
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
        child.kill()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
