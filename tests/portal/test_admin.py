from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from portal.models import AboutPage
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = "/admin/portal/aboutpage/"
FACTORS = "/admin/mfa/authenticator/"


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


def test_a_page_stands_once_in_each_language(curating, using):
    form = {"slug": "using", "title": "Usar", "text": "Cite.", "language": "es"}
    curating.post(f"{PAGES}add/", form)
    again = curating.post(f"{PAGES}add/", form).content.decode()
    assert AboutPage.objects.filter(slug="using").count() == 2
    assert "There is this page in this language already." in again


def test_no_page_is_deleted(curating, using):
    response = curating.post(f"{PAGES}{using.pk}/delete/", {"post": "yes"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert AboutPage.objects.filter(pk=using.pk).exists()


def test_a_superuser_sees_who_has_a_second_factor_and_reads_no_secret(log_in, representative):
    client = log_in(factories.make_user("root@example.org", is_staff=True, is_superuser=True))
    factor = Authenticator.objects.create(
        user=representative.user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    page = f"{FACTORS}{factor.pk}/change/"

    for address in (FACTORS, page):
        html = client.get(address).content.decode()
        assert str(representative.user) in html
        assert "JBSWY3DPEHPK3PXP" not in html
    assert client.get(f"{FACTORS}add/").status_code == HTTPStatus.FORBIDDEN
    assert client.post(page, {"data": "{}"}).status_code == HTTPStatus.FORBIDDEN
    gone = client.post(f"{FACTORS}{factor.pk}/delete/", {"post": "yes"})
    assert gone.status_code == HTTPStatus.FORBIDDEN
    assert Authenticator.objects.exists()
