"""Who took decisions: their entries in the ledger hold ids, here they are read as people."""

from typing import Any

from organisations.models import User


def with_deciders(decisions: Any) -> list[dict[str, Any]]:
    """Return each decision, in order, with the person who took it as `by`."""
    taken = list(decisions.select_related("entry"))
    people = User.objects.in_bulk({decision.entry.actor_id for decision in taken})
    return [{"decision": each, "by": people.get(each.entry.actor_id)} for each in taken]
