from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vocabulary.models import Term
from vocabulary.naming import in_order

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
    TermModelForm = forms.ModelForm[Term]
else:
    ModelChoiceField = forms.ModelChoiceField
    InlineFormSet = forms.BaseInlineFormSet
    TermModelForm = forms.ModelForm

# So many rows are more than one types in between saving and saving.
MOST_NEW_ROWS = 20


class BoundedFormSet(InlineFormSet):
    """The rows on the page of what they belong to: those there are, and some more at a time.

    How many a form has, it says itself; each costs time to read and to show again.
    """

    default_error_messages = {
        "too_many_forms": _("At most 20 rows are added at a time. Save them, then add the others.")
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where nothing may be added, `max_num` is none.
        self.absolute_max = len(self.get_queryset()) + min(self.max_num, MOST_NEW_ROWS)
        self.max_num = min(self.max_num, self.absolute_max)


class _InOrder(forms.models.ModelChoiceIterator):
    """Choices in the order of what people read, after the one that chooses nothing."""

    def __iter__(self) -> Iterator[Any]:
        choices = super().__iter__()
        # A widget looks at the first alone, to see whether one must be chosen.
        if self.field.empty_label is not None:
            yield next(choices)
        yield from sorted(choices, key=lambda pair: in_order(str(pair[1])))


class PlaceField(ModelChoiceField):
    """A choice of countries or regions, in the order of their names in the reader's language."""

    iterator = _InOrder


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
