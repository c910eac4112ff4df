"""The people of the suite."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from organisations.models import Organisation, Representative, User
from recommendations.models import Recommendation
from tests import factories


@pytest.fixture(autouse=True)
def _an_empty_cache() -> None:
    cache.clear()


def _staff(group: str, email: str) -> User:
    user = factories.make_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def curator(db: Any) -> User:
    return _staff("curators", "curator@example.org")


@pytest.fixture
def moderator(db: Any) -> User:
    return _staff("moderators", "moderator@example.org")


@pytest.fixture
def organisation(db: Any) -> Organisation:
    return factories.make_organisation(name="Lantern Coalition", slug="lantern-coalition")


@pytest.fixture
def representative(organisation: Organisation) -> Representative:
    """May comment and sign for the organisation."""
    user = factories.make_user("representative@example.org")
    return factories.make_representative(user=user, organisation=organisation)


@pytest.fixture
def drafter(organisation: Organisation) -> Representative:
    """May comment for the organisation, not sign."""
    user = factories.make_user("drafter@example.org")
    return factories.make_representative(user=user, organisation=organisation, may_sign=False)


@pytest.fixture
def other(db: Any) -> Representative:
    """May comment and sign for another organisation."""
    user = factories.make_user("other@example.org")
    organisation = factories.make_organisation(name="Steppe Caravan", slug="steppe-caravan")
    return factories.make_representative(user=user, organisation=organisation)


@pytest.fixture
def recommendation(db: Any) -> Recommendation:
    return factories.make_recommendation()


@pytest.fixture
def log_in(client: Client) -> Any:
    """Return a client on which the user or representative given is logged in."""

    def for_person(person: User | Representative) -> Client:
        user = person.user if isinstance(person, Representative) else person
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return for_person
