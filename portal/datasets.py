"""The lists as sets of data, in the words of schema.org, for those who look for data."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.exports import LICENCE_ADDRESS
from catalogue.linked_data import Data, absolute, described, publisher
from catalogue.surfaces import Surface
from catalogue.writers import FORMATS
from portal.models import OpenDataArchive
from portal.surfaces import SURFACES


def dataset(surface: Surface) -> Data:
    """Return the list as a set of data, with the forms in which all of it can be had."""
    told = {"list": surface.label, "site": settings.SITE_NAME}
    files = [
        _download(written.media_type.partition(";")[0], "export", surface.name, ending)
        for ending, written in FORMATS.items()
    ]
    feed = _download("application/atom+xml", "list-feed", surface.name)
    return described(
        "Dataset",
        name=f"{surface.label} · {settings.SITE_NAME}",
        description=_("%(list)s, as anybody may read it on %(site)s: each with its address.")
        % told,
        url=absolute(surface.get_absolute_url()),
        license=LICENCE_ADDRESS,
        creator=publisher(),
        distribution=[*files, feed],
    )


def whole_record(*, is_there: bool) -> Data:
    """Return the archives of the whole record as a set of data, and the latest if it is there."""
    return described(
        "Dataset",
        name=f"{_('Open data')} · {settings.SITE_NAME}",
        description=_("The whole public record as files for programs, one archive a day."),
        url=absolute(reverse("open-data")),
        license=LICENCE_ADDRESS,
        creator=publisher(),
        distribution=[_download("application/zip", "open-data-latest")] if is_there else [],
    )


def data_catalogue() -> Data:
    """Return all lists, and the archives of everything, as one catalogue of data."""
    archives = whole_record(is_there=OpenDataArchive.objects.exists())
    return described(
        "DataCatalog",
        name=settings.SITE_NAME,
        url=absolute(reverse("about-page", args=["using"])),
        license=LICENCE_ADDRESS,
        publisher=publisher(),
        dataset=[*(dataset(surface) for surface in SURFACES.values()), archives],
    )


def _download(media_type: str, name: str, *args: str) -> Data:
    return described(
        "DataDownload", encodingFormat=media_type, contentUrl=absolute(reverse(name, args=args))
    )
