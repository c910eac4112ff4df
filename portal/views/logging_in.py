"""Logging in by a mailed code, with the address filled in where a mail of ours led here."""

from typing import Any

from allauth.account.views import RequestLoginCodeView
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


class LoginCodeView(RequestLoginCodeView):
    """Fills in the address that the link names; it is typed, sent and checked as any other."""

    def get_initial(self) -> dict[str, Any]:
        address = self.request.GET.get("email", "")
        try:
            validate_email(address)
        except ValidationError:
            return dict(super().get_initial())
        return dict(super().get_initial()) | {"email": address}
