"""The people of the suite, and what lets it run quickly."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.template import Context, RequestContext, Template
from django.test import Client
from django.test.signals import template_rendered

from organisations.models import Organisation, Representative, User
from recommendations.models import Recommendation
from tests import factories, migrated_database
from tests.portal.asking import after_a_pause


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what was there before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


def _call(function: Any, given: dict[str, Any]) -> None:
    function(**given)


# Python keeps the frames of calls in pieces of 16 kB and asks the system for the next one, and
# gives it back, each time that a call crosses the end of one: deep in a template a hundred
# thousand times. A call that claims much room makes a piece in which all that it calls fits.
_call.__code__ = _call.__code__.replace(co_stacksize=70_000)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Call the test with room for what it calls."""
    names = pyfuncitem._fixtureinfo.argnames
    _call(pyfuncitem.obj, {name: pyfuncitem.funcargs[name] for name in names})
    return True


# Where coverage is measured, what migrations run counts as well.
if connection.vendor == "sqlite" and not os.environ.get("COVERAGE"):

    @pytest.fixture(scope="session")
    def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[Path]:
        """Begin with what an earlier run has migrated; Django migrates what is left."""
        with migrated_database.restored() as file:
            yield file

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_db_setup: None, django_db_modify_db_settings: Path, django_db_blocker: Any
    ) -> None:
        """Keep what is migrated now for the next run."""
        with django_db_blocker.unblock():
            migrated_database.keep(django_db_modify_db_settings)


@pytest.fixture(scope="session", autouse=True)
def _clients_hear_of_whole_pages(django_test_environment: None) -> None:
    """Tell test clients of pages only: Django copies the context of each part and widget, too."""

    def render(template: Template, context: Context) -> str:
        if context.template is template and isinstance(context, RequestContext):
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render


@pytest.fixture(autouse=True)
def _an_empty_cache() -> None:
    after_a_pause()


@pytest.fixture(scope="module")
def around_all(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a fixture of the module make rows once, in a transaction around all its tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def curator(db: Any) -> User:
    return factories.make_staff("curators", "curator@example.org")


@pytest.fixture
def moderator(db: Any) -> User:
    return factories.make_staff("moderators", "moderator@example.org")


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


@pytest.fixture(params=[1, 4, pytest.param(30, marks=pytest.mark.hold)])
def number(request: Any) -> int:
    """So many rows stand on a page whose queries are counted."""
    return request.param


@pytest.fixture
def log_in(client: Client) -> Any:
    """Return a client on which the user or representative given is logged in."""

    def for_person(person: User | Representative) -> Client:
        user = person.user if isinstance(person, Representative) else person
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return for_person
