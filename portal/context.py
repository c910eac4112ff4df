from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.loopback import is_demo_on_this_computer
from recommendations.demo.accounts import ACCOUNTS


def site(request: HttpRequest) -> dict[str, Any]:
    """Tell every page what this installation is called, and whether it is a demonstration."""
    names = ("SITE_NAME", "CONTACT_EMAIL", "DEMO", "PUBLIC_URL")
    return {name: getattr(settings, name) for name in names}


def demo_accounts(request: HttpRequest) -> dict[str, Any]:
    """Offer the login page of a demonstration its accounts, on the computer it runs on."""
    match = request.resolver_match
    is_login_page = match is not None and match.url_name == "account_login"
    if is_login_page and is_demo_on_this_computer(request):
        return {"demo_accounts": ACCOUNTS}
    return {}
