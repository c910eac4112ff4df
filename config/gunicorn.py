"""How gunicorn serves: `gunicorn --config config/gunicorn.py config.wsgi`."""

import os
from pathlib import Path
from typing import Any

from gunicorn import glogging

from portal.log_lines import LogLine

_PORT = os.environ.get("PORT", "8000")
_HOST = os.environ.get("HOST", "127.0.0.1")
bind = f"[{_HOST}]:{_PORT}" if ":" in _HOST else f"{_HOST}:{_PORT}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# The application is loaded once and shared; the socket is announced when it can answer.
preload_app = True
# Where there is memory to beat in, a slow disk cannot make a worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - holds no data
graceful_timeout = 10
# It would write into the home directory, which may be read-only.
control_socket_disable = True


class _Logger(glogging.Logger):
    """Writes what gunicorn itself has to say as the program's own lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LogLine())


logger_class = _Logger
