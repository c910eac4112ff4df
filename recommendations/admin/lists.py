"""Frozen lists: curators choose texts, and freeze who is seen to endorse them now."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consultations.admin.record import PlainAdmin
from organisations.admin.acts import person_of
from organisations.names import tidy_line
from recommendations import actions
from recommendations.models import FrozenList, Recommendation


def _texts() -> QuerySet[Recommendation]:
    """Return what can be frozen: the texts that everybody reads."""
    visible = Recommendation.objects.visible_to(AnonymousUser()).published()
    shown = visible.filter(current_version__withheld_reason="")
    return shown.for_list().order_by("code")


class TextsField(forms.ModelMultipleChoiceField):
    """Texts to freeze, each with the version and the number that would stand on the list."""

    def label_from_instance(self, row: Any) -> str:
        told = {"row": row, "number": row.text.number, "total": row.endorsement_count}
        return _("%(row)s (version %(number)s, endorsed by %(total)s)") % told


class FreezeForm(forms.ModelForm):
    """What the list is called, and whose endorsers stand on it."""

    recommendations = TextsField(
        label=_("Texts"),
        queryset=Recommendation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Who is seen to endorse them at the moment when you save stands on the list for good."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts: Any = self.fields["recommendations"]
        texts.queryset = _texts()

    def clean_title(self) -> str:
        return tidy_line(self.cleaned_data["title"])


@admin.register(FrozenList)
class FrozenListAdmin(PlainAdmin):
    """A list is frozen once; nobody changes it, and concealing withholds a name on it."""

    list_display = ("title", "public_id", "frozen_at")
    search_fields = ("title", "=public_id", "=fingerprint")
    fields = ("title", "public_id", "frozen_at", "fingerprint")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        given = {} if obj else {"form": FreezeForm, "fields": ["title"]}
        return super().get_form(request, obj, change, **kwargs | given)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.fields if obj else ("title", "recommendations")})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        texts = list(form.cleaned_data["recommendations"])
        actions.freeze(frozen=obj, recommendations=texts, by=person_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
