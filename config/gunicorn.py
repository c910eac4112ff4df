"""How gunicorn serves: `gunicorn --config config/gunicorn.py config.wsgi`."""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_PORT = os.environ.get("PORT", "8000")
_HOST = os.environ.get("HOST", "127.0.0.1")
bind = f"[{_HOST}]:{_PORT}" if ":" in _HOST else f"{_HOST}:{_PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Behind a proxy, which connects when it has a request, what a worker cannot take up soon is
# better left to wait where the others take it from, too: `deploy/` says twice as many as threads.
# Browsers open connections that they do not use yet: for them there have to be plenty.
worker_connections = int(os.environ.get("WEB_CONNECTIONS", "1000"))
# No header of a client says under which folder we stand: some proxies hand on any.
forwarder_headers = ""
# The application is loaded once and shared; the socket is announced when it can answer.
preload_app = True
# Where there is memory to beat in, a slow disk cannot make a worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - holds no data
graceful_timeout = 10
# It would write into the home directory, which may be read-only.
control_socket_disable = True
logger_class = "config.gunicorn_logger.LineLogger"
# Where the workers keep what each has counted, for `/metrics`, for as long as the server runs. The
# name is the library's, which looks for it when it is first imported.
_COUNTED = tempfile.mkdtemp(prefix="plenary-counted-", dir=worker_tmp_dir)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _COUNTED


def on_exit(_server: Any) -> None:
    shutil.rmtree(_COUNTED, ignore_errors=True)


def when_ready(_server: Any) -> None:
    """Leave what was loaded out of the collector's rounds, so that workers go on sharing it."""
    gc.collect()
    gc.freeze()
