from http import HTTPStatus

import pytest
from django.test import Client

from portal.models import AboutPage

pytestmark = pytest.mark.django_db

PAGES = "/admin/portal/aboutpage/"


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


@pytest.fixture
def using(db) -> AboutPage:
    AboutPage.objects.filter(slug="using").delete()
    return AboutPage.objects.create(slug="using", title="Using this record", text="Cite it.")


def test_a_curator_edits_a_page_that_keeps_its_address(curating, using):
    form = {"title": "Citing this record", "text": "Cite the *code*.", "language": "en"}
    curating.post(f"{PAGES}{using.pk}/change/", form | {"slug": "elsewhere"})
    using.refresh_from_db()
    assert (using.slug, using.title) == ("using", "Citing this record")
    history = curating.get(f"{PAGES}{using.pk}/history/").content.decode()
    assert "Citing this record" in history


def test_the_list_and_the_form_lead_to_the_public_page(curating, using):
    assert 'href="/about/using/">See the page' in curating.get(PAGES).content.decode()
    form = curating.get(f"{PAGES}{using.pk}/change/").content.decode()
    assert 'href="/about/using/" class="viewsitelink"' in form


def test_a_curator_adds_a_page_by_its_address(curating):
    form = {"slug": "press", "title": "Press", "text": "Write to us.", "language": "en"}
    curating.post(f"{PAGES}add/", form)
    assert AboutPage.objects.get(slug="press").title == "Press"


def test_no_page_is_deleted(curating, using):
    response = curating.post(f"{PAGES}{using.pk}/delete/", {"post": "yes"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert AboutPage.objects.filter(pk=using.pk).exists()
