"""What curators decide about a mark that was carried to a newer edition."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultations.forms.finding import Finding, find, key, question
from consultations.models import Document, Placement
from consultations.quotes import Hit

_MOST_SIGNS = 10_000


class DecisionForm(forms.Form):
    """Which mark is decided on, and how."""

    placement = forms.ModelChoiceField(Placement.objects.none())
    seen = forms.IntegerField()
    decision = forms.ChoiceField(choices=[(each, each) for each in ("confirm", "place", "gone")])

    def __init__(self, data: Any, *, document: Document) -> None:
        super().__init__(data)
        among = Placement.objects.filter(document=document).select_related("document")
        self.fields["placement"] = forms.ModelChoiceField(among)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a decision on what somebody has decided on since the page was shown."""
        placement = self.cleaned_data.get("placement")
        if placement and placement.entry_id != self.cleaned_data.get("seen"):
            self.add_error("placement", _("Somebody was faster: look at the mark again."))
        return super().clean()


class PlaceForm(forms.Form):
    """The words as the newer edition has them; `hit` is where they stand, once it is valid.

    Where that is not clear the form asks, by its field `at`.
    """

    quote = forms.CharField(
        label=_("The words as they stand now"),
        max_length=_MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, placement: Placement) -> None:
        super().__init__(data, prefix=f"mark{placement.pk}")
        self.placement = placement
        self.hit: Hit | None = None
        if self.is_bound and self._finding.hits and not self._finding.is_clear:
            self.fields["at"] = question(self._finding)

    @cached_property
    def _finding(self) -> Finding:
        quote = str(self.data.get(self.add_prefix("quote"), "")).strip()
        if not quote or len(quote) > _MOST_SIGNS:
            return Finding("at", quote, [], is_exact=False)
        return find("at", quote, self.placement.document.paragraphs.all())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        chosen = self.cleaned_data.get("at")
        if self._finding.is_clear:
            self.hit = self._finding.hits[0]
        elif chosen:
            self.hit = next(hit for hit in self._finding.hits if key(hit) == chosen)
        elif not self.errors:
            self.add_error("quote", self._finding.what_is_wrong())
        return cleaned
