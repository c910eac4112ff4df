"""People who endorse and withdraw without a pause, and the count of what they were told."""

import http.client
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import pairwise
from threading import Event, Thread
from typing import NamedTuple

from ledger.models import Entry
from ledger.verifying import is_whole
from organisations.models import Representative
from recommendations.models import Endorsement, Recommendation, Support
from recommendations.supporting import recount_next
from tests.faults.serving import Installation

VERBS = {"endorse": "endorsement.signed", "withdraw": "endorsement.withdrawn"}


# Within how many seconds somebody is told again that an act is kept.
SECONDS_TO_SERVE = 10


def some_time(least: float = 0.1, most: float = 0.5) -> None:
    """Let a while pass, long or short."""
    time.sleep(random.uniform(least, most))  # noqa: S311 - by chance, no secret


class Record(NamedTuple):
    """What is endorsed, and by whom."""

    people: list[Representative]
    texts: list[Recommendation]


def form_of(verb: str, text: Recommendation, by: Representative) -> tuple[str, dict]:
    """Return the address and the form of the act."""
    form = {"representative": by.pk, "fingerprint": text.text.fingerprint, "naming": "named"}
    return f"/recommendations/{text.code}/{verb}/", form


def spread(record: Record) -> list[tuple[Recommendation, Representative]]:
    """Return each text with each organisation, so that neighbours have neither in common."""
    texts = record.texts
    return [
        (texts[(turn + shift) % len(texts)], by)
        for shift in range(len(texts))
        for turn, by in enumerate(record.people)
    ]


class Writers:
    """Each endorses and withdraws one text after another, and sends again what was not answered.

    So what is in the record at the end is known exactly: each act once, but for the last of each
    writer, which may or may not have arrived.
    """

    def __init__(self, server: Installation, record: Record) -> None:
        self.server, self.record = server, record
        self.acknowledged: dict[tuple[int, str], list[str]] = defaultdict(list)
        self.open: set[tuple[int, str]] = set()
        self.odd: list[object] = []
        self.times = [time.monotonic()]
        self.failures = 0
        self._over = Event()

    @property
    def number(self) -> int:
        """How many acts were acknowledged."""
        return len(self.times) - 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them write while the block runs; raises where it could not be told what happened."""
        for by in self.record.people:
            self.server.log_in(by.user)
        threads = [Thread(target=self._write, args=(each,)) for each in self.record.people]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def told(self) -> str:
        """Return what became of them, as a figure."""
        return (
            f"{self.number} acts kept, {self.failures} sent again, nobody served for at most "
            f"{self.longest_pause():.1f} s"
        )

    def wait_for_an_act(self) -> None:
        """Wait until somebody is told that an act is kept."""
        self._wait_for(1)

    def wait_for_a_new_act(self) -> None:
        """Wait until something was kept that was sent after this moment."""
        self._wait_for(len(self.record.people) + 1)

    def _wait_for(self, more: int) -> None:
        number, begun = self.number + more, time.monotonic()
        while self.number < number:
            assert time.monotonic() < begun + 60, "nobody is served any more"
            time.sleep(0.01)

    def longest_pause(self) -> float:
        """Return for how many seconds nobody at all was told that an act was kept."""
        times = sorted(self.times)
        return max(after - before for before, after in pairwise(times))

    def _write(self, by: Representative) -> None:
        turn = by.pk
        while not self._over.is_set():
            text = self.record.texts[turn % len(self.record.texts)]
            if self._is_done("endorse", text, by):
                self._is_done("withdraw", text, by)
            turn += 1

    def _is_done(self, verb: str, text: Recommendation, by: Representative) -> bool:
        """Send the form until it is answered; tell whether that was before the end."""
        place = by.organisation_id, str(text.code)
        self.open.add(place)
        while not self._over.is_set():
            if self._is_acknowledged(verb, text, by):
                self.acknowledged[place].append(VERBS[verb])
                self.times.append(time.monotonic())
                self.open.discard(place)
                return True
            self.failures += 1
            time.sleep(0.2)
        return False

    def _is_acknowledged(self, verb: str, text: Recommendation, by: Representative) -> bool:
        try:
            answer = self.server.ask(by.user, *form_of(verb, text, by))
        except (OSError, http.client.HTTPException):
            return False
        if answer.status not in (HTTPStatus.FOUND, HTTPStatus.SERVICE_UNAVAILABLE):
            self.odd.append((answer.status, answer.text[:2000]))
        return answer.status == HTTPStatus.FOUND


def assert_nothing_was_lost(writers: Writers) -> None:
    """Compare what was acknowledged with the ledger, the rows and the kept numbers."""
    assert not writers.odd, writers.odd[:3]
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    entries = Entry.objects.filter(verb__in=VERBS.values()).order_by("sequence")
    for entry in entries:
        found[entry.organisation_id, entry.subject_id].append(entry.verb)
    for place, verbs in writers.acknowledged.items():
        more = found[place][len(verbs) :]
        assert found[place][: len(verbs)] == verbs, (place, verbs, found[place])
        assert len(more) <= (place in writers.open), (place, verbs, found[place])
    assert_all_agree(writers.record.texts)


def assert_all_agree(texts: list[Recommendation]) -> None:
    """Compare the rows with the ledger and with the kept numbers, text by text."""
    while recount_next():
        pass
    for text in texts:
        rows = Endorsement.objects.filter(recommendation=text)
        entries = Entry.objects.about("recommendation", str(text.code))
        signed = entries.filter(verb="endorsement.signed").count()
        withdrawn = entries.filter(verb="endorsement.withdrawn").count()
        standing = rows.live().count()
        assert (rows.count(), standing) == (signed, signed - withdrawn)
        kept = Support.objects.get(pk=text.pk)
        assert (kept.named, kept.total) == (standing, standing)
        assert is_whole("recommendation", str(text.code))
