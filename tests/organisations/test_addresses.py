"""What leads elsewhere is a page: an address that would act, or fetch a file, is no link."""

from typing import Any

import pytest
from django.test import Client

from organisations.templatetags.addresses import web_address
from tests import factories


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://harbour.example/", True),
        ("HTTP://harbour.example", True),
        ("javascript:alert(1)", False),
        ("ftp://harbour.example/", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_the_address_of_a_page_becomes_a_link(address: str, is_link: bool) -> None:
    assert bool(web_address(address)) is is_link


@pytest.mark.parametrize("address", ["https://harbour.example/", "javascript:alert(1)"])
def test_a_website_that_is_none_is_words_and_no_link(client: Client, db: Any, address: str) -> None:
    organisation = factories.make_organisation(website=address)
    document = factories.make_document(source_url=address)
    link = f'href="{address}"'

    page = client.get(organisation.get_absolute_url()).content.decode()

    assert address in page
    assert (link in page) is address.startswith("https")
    source = client.get(document.get_absolute_url()).content.decode()
    assert (link in source) is address.startswith("https")
