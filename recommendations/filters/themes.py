"""A theme of what is asked, to look at alone: with the themes under it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.facets import Node
from recommendations.models import Recommendation
from vocabulary.trees import themes_around


def _themes(request: Any) -> dict[str, Node]:
    """Return the themes of what the person may see: those of drafts alone would tell of them."""
    visible = Recommendation.objects.visible_to(request.user).order_by()
    under = Recommendation.themes.through._default_manager.order_by()
    return themes_around(under.filter(recommendation__in=visible.values("pk")).values("theme"))


class ThemeForm(forms.Form):
    """Asks for one theme of what the person may see; they are read once, for choice and answer."""

    theme = forms.TypedChoiceField(
        label=_("Theme"),
        error_messages={"invalid_choice": _("There is no such theme. Choose one of these.")},
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = _themes(request)
        field: Any = self.fields["theme"]
        names = [(slug, f"{'— ' * theme.depth}{theme.label}") for slug, theme in themes.items()]
        field.choices = [("", _("Choose a theme")), *names]
        field.coerce = themes.__getitem__
