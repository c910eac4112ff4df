"""The lists as sets of data, in the words of schema.org, for those who look for data."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.exports import LICENCE_ADDRESS
from catalogue.linked_data import Data, absolute, described, publisher
from catalogue.surfaces import Surface
from portal.surfaces import SURFACES


def dataset(surface: Surface) -> Data:
    """Return the list as a set of data, with the form in which all of it can be followed."""
    told = {"list": surface.label, "site": settings.SITE_NAME}
    feed = described(
        "DataDownload",
        encodingFormat="application/atom+xml",
        contentUrl=absolute(reverse("list-feed", args=[surface.name])),
    )
    return described(
        "Dataset",
        name=f"{surface.label} · {settings.SITE_NAME}",
        description=_("%(list)s, as anybody may read it on %(site)s: each with its address.")
        % told,
        url=absolute(surface.get_absolute_url()),
        license=LICENCE_ADDRESS,
        creator=publisher(),
        distribution=[feed],
    )


def data_catalogue() -> Data:
    """Return all lists as one catalogue of data."""
    return described(
        "DataCatalog",
        name=settings.SITE_NAME,
        url=absolute(reverse("about-page", args=["using"])),
        license=LICENCE_ADDRESS,
        publisher=publisher(),
        dataset=[dataset(surface) for surface in SURFACES.values()],
    )
