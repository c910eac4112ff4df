from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisations import actions
from organisations.admin.acts import person_of
from organisations.admin.forms import PersonForm
from organisations.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People: curators add and name them, superusers decide who works in the admin."""

    form = PersonForm
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        person = (None, {"fields": ("email", "name")})
        if obj is None or not request.user.is_superuser:
            return (person,)
        access = ("is_active", "is_staff", "is_superuser", "groups")
        return (person, (_("Access"), {"fields": access}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("email",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            actions.add_person(person=obj, by=person_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
