from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from organisations.limits import give_back

# An address that nobody has.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing listens on it


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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return who it is; who is inactive is answered like one who is not known."""
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            return None
        place: str | None = getattr(request, "place_of_try", None)
        if place:
            give_back(place)
        return person

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return an address that is nobody's: the library would keep the real one.

        Who is counted by their address is counted by `portal.throttling`, and nowhere kept.
        """
        return NO_ADDRESS
