"""Puts a record of a given size in place: `python bench/seed.py 10000`, in DATABASE_URL's database.

Then it logs somebody in who acts for an organisation, and prints the key of the session.
One of the recommendations is argued about: twenty comments have answers, fifty comments in all.
"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
THREADS, COMMENTS = 20, 50


def main() -> None:
    """Put the record in place where there is none yet, and print the key of a session."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings

    # Nobody logs in by these passwords.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.core.management import call_command

    from recommendations.models import Recommendation

    call_command("migrate", verbosity=0, interactive=False)
    if not Recommendation.objects.exists():
        _seed(int(sys.argv[1]))
    print(_session())


def _seed(size: int) -> None:
    """Put the rows in place, and let the index and the kept numbers follow."""
    from django.db import transaction

    from portal.searching import KINDS
    from recommendations.models import Recommendation
    from recommendations.supporting import recount_next
    from search.indexing import rebuild
    from tests.portal.thousands import make_thousands

    with transaction.atomic():
        make_thousands(size)
        _argue(Recommendation.objects.get(code="L-0011"))
    rebuild(KINDS)
    while recount_next():
        pass
    _analyse()


def _argue(about: Any) -> None:
    from recommendations.models import Comment
    from tests import factories

    first = list(Comment.objects.filter(recommendation=about))
    people = [factories.make_representative() for _each in range(3)]
    for turn in range(len(first), COMMENTS):
        parent = None if len(first) < THREADS else first[turn % THREADS]
        made = factories.make_comment(
            recommendation=about, parent=parent, representative=people[turn % 3]
        )
        if parent is None:
            first.append(made)


def _session() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from organisations.models import Representative

    user = Representative.objects.order_by("pk").select_related("user")[0].user
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _analyse() -> None:
    """Count what the database plans by, as PostgreSQL does by itself within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
