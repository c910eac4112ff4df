"""The rules that a new installation begins with; its curators write them anew as they see fit.

Their names and texts are read in the reader's language until somebody has written them anew.
"""

from typing import Any

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext_noop as _

_FIRST: tuple[dict[str, str], ...] = (
    {
        "slug": "safety",
        "name": _("Nobody is put in danger"),
        "text": _(
            "A comment names or describes nobody who could be harmed by it, and gives no "
            "address, place or date by which such a person could be found."
        ),
        "template": (
            "Your comment describes somebody closely enough to be recognised. Please "
            "leave out names, places and dates that lead to them, and send it again."
        ),
    },
    {
        "slug": "respect",
        "name": _("Nobody is insulted"),
        "text": _(
            "A comment argues about what is asked. It insults or threatens nobody, and "
            "stirs up no hatred against any group."
        ),
        "template": (
            "Your comment insults somebody. Please say what you object to without that, "
            "and send it again."
        ),
    },
    {
        "slug": "topic",
        "name": _("It is about this text"),
        "text": _("A comment speaks of the recommendation or the paragraph under which it stands."),
        "template": "Your comment is about something else than the text under which it stands.",
    },
    {
        "slug": "spam",
        "name": _("It is no advertisement"),
        "text": _("A comment advertises nothing, and is not sent many times over."),
        "template": "Your comment advertises something, or has been sent already.",
    },
    {
        "slug": "attribution",
        "name": _("It puts words in nobody's mouth"),
        "text": _("A comment says of others only what they said, and says where."),
        "template": (
            "Your comment says of somebody what they did not say, or does not say where. "
            "Please give the source, and send it again."
        ),
    },
    {
        "slug": "copyright",
        "name": _("It is your own words"),
        "text": _(
            "A comment quotes others briefly and with their names; it copies no work of theirs."
        ),
        "template": (
            "Your comment copies somebody else's work. Please quote briefly and with the "
            "source, and send it again."
        ),
    },
    {
        "slug": "law",
        "name": _("It breaks no other law"),
        "text": _(
            "A comment does nothing else that the law of the place where this record is "
            "kept forbids. The decision says what."
        ),
        "template": "",
    },
)


def put_first_rules(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Keep the first rules where there are none at all.

    Raises LookupError where `registry` knows no rules yet.
    """
    rules: Any = registry.get_model("recommendations", "Rule")._default_manager.using(using)
    versions: Any = registry.get_model("recommendations", "RuleVersion")._default_manager
    with transaction.atomic(using):
        if rules.exists():
            return
        for position, row in enumerate(_FIRST, start=1):
            words = dict(row)
            rule = rules.create(slug=words.pop("slug"), position=position)
            rule.current = versions.using(using).create(rule=rule, number=1, **words)
            rule.save(using=using, update_fields=["current"])
