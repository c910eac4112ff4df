from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisations.admin.acts import person_of
from recommendations import actions
from recommendations.admin.forms import RuleWordingForm
from recommendations.models import Rule


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    """The public rules of moderation. A rule that is given up is put out of force, not deleted."""

    form = RuleWordingForm
    list_display = ("name", "version_number", "is_in_force", "position")
    list_select_related = ("current",)
    fields = ("slug", "position", "is_in_force", "name", "text", "template")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actions.write_rule(rule=obj, by=person_of(request), **form.wording())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("name"), ordering="current__name")
    def name(self, rule: Rule) -> str:
        return str(rule)

    @admin.display(description=_("version"))
    def version_number(self, rule: Rule) -> int:
        return rule.wording.number
