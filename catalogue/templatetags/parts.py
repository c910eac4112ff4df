"""Parts of a page that are the same for many: drawn once, until anything in the record changes."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ledger.remembering import MOST_PARTS, remembered

register = template.Library()

_LASTING = "lasting="


class Part(template.Node):
    """What stands between `part` and `endpart`, remembered under its name and the values."""

    def __init__(
        self,
        nodelist: NodeList,
        name: str,
        values: list[FilterExpression],
        is_lasting: FilterExpression | None,
    ) -> None:
        self.nodelist, self.name, self.values = nodelist, name, values
        self.is_lasting = is_lasting

    def render(self, context: Any) -> SafeString:
        """Return it as it was drawn for the same values in the same language, or draw it."""
        values = [each.resolve(context) for each in self.values]
        if values[0] is None:
            return self.nodelist.render(context)
        key = ("part", self.name, get_language(), *values)
        is_lasting = bool(self.is_lasting and self.is_lasting.resolve(context))
        drawn = remembered(
            key, lambda: self.nodelist.render(context), of=MOST_PARTS, is_lasting=is_lasting
        )
        return mark_safe(drawn)  # noqa: S308 - rendered by the page's own template


@register.tag
def part(parser: Parser, token: Token) -> Part:
    """Draw what follows once for all pages with the same values: `{% part "name" value … %}`.

    The values are all that it depends on, but for the record, the time and the language. Where
    the first is None it is drawn anew. Where `lasting=` is true it depends on nothing that people
    do with the record.
    """
    _tag, name, *given = token.split_contents()
    lasting = [each.removeprefix(_LASTING) for each in given if each.startswith(_LASTING)]
    values = [parser.compile_filter(each) for each in given if not each.startswith(_LASTING)]
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return Part(
        nodelist, name.strip('"'), values, parser.compile_filter(lasting[0]) if lasting else None
    )
