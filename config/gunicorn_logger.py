from typing import Any

from gunicorn.glogging import Logger

from portal.log_lines import LogLine


class LineLogger(Logger):
    """Writes what gunicorn itself has to say as the program's own lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LogLine())
