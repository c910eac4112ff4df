"""The rules that a new installation begins with; its curators write them anew as they see fit."""

import json
from pathlib import Path
from typing import Any

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS, transaction

_FIRST = Path(__file__).with_name("rules.json")


def put_first_rules(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Keep the first rules where there are none at all.

    Raises LookupError where `registry` knows no rules yet.
    """
    rules: Any = registry.get_model("recommendations", "Rule")._default_manager.using(using)
    versions: Any = registry.get_model("recommendations", "RuleVersion")._default_manager
    with transaction.atomic(using):
        if rules.exists():
            return
        for position, row in enumerate(json.loads(_FIRST.read_text()), start=1):
            rule = rules.create(slug=row.pop("slug"), position=position)
            rule.current = versions.using(using).create(rule=rule, number=1, **row)
            rule.save(using=using, update_fields=["current"])
