from django import forms
from django.utils.translation import gettext_lazy as _

from portal.searching import KINDS
from search.indexing import Kind
from search.query import LONGEST, question, validate_question


class EraseForm(forms.Form):
    """Asks whether one has read what erasing means."""

    is_read = forms.BooleanField(
        label=_("I have read this. It cannot be undone."),
        error_messages={"required": _("Say that you have read it.")},
    )


class SearchForm(forms.Form):
    """What is looked for, and of which kind of record."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        validators=[validate_question],
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "maxlength": LONGEST, "dir": "auto"}
        ),
    )

    def words(self) -> str:
        """Return what is looked for; nothing where that finds nothing, or can't be looked for."""
        words = self.cleaned_data["q"] if self.is_valid() else ""
        return "" if question(words).is_empty else words

    def kind(self) -> Kind | None:
        """Return the kind of record that is looked for; None for all of them."""
        return next((kind for kind in KINDS if kind.name == self.data.get("kind")), None)
