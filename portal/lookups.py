"""Numbers that no column can hold, looked for among others."""

from typing import Any

from django.db.models.lookups import In


class AmongNumbers(In):
    """`id__in`, without the numbers that are too large for the column: they are nowhere.

    As Django itself takes one of them that is looked for alone. Otherwise a forged choice among
    rows would be a fault of ours instead of a wrong choice.
    """

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(kind)
            self.rhs = [
                each for each in self.rhs if not isinstance(each, int) or least <= each <= most
            ]
        return super().process_rhs(compiler, connection)
