"""Windows as curators type them: in pairs, on the clocks of the place; once open, only extended."""

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.models import Extension
from consultations.policies import extension_hindrance
from consultations.zones import ZonedDateTimeField, ZonedModelForm, in_both, moment_of
from ledger.clock import now
from organisations.admin.forms import PublicReasonForm


class WindowsForm(ZonedModelForm):
    """What has windows for commenting and endorsing; those that have opened are not in it."""

    comment_opens = ZonedDateTimeField(label=_("Comments from"), required=False)
    comment_closes = ZonedDateTimeField(label=_("Comments until"), required=False)
    endorsement_opens = ZonedDateTimeField(label=_("Endorsements from"), required=False)
    endorsement_closes = ZonedDateTimeField(label=_("Endorsements until"), required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for verb in Extension.Verb.values:
            opens, closes = f"{verb}_opens", f"{verb}_closes"
            if closes in self.fields:
                self._refuse_half(opens, closes)
                self.refuse_order(opens, closes, _("It closes before it opens."))
            elif closes in self.data:
                self.add_error(None, _("A window has opened meanwhile: it can only be extended."))
        return cleaned

    def _refuse_half(self, opens: str, closes: str) -> None:
        if opens in self.errors or closes in self.errors or self.zone() is None:
            return
        for missing, given in ((opens, closes), (closes, opens)):
            if self.cleaned_data.get(given) and not self.cleaned_data.get(missing):
                self.add_error(missing, _("A window has two ends: fill in this one, too."))

    def refuse_order(self, first: str, last: str, why: Any, *, or_equal: bool = False) -> None:
        """Say why beside the last, where it comes before the first."""
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and (ends < begins or (ends == begins and not or_equal)):
            self.add_error(last, why)


class ExtendForm(PublicReasonForm):
    """Which window closes when, typed on the clocks of the place, and why."""

    verb = forms.ChoiceField(label=_("What goes on for longer"), widget=widgets.AdminRadioSelect)
    closes = ZonedDateTimeField(label=_("Until"))
    field_order = ("verb", "closes", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = getattr(self.record, "consultation", self.record)
        possible = [(verb, self._named(verb)) for verb in self.record.begun(now())]
        verbs: Any = self.fields["verb"]
        verbs.choices = possible
        if len(possible) == 1:
            verbs.initial = possible[0][0]
        self.fields["reason"].help_text = _("Public, beside the new time.")
        where = _("As clocks in %(zone)s show it.") % {"zone": self.meeting.time_zone}
        self.fields["closes"].help_text = where

    def _named(self, verb: str) -> str:
        closes = self.record.window_for(verb).closes
        words = in_both(closes, self.meeting.zone, self.meeting.place)
        return f"{Extension.Verb(verb).label}: {words}"

    def clean_closes(self) -> Any:
        return moment_of(self.cleaned_data["closes"], self.meeting.zone)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        verb, closes = cleaned.get("verb"), cleaned.get("closes")
        if verb and closes:
            hindrance = extension_hindrance(self.record.window_for(verb), closes, now())
            if hindrance:
                self.add_error("closes", ValidationError(hindrance.label))
        return cleaned
