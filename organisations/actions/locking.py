"""Rows that an act of a representative reads and decides on, locked until its transaction ends."""

from organisations.models import Organisation, Representative


def locked_representative(representative: Representative) -> Representative:
    """Return the representative and organisation as the database has them now.

    The organisation is locked first, as by all who change one.
    """
    organisation = Organisation.objects.select_for_update().get(pk=representative.organisation_id)
    fresh = (
        Representative.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=representative.pk)
    )
    fresh.organisation = organisation
    return fresh
