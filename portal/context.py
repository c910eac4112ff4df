from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Tell every page what this installation is called, and whether it is a demonstration."""
    names = ("SITE_NAME", "CONTACT_EMAIL", "DEMO", "PUBLIC_URL")
    return {name: getattr(settings, name) for name in names}
