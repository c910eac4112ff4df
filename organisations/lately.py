"""Whether somebody showed who they are just now, for those who have no password to be asked for."""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def came_lately(request: HttpRequest) -> bool:
    """Tell whether the person logged in, or showed again who they are, a few minutes ago."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    latest = max((each["at"] for each in records), default=0)
    return bool(time.time() - latest < account_settings.REAUTHENTICATION_TIMEOUT)
