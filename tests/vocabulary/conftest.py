from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.text import slugify

from tests.factories import make_user
from vocabulary.models import Definition, Term, Theme


@pytest.fixture
def make_term(db) -> Callable[..., Term]:
    def make(name: str, *, related: tuple[Term, ...] = ()) -> Term:
        term = Term.objects.create(name=name, slug=slugify(name))
        term.related.set(related)
        return term

    return make


@pytest.fixture
def make_definition(db) -> Callable[..., Definition]:
    def make(term: Term, **fields) -> Definition:
        plain = {"text": "Work that nobody chose", "authority": "C29", "article": "art 2(1)"}
        return Definition.objects.create(term=term, **plain | fields)

    return make


@pytest.fixture
def make_theme(db) -> Callable[..., Theme]:
    def make(name: str, **fields) -> Theme:
        return Theme.objects.create(name=name, slug=slugify(name), **fields)

    return make


@pytest.fixture
def person_of_the_admin(db, client) -> Callable[..., Client]:
    """Logs somebody in who has these permissions on the vocabulary, and no others."""

    def log_in(*verbs: str) -> Client:
        user = make_user(is_staff=True)
        granted = Permission.objects.filter(content_type__app_label="vocabulary")
        user.user_permissions.set([p for p in granted if p.codename.split("_")[0] in verbs])
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def keeper(person_of_the_admin) -> Client:
    return person_of_the_admin("view", "add", "change", "delete")
