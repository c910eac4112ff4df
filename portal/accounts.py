from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People sign up by registering their organisation, not on a page of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether one may be led on to the address; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
