"""What an operator may count: how many requests, how long they took, and whether duties are done.

Whoever signs without a name, and whoever is not listed, must not be told by a figure either: an
endorsement that is counted here the minute it is signed, and is on no list, was an unnamed one. So
only pages that visitors may read are counted by route; what is sent is counted as sent, and what
people read who are logged in as that. The ledger, which grows with each act, is told in hundreds.
"""

import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from post_office.models import STATUS, Email
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ledger.clock import now
from ledger.models import Entry, Seal
from portal.backups.age import last_backup
from portal.rounds import last_round

# Where the processes of one server keep what each has counted: see `config/gunicorn.py`.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
SENT, LOGGED_IN, UNROUTED = "sent", "logged in", "none"
ROUGHLY = 100
_READING = ("GET", "HEAD", "OPTIONS")

REQUESTS = Counter("plenary_requests", "Requests answered.", ("route", "status"), registry=None)
SECONDS = Histogram(
    "plenary_request_seconds",
    "From the first look at a request until its answer begins.",
    ("route",),
    registry=None,
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
)


class MeasuringMiddleware:
    """Counts what is answered, kept pages included, where somebody may ask for the figures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        route = _told_route(request)
        REQUESTS.labels(route, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(route).observe(time.perf_counter() - begun)
        return response


def _told_route(request: HttpRequest) -> str:
    """Return the route where any visitor may read it; else only what kind of request it was."""
    if request.method not in _READING:
        return SENT
    match = request.resolver_match
    if match is None:
        return UNROUTED
    return LOGGED_IN if getattr(match.func, "login_required", True) else match.view_name


def figures() -> bytes:
    """Return all figures, of all processes of this server, in the text format of Prometheus."""
    registry = CollectorRegistry()
    if SHARED in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    registry.register(_Standing())
    return generate_latest(registry)


class _Standing(Collector):
    """How things stand at this moment; the same whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        try:
            found = [*_of_database()]
        except DatabaseError:
            found = []
        yield GaugeMetricFamily(
            "plenary_database_up", "Whether the database answers.", value=float(bool(found))
        )
        yield from found
        yield from _of_duties()


def _of_database() -> Iterator[Metric]:
    waiting = Email.objects.filter(status__in=(STATUS.queued, STATUS.requeued))
    failed = Email.objects.filter(status=STATUS.failed)
    last_seal, last_entry = Seal.objects.first(), Entry.objects.order_by("pk").last()
    entries = last_entry.pk // ROUGHLY * ROUGHLY if last_entry else 0
    yield GaugeMetricFamily("plenary_mails_waiting", "In the queue.", value=waiting.count())
    yield GaugeMetricFamily("plenary_mails_failed", "Given up.", value=failed.count())
    yield GaugeMetricFamily(
        "plenary_ledger_entries", f"About how many, in steps of {ROUGHLY}.", value=entries
    )
    if last_seal:
        age = (now() - last_seal.time).total_seconds()
        yield GaugeMetricFamily("plenary_seal_age_seconds", "Of the last seal.", value=age)


def _of_duties() -> Iterator[Metric]:
    backup = last_backup() if settings.BACKUPS else None
    if backup:
        yield GaugeMetricFamily(
            "plenary_backup_age_seconds", "Of the last backup.", value=backup.age.total_seconds()
        )
    done = last_round()
    if done:
        yield GaugeMetricFamily(
            "plenary_work_age_seconds",
            "Since `manage.py work` was last through with what was due.",
            value=(now() - done).total_seconds(),
        )
