"""Puts a record of a given size in place: `python bench/seed.py 10000`, in DATABASE_URL's database.

Then it logs somebody in who acts for an organisation, and prints what they can endorse and the
key of the session.
One of the recommendations is argued about: twenty comments have answers, fifty comments in all.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# For each recommendation.
COMMENTS, ENDORSEMENTS = 3, 5
WHO = "representative@scale.example"


def main() -> None:
    """Put the record in place where there is none yet; print a code and the key of a session."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from recommendations.models import Recommendation

    call_command("migrate", verbosity=0, interactive=False)
    if not Recommendation.objects.exists():
        size = int(sys.argv[1])
        call_command(
            "seed_scale",
            recommendations=size,
            comments=COMMENTS * size,
            endorsements=ENDORSEMENTS * size,
            here=True,
            stdout=sys.stderr,
        )
        _analyse()
    print(_open(), _session())


def _open() -> str:
    """Return the code of a recommendation that can be endorsed, and was not by who is logged in."""
    from ledger.clock import now
    from organisations.models import User
    from recommendations.models import Endorsement, Recommendation

    user = User.objects.get(email=WHO)
    own = Endorsement.objects.filter(organisation__representatives__user=user)
    rows = Recommendation.objects.open_for("endorsement", now()).order_by("pk")
    return str(rows.exclude(pk__in=own.values("recommendation"))[0].code)


def _session() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from organisations.models import User

    user = User.objects.get(email=WHO)
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
