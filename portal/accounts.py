from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People sign up by registering their organisation, not on a page of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
