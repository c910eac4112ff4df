"""Rows that an act of a representative reads and decides on, locked until its transaction ends."""

from organisations.models import Representative


def locked_representative(representative: Representative) -> Representative:
    """Return the representative and organisation as the database has them now.

    The organisation is locked first, as by all who change one.
    """
    # PostgreSQL locks the row of each table in the order in which they are named here.
    rows = Representative.objects.select_for_update(of=("organisation", "self"))
    return rows.select_related("organisation", "user").get(pk=representative.pk)
