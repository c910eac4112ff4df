"""Times as clocks in a place show them: typed so, stored in UTC, read back in words."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultations.moments import in_words

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm

# Near the ends of the calendar a time has no counterpart in UTC.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def moment_of(clock: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which clocks in the zone show this.

    Raises ValidationError for a time that a change of the clocks skips or doubles.
    """
    earlier, later = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier == later:
        return earlier
    shown = earlier.astimezone(zone).replace(tzinfo=None)
    if shown != clock:
        raise ValidationError(
            _("There is no such time in %(zone)s: the clocks go forward over it that night."),
            code="skipped",
            params={"zone": zone.key},
        )
    raise ValidationError(
        _("This time comes twice in %(zone)s: the clocks go back that night. Choose another."),
        code="doubled",
        params={"zone": zone.key},
    )


def clock_at(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what clocks in the zone show at the moment."""
    return moment.astimezone(zone).replace(tzinfo=None)


def in_both(moment: datetime, zone: ZoneInfo, place: str = "") -> str:
    """Return the moment there and in UTC: “Mon 2 Oct 2017, 18:00 Vienna = 16:00 UTC”."""
    there, here = moment.astimezone(zone), moment.astimezone(UTC)
    words = in_words(moment, "UTC", "UTC")
    shown = words if there.date() != here.date() else f"{here:%H:%M} UTC"
    return f"{in_words(moment, zone.key, place)} = {shown}"


class ZonedDateTimeField(forms.DateTimeField):
    """A time typed as the clocks of a place show it; the form knows the place."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Return what the clock shows; raises ValidationError for a zone or an odd year."""
        with timezone.override(UTC):
            moment = super().to_python(value)
        if moment is None:
            return None
        if isinstance(value, str) and _names_a_zone(value):
            raise ValidationError(_("Type the time as clocks there show it, without a zone."))
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise ValidationError(_("Look at the year again."))
        return moment.replace(tzinfo=None)


def _names_a_zone(value: str) -> bool:
    return re.search(r":\d\d.*(Z|[+-][\d:]+)\s*$", value, re.IGNORECASE) is not None


class ZonedModelForm(AnyModelForm):
    """A form whose `ZonedDateTimeField`s are typed in the zone that `zone()` returns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = {name: getattr(self.instance, name) for name in self._zoned()}
        for name, moment in self._kept.items():
            zone = self.zone()
            if moment and zone:
                self.initial[name] = clock_at(moment, zone)
                self.fields[name].help_text = in_both(moment, zone, self.place())

    def zone(self) -> ZoneInfo | None:
        """Return the zone of what is typed, or None where it is not known (yet)."""

    def place(self) -> str:
        """Return the name of the place that stands for the zone, or nothing."""
        return ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        zone = self.zone()
        for name in self._zoned():
            clock = self.cleaned_data.get(name)
            if clock:
                self._settle(name, clock, zone)
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the names of changed fields: a time is one, too, where its zone has changed."""
        names = super().changed_data
        settled = getattr(self, "cleaned_data", {})
        moved = [name for name in settled.keys() & self._kept if settled[name] != self._kept[name]]
        return [*names, *(name for name in moved if name not in names)]

    def _zoned(self) -> list[str]:
        fields = self.fields.items()
        return [name for name, field in fields if isinstance(field, ZonedDateTimeField)]

    def _settle(self, name: str, clock: datetime, zone: ZoneInfo | None) -> None:
        # Without a zone there is an error beside it; what was typed is shown again.
        self.cleaned_data[name] = None
        try:
            self.cleaned_data[name] = moment_of(clock, zone) if zone else None
        except ValidationError as error:
            self.add_error(name, error)
