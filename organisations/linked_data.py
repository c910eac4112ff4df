"""Organisations in the words of schema.org: those that are listed, and no others."""

from catalogue.linked_data import Data, absolute, described
from organisations.models import Organisation


def organisation_data(organisation: Organisation) -> Data | None:
    """Return what everybody may know of it; nothing of one that is not listed."""
    if not organisation.is_listed:
        return None
    return described(
        "Organization",
        name=organisation.name,
        alternateName=organisation.acronym,
        url=absolute(organisation.get_absolute_url()),
        sameAs=organisation.website,
    )
