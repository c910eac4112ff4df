"""A theme of what is asked, to look at alone."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models import Recommendation
from vocabulary.models import Theme


def _themes(request: Any) -> models.QuerySet[Theme]:
    """Return the themes of what the person may see: those of drafts alone would tell of them."""
    visible = Recommendation.objects.visible_to(request.user)
    return Theme.objects.filter(recommendation__in=visible).distinct().order_by("name")


class ThemeForm(forms.Form):
    """Asks for one theme of what the person may see; they are read once, for choice and answer."""

    theme = forms.TypedChoiceField(
        label=_("Theme"),
        error_messages={"invalid_choice": _("There is no such theme. Choose one of these.")},
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = {theme.slug: theme for theme in _themes(request)}
        field: Any = self.fields["theme"]
        names = [(slug, theme.name) for slug, theme in themes.items()]
        field.choices = [("", _("Choose a theme")), *names]
        field.coerce = themes.__getitem__
