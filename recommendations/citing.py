"""How a recommendation, exactly one of its texts, and a frozen list are cited."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.citing import Citation
from recommendations.models import FrozenList, Recommendation, Version


def version_citation(version: Version, recommendation: Recommendation) -> Citation:
    """Return how exactly this text is cited: by its version, since a text may still change."""
    day = version.published_at.date()
    number = _("version %(number)s, %(date)s") % {
        "number": version.number,
        "date": date_format(day, "DATE_FORMAT"),
    }
    address = version.get_absolute_url()
    return Citation(
        key=f"{recommendation.code}:v{version.number}",
        title=version.title,
        author=settings.SITE_NAME,
        path=address,
        place=address,
        details=(str(recommendation.code), number),
        published=", ".join((_("Recommendation"), str(recommendation.code))),
        number=str(recommendation.code),
        edition=str(version.number),
        day=day,
        language=version.language,
        note=_("SHA-256 of what is signed: %(fingerprint)s") % {"fingerprint": version.fingerprint},
        kind="ELEC",
    )


def list_citation(frozen: FrozenList) -> Citation:
    """Return how a frozen list is cited: it stays as it stood then."""
    day = frozen.frozen_at.date()
    frozen_on = _("frozen on %(date)s") % {"date": date_format(day, "DATE_FORMAT")}
    return Citation(
        key=f"list:{frozen.public_id}",
        title=frozen.title,
        author=settings.SITE_NAME,
        path=frozen.get_absolute_url(),
        place=frozen.get_absolute_url(),
        details=(_("Frozen list of signatories"), frozen_on),
        published=_("Frozen list of signatories"),
        number=frozen.public_id,
        day=day,
        note=_("SHA-256 of the list: %(fingerprint)s") % {"fingerprint": frozen.fingerprint},
        kind="DATA",
    )
