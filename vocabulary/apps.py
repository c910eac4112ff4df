from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from vocabulary import actions


def load_reference_data(*, using: str, apps: Apps = installed, **_rest: Any) -> None:
    # A migration may stop before our tables exist; the models of that moment are then not there.
    with suppress(LookupError):
        actions.load_regions_and_countries(registry=apps, using=using)


class VocabularyConfig(AppConfig):
    name = "vocabulary"
    verbose_name = _("Vocabulary")

    def ready(self) -> None:
        # One of the two signals of the house. It is Django's own hook for data of the schema
        # (its permissions and content types come by it): a migration would write them once, and
        # emptying the database, as a transactional test does, would lose them.
        post_migrate.connect(load_reference_data, sender=self)
