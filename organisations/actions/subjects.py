"""What entries in the ledger are about."""

from organisations.models import Organisation


def subject_of(organisation: Organisation) -> tuple[str, str]:
    """Return the organisation as the subject of an entry: its kind and id.

    Not its slug: that is made of its name, and names are looked up, never kept there.
    """
    return ("organisation", str(organisation.pk))
