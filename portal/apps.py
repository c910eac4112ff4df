from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.checks import Tags, register
from django.core.management import call_command
from django.db.models import IntegerField
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from ledger.changes import count_changes
from portal import checks, pages, roles
from portal.lookups import AmongNumbers
from recommendations import rules


def keep_roles(*, using: str, apps: Apps = installed, **_rest: Any) -> None:
    # A migration may stop before the tables exist; the models of that moment are then not there.
    with suppress(LookupError):
        roles.keep_roles(registry=apps, using=using)


def put_first_pages(*, using: str, apps: Apps = installed, **_rest: Any) -> None:
    with suppress(LookupError):
        pages.put_first_pages(registry=apps, using=using)


def put_first_rules(*, using: str, apps: Apps = installed, **_rest: Any) -> None:
    with suppress(LookupError):
        rules.put_first_rules(registry=apps, using=using)


def make_cache_table(*, using: str, **_rest: Any) -> None:
    # Only where the database is the cache; where the table exists nothing happens.
    call_command("createcachetable", database=using, verbosity=0)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal.sessions import note_all  # noqa: PLC0415 - it needs models, which are there now

        note_all()
        IntegerField.register_lookup(AmongNumbers)
        register(checks.unsafe, Tags.security)
        register(checks.doubtful, Tags.security, deploy=True)
        # Django's own hook for data that belong to the schema, by which the permissions that the
        # groups hold are made as well. This app comes last, so all of them exist by now.
        post_migrate.connect(keep_roles, sender=self)
        post_migrate.connect(put_first_pages, sender=self)
        post_migrate.connect(put_first_rules, sender=self)
        post_migrate.connect(make_cache_table, sender=self)
        post_migrate.connect(count_changes, sender=self)
