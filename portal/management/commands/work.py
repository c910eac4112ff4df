import logging
import signal
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from ledger.changes import gather_next_changes
from ledger.sealing import seal_next
from organisations.actions import (
    forget_next_address,
    forget_next_answer,
    forget_next_refused,
    forget_next_tokens,
    warn_next,
)
from portal.digesting import digest_next
from portal.forgetting import (
    forget_next_calendars,
    forget_next_counts,
    forget_next_digests,
    forget_next_mails,
    forget_next_sessions,
)
from portal.mail import send_next
from portal.news import tell_news_next
from portal.opendata.keeping import keep_next, publish_next
from portal.reminding import ask_name_next, remind_next
from portal.rounds import note_round
from recommendations.actions import lapse_next
from recommendations.supporting import recount_next
from search.indexing import analyse_next
from spreadsheets.actions import forget_next_spreadsheet

SECONDS_BETWEEN_ROUNDS = 3
SECONDS_TO_FINISH = 1

logger = logging.getLogger(__name__)


class Duty(NamedTuple):
    """Something that becomes due: `do_next` does one piece of it and tells whether it did."""

    name: str
    do_next: Callable[[], bool]


DUTIES = (
    Duty("counting who stands behind what is asked", recount_next),
    Duty("counting what the database plans by", analyse_next),
    Duty("putting together how often the record changed", gather_next_changes),
    Duty("sending mail", send_next),
    Duty("letting endorsements lapse that nobody confirmed", lapse_next),
    Duty("reminding before endorsing closes", remind_next),
    Duty("asking on the chosen day whether to be named", ask_name_next),
    Duty("telling moderators what waits", digest_next),
    Duty("telling what is new in saved searches", tell_news_next),
    Duty("telling that the last right to sign ends", warn_next),
    Duty("taking out of the open data what is public no more", keep_next),
    Duty("sealing the ledger of the day", seal_next),
    Duty("publishing the open data of the day", publish_next),
    Duty("forgetting the addresses of old invitations", forget_next_address),
    Duty("forgetting spreadsheets that nobody confirmed", forget_next_spreadsheet),
    Duty("forgetting what programs were answered a day ago", forget_next_answer),
    Duty("forgetting mails that were sent", forget_next_mails),
    Duty("forgetting sessions that have run out", forget_next_sessions),
    Duty("forgetting counts of tries", forget_next_counts),
    Duty("forgetting calendars that lead nowhere", forget_next_calendars),
    Duty("forgetting tokens that have ended", forget_next_tokens),
    Duty("forgetting applications that were refused", forget_next_refused),
    Duty("forgetting when moderators were told", forget_next_digests),
)


class Command(BaseCommand):
    help = "Do what is due, such as sending mail, every few seconds until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do one round and end")

    def handle(self, *, once: bool, **_rest: Any) -> None:
        stop = Event()
        if once:
            work_through(DUTIES, stop)
            note_round()
        else:
            _work_until_told(stop)


def work_through(duties: tuple[Duty, ...], stop: Event) -> None:
    """Do all that is due; a duty that fails waits for the next round and holds up no other."""
    for duty in duties:
        try:
            while not stop.is_set() and duty.do_next():
                pass
        except Exception:
            logger.exception(_("%s failed; it is tried again in a moment."), duty.name)
            connections.close_all()


def _work_until_told(stop: Event) -> None:
    # Duties have a thread of their own, since the database and mail servers can hold one up
    # for longer than whoever stops us waits. What it leaves undone is due again later.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    thread = Thread(target=_rounds, args=(stop,), daemon=True)
    thread.start()
    stop.wait()
    thread.join(SECONDS_TO_FINISH)


def _rounds(stop: Event) -> None:
    while not stop.is_set():
        work_through(DUTIES, stop)
        note_round()
        stop.wait(SECONDS_BETWEEN_ROUNDS)
    connections.close_all()
