"""What became of what is asked, as a facet: by findings that the person may read."""

from typing import Any

from django.db.models import Count, TextField, Value
from django.utils.translation import gettext_lazy as _

from catalogue.facets import JoinedFacet, Rows
from recommendations.models import Reflection

_NOT_ASSESSED = "not-assessed"


def _readable(request: Any) -> Any:
    """Return the findings that hold and whose words the person may read."""
    found: Any = Reflection.objects.live().visible_to(request.user)
    return found.filter(is_readable=True).order_by()


class ReflectedFacet(JoinedFacet):
    """In later texts it was found in full, in part, not at all; or nobody has looked for it yet.

    What rests on words that the person may not read has none of these values.
    """

    def __init__(self, **kwargs: Any) -> None:
        offers = dict(Reflection.Finding.choices) | {_NOT_ASSESSED: _("not assessed")}
        row, path = "recommendation", "finding"
        super().__init__(_readable, row, path, offers=offers, is_ranked=False, **kwargs)

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        found = super().keep(rows, keys)
        return found | self._not_assessed(rows) if _NOT_ASSESSED in keys else found

    def counted(self, rows: Rows) -> list[Rows]:
        none = Value("", TextField())
        missing = self._not_assessed(rows)
        asked = self._answers(missing, Value(_NOT_ASSESSED, TextField()), none, Count("pk"))
        return [*super().counted(rows), asked]

    def _not_assessed(self, rows: Rows) -> Rows:
        found = Reflection.objects.live().visible_to(self.request.user).order_by()
        return rows.exclude(pk__in=found.values("recommendation"))
