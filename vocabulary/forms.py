from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vocabulary.models import Term

if TYPE_CHECKING:
    TermModelForm = forms.ModelForm[Term]
else:
    TermModelForm = forms.ModelForm


class GlossarySearchForm(forms.Form):
    q = forms.CharField(
        label=_("Find a term or words in its definitions"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )

    def words(self) -> str:
        """What to look for; nothing where it cannot be looked for."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class TermForm(TermModelForm):
    def clean_related(self) -> "QuerySet[Term]":
        related: QuerySet[Term] = self.cleaned_data["related"]
        if self.instance in related:
            raise forms.ValidationError(_("A term is not related to itself."))
        return related
