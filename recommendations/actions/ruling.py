"""Curators write the rules by which moderators decide; what was decided keeps what it was."""

from django.db import transaction

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from organisations.models import User
from recommendations.models import Rule, RuleVersion


@transaction.atomic
def write_rule(
    *,
    rule: Rule,
    by: User,
    name: str,
    text: str,
    template: str = "",
    source: str = Entry.Source.ADMIN,
) -> Rule:
    """Keep the rule, and what it says as a new version where that is something else.

    Returns the rule, locked until the transaction ends.
    """
    rule.save()
    fresh = Rule.objects.select_for_update().get(pk=rule.pk)
    before = fresh.versions.order_by("-number").first()
    said = (name, text, template)
    if before is None or said != (before.name, before.text, before.template):
        number = before.number + 1 if before else 1
        fresh.current = RuleVersion.objects.create(
            rule=fresh,
            number=number,
            name=name,
            text=text,
            template=template,
            written_by=by,
            written_at=now(),
        )
        fresh.save(update_fields=["current"])
        subject = ("rule", fresh.slug)
        record(
            "rule.written",
            subject=subject,
            actor_id=by.pk,
            payload={"version": number},
            source=source,
        )
    return fresh
