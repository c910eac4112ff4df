"""Files that a program of its own lays out, as answers."""

import logging
import subprocess
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def file_answer(make: Callable[[], bytes], name: str, media_type: str) -> HttpResponse:
    """Return the file of the name; 503 where it cannot be laid out now."""
    try:
        made = make()
    except subprocess.SubprocessError:
        logger.exception("The file %s could not be laid out", name)
        told = _("This file cannot be made at the moment. Take another format, or come back soon.")
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(told, status=status, headers={"Retry-After": "60"})
    return HttpResponse(
        made,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
