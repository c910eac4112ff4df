"""How curators fill in consultations and their sessions: times as clocks there show them."""

from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.forms.labelled import LabelledFormSet
from consultations.forms.windows import WindowsForm
from consultations.models import Consultation, Speaker
from consultations.zones import ZonedDateTimeField, ZonedModelForm

if TYPE_CHECKING:
    AppearanceModelForm = forms.ModelForm[Any]
else:
    AppearanceModelForm = forms.ModelForm


@cache  # its names are looked for in some six hundred files
def _zone_choices() -> list[tuple[str, str]]:
    return [("", "---------"), *((name, name) for name in sorted(available_timezones()))]


class ZoneSelect(forms.Select):
    """A choice among six hundred, written in one go: a template for each takes long."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        marks = {value or "": mark_safe(" selected")}
        rows = ((zone, marks.get(zone, ""), words) for zone, words in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        given = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", given, options)


class ConsultationForm(WindowsForm):
    """A consultation; its windows are typed in its own zone and come in pairs."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zone_choices,
        widget=ZoneSelect,
        help_text=_("All times of the consultation are typed and shown in it."),
    )

    def zone(self) -> ZoneInfo | None:
        known = getattr(self, "cleaned_data", {"time_zone": self.instance.time_zone})
        return ZoneInfo(known["time_zone"]) if known.get("time_zone") else None

    def place(self) -> str:
        return str(self.instance.place)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.refuse_order("starts", "ends", _("It ends before it starts."), or_equal=True)
        return cleaned


class SessionForm(ZonedModelForm):
    """A session; its times are typed in the zone of its consultation."""

    starts = ZonedDateTimeField(label=_("Starts"), required=False)
    ends = ZonedDateTimeField(label=_("Ends"), required=False)

    def __init__(self, *args: Any, consultation: Consultation | None = None, **kwargs: Any) -> None:
        self.given = consultation
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.given and self.given.is_public:
            self.fields["number"].disabled = True

    def zone(self) -> ZoneInfo | None:
        consultation = self._consultation()
        return consultation.zone if consultation and consultation.time_zone else None

    def place(self) -> str:
        consultation = self._consultation()
        return consultation.place if consultation else ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if ends and not starts and "starts" not in self.errors:
            self.add_error("starts", _("When does it start?"))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it starts."))
        return cleaned

    def _consultation(self) -> Consultation | None:
        chosen = getattr(self, "cleaned_data", {}).get("consultation")
        kept = self.instance.consultation if self.instance.consultation_id else None
        return self.given or chosen or kept


class SessionFormSet(LabelledFormSet):
    """The sessions on the page of their consultation."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"consultation": self.instance}


def _merged_into(speaker: Speaker) -> str:
    into = {"number": speaker.pk, "name": speaker}
    return gettext("This record is merged into number %(number)s, %(name)s: choose that.") % into


class AppearanceForm(AppearanceModelForm):
    """Somebody's part: of a session of that consultation, and of somebody."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        session = self.cleaned_data.get("session")
        if session and session.consultation != self.cleaned_data.get("consultation"):
            self.add_error("session", _("This session belongs to another consultation."))
        speaker = self.cleaned_data.get("speaker")
        if speaker and speaker.is_merged:
            self.add_error("speaker", _merged_into(speaker.merged_into))
        if not self.cleaned_data.get("speaker") and not self.cleaned_data.get("printed"):
            self.add_error("printed", _("Choose a speaker, or type who it was as printed."))
        return cleaned
