"""Endorses and withdraws in turn, an act for each line that comes in: `python bench/acts.py`.

It does so in DATABASE_URL's database, through the same actions as the pages; a line goes out when
the act is committed.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Act until nothing comes in any more."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from ledger.clock import now
    from organisations.models import Representative
    from recommendations.actions import sign, withdraw
    from recommendations.models import Recommendation

    representative = Representative.objects.filter(may_sign=True).order_by("-pk")[0]
    # The last, so that none is on the first page of a list.
    row = Recommendation.objects.open_for("endorsement", now()).order_by("-pk")[0]
    own = row.endorsements.standing().filter(organisation=representative.organisation)
    is_signed = own.exists()
    print("ready", flush=True)
    for _line in sys.stdin:
        if is_signed:
            withdraw(recommendation=row, by=representative)
        else:
            sign(recommendation=row, by=representative, fingerprint=row.text.fingerprint)
        is_signed = not is_signed
        print("done", flush=True)


if __name__ == "__main__":
    main()
