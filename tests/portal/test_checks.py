"""Settings that are not safe keep the product from starting, each by itself."""

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings as product
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured

from config import environment
from portal import checks

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting:UserWarning")
ROOT = Path(__file__).resolve().parents[2]
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=DELETE;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;",
}
# What an installation has that follows the guide.
GOOD = {
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "kept-where-passwords-are-kept-0123456789-abcdefghijk",
    "ALLOWED_HOSTS": ["plenary.example.org"],
    "PUBLIC_URL": "https://plenary.example.org",
    "TRUSTED_PROXIES": 1,
    "STAFF_SECOND_FACTOR": True,
    "METRICS_TOKEN": "",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": SQLITE}},
    "POST_OFFICE": {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}},
    "EMAIL_HOST": "mail.example.org",
    "MEDIA_ROOT": "/srv/plenary/media",
    "BACKUPS": "/srv/plenary/backups",
    "BACKUP_RECIPIENTS": ["age1…"],
}


def _sqlite(**options):
    return {
        "DATABASES": {
            "default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": SQLITE | options}
        }
    }


def _cache(name):
    return {"CACHES": {"default": {"BACKEND": f"django.core.cache.backends.{name}"}}}


def _mail(name):
    return {"POST_OFFICE": {"BACKENDS": {"default": name}}}


def _local(switch, *hosts, address="http://127.0.0.1:8000"):
    return {switch: True, "ALLOWED_HOSTS": list(hosts), "PUBLIC_URL": address}


JOURNAL = SQLITE["init_command"]
WRONG = [
    ("E001", _sqlite(transaction_mode="DEFERRED")),
    ("E001", _sqlite(timeout=9)),
    ("E001", _sqlite(init_command=JOURNAL.replace("FULL", "NORMAL"))),
    ("E001", _sqlite(init_command=JOURNAL.replace("20000", "9000"))),
    ("E001", _sqlite(init_command=JOURNAL.replace("PRAGMA journal_mode=DELETE;", ""))),
    ("E001", _sqlite(init_command="")),
    ("E001", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}),
    ("E002", _local("DEMO", "plenary.example.org")),
    ("E002", _local("DEMO", address="https://plenary.example.org")),
    ("E002", _local("DEBUG", ".example.org")),
    ("E002", _local("DEBUG", "8.8.8.8")),
    ("E002", _local("DEBUG", "*")),
    ("E003", {"MEDIA_ROOT": f"{product.STATIC_ROOT}/media"}),
    ("E003", {"MEDIA_ROOT": f"{ROOT}/static"}),
    ("E004", {"SECRET_KEY": "short"}),
    ("E004", {"SECRET_KEY": "ab" * 40}),
    ("E005", {"METRICS_TOKEN": "secret"}),
    ("E006", _cache("locmem.LocMemCache")),
    ("E006", _cache("dummy.DummyCache")),
    ("E007", {"STAFF_SECOND_FACTOR": False}),
    ("W001", _cache("db.DatabaseCache")),
    ("W002", {"TRUSTED_PROXIES": 0}),
    ("W003", _mail("portal.mail.FolderBackend")),
    ("W003", {"EMAIL_HOST": "localhost"}),
    ("W004", {"BACKUP_RECIPIENTS": []}),
]
RIGHT = [
    {},
    {"DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}}},
    {"METRICS_TOKEN": "0123456789abcdefghijklmnopqrstuv"},
    {"BACKUPS": "", "BACKUP_RECIPIENTS": []},
    _local("DEMO", "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "192.168.1.4", "desk.local", "*"),  # noqa: S104
    _local("DEBUG", "testserver", "10.0.0.3"),
    # A demonstration makes its own key and asks for no second factor.
    _local("DEMO") | {"SECRET_KEY": "", "STAFF_SECOND_FACTOR": False, "TRUSTED_PROXIES": 0},
]


def _found(settings, changed):
    for name, value in deepcopy(GOOD | changed).items():
        setattr(settings, name, value)
    settings.SILENCED_SYSTEM_CHECKS = []
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [each.id for each in found if each.id.startswith("plenary.")]


@pytest.mark.parametrize(("number", "changed"), WRONG)
def test_each_setting_that_is_not_safe_is_told(settings, number, changed):
    assert _found(settings, changed) == [f"plenary.{number}"]
    if number.startswith("E"):
        with pytest.raises(ImproperlyConfigured, match=f"plenary.{number}: "):
            checks.refuse_unsafe_settings()
        settings.SILENCED_SYSTEM_CHECKS = [f"plenary.{number}"]
    checks.refuse_unsafe_settings()


@pytest.mark.parametrize("changed", RIGHT)
def test_what_is_safe_is_not(settings, changed):
    assert _found(settings, changed) == []


@pytest.mark.parametrize(("release", "is_safe"), [((3, 40, 1), False), ((3, 51, 3), True)])
def test_writing_ahead_is_safe_on_some_releases_only(settings, monkeypatch, release, is_safe):
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", release)
    changed = _sqlite(init_command=JOURNAL.replace("DELETE", "WAL"))
    assert (_found(settings, changed) == []) is is_safe


def test_this_machine_s_own_name_is_no_public_one(settings, monkeypatch):
    monkeypatch.setattr(checks, "gethostname", lambda: "desk.example.org")
    assert _found(settings, _local("DEMO", "desk.example.org")) == []


def test_what_the_environment_makes_is_safe(settings):
    made = environment.database(environment.environ.Env(), "sqlite:////srv/plenary.sqlite3")
    assert _found(settings, {"DATABASES": {"default": made}}) == []


@pytest.mark.hold
@pytest.mark.parametrize("command", [["-c", "import config.wsgi"], ["manage.py", "work", "--once"]])
def test_neither_server_nor_worker_starts(command):
    given = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "short",
        "PUBLIC_URL": "https://plenary.example.org",
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "plenary.E004" in done.stderr
    assert "plenary.E007" in done.stderr


@pytest.mark.hold
def test_the_guide_s_settings_draw_no_warning():
    given = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": GOOD["SECRET_KEY"],
        "ALLOWED_HOSTS": "plenary.example.org",
        "PUBLIC_URL": "https://plenary.example.org",
        "CONTACT_EMAIL": "secretariat@example.org",
        "DATABASE_URL": "postgres:///plenary",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
        "MEDIA_ROOT": "/srv/plenary/media",
        "BACKUPS": "/srv/plenary/backups",
        "BACKUP_RECIPIENTS": "age1…",
        "STAFF_SECOND_FACTOR": "1",
        "TRUSTED_PROXIES": "1",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )
