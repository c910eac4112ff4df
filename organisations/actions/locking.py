"""Rows that an act of a representative reads and decides on, locked until its transaction ends."""

from organisations.models import Representative, User


def locked_representative(representative: Representative) -> Representative:
    """Return the representative and organisation as the database has them now.

    The organisation is locked first, as by all who change one. The person is read after it: joined
    to it, PostgreSQL would return them as they were before the wait.
    """
    # PostgreSQL locks the row of each table in the order in which they are named here.
    rows = Representative.objects.select_for_update(of=("organisation", "self"))
    fresh = rows.select_related("organisation").get(pk=representative.pk)
    fresh.user = User.objects.get(pk=fresh.user_id)
    return fresh
