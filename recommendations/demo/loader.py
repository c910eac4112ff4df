"""Loads the demonstration once, and at each later start lets it be open again."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Process
from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Organisation, User
from recommendations.demo.asks import load_asks
from recommendations.demo.content import Story
from recommendations.demo.people import load_people
from recommendations.demo.records import load_records
from recommendations.demo.vocabulary import load_vocabulary
from recommendations.demo.windows import move_windows
from vocabulary.models import Theme

_LOADED = "demo.loaded"


@transaction.atomic
def load() -> bool:
    """Load the demonstration, or move its windows where it is loaded; tell whether it was new.

    Raises Refused where DEMO is off, and where the database holds something else.
    """
    if not settings.DEMO:
        raise Refused(_("DEMO is off here: invented organisations have no place in a real record."))
    if Entry.objects.filter(verb=_LOADED).exists():
        move_windows(now())
        return False
    _refuse_other_data()
    _load_everything()
    record(_LOADED, subject=("demo", "demo"), source=Entry.Source.COMMAND)
    return True


def _refuse_other_data() -> None:
    if any(model.objects.exists() for model in (User, Organisation, Process, Theme)):
        raise Refused(
            _(
                "The database holds data that are not the demonstration's. "
                "Name an empty one: DATABASE_URL=sqlite:////path/to/demo.sqlite3"
            )
        )


def _load_everything() -> None:
    story = Story(told_at=now())
    load_vocabulary()
    cast = load_people(story)
    extracts = load_records(story, cast)
    load_asks(story, cast, extracts)
