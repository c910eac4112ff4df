"""Whose token a program shows."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated

from organisations.actions import token_of
from organisations.actions.tokens import DeadToken

_SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer …`; a session that a browser has is nothing here."""

    def authenticate(self, request: Any) -> tuple[Any, Any]:
        """Return the person and the token; raises where none is shown, or it does not hold."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != _SCHEME.lower() or not secret:
            raise NotAuthenticated
        try:
            token = token_of(secret.strip())
        except DeadToken as refusal:
            raise AuthenticationFailed(str(refusal)) from refusal
        return token.representative.user, token

    def authenticate_header(self, request: Any) -> str:
        return f'{_SCHEME} realm="api"'
