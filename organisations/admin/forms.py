"""What curators fill in about organisations and the people who act for them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.forms import AddressField
from organisations.models import Application, Organisation, Representative, User
from organisations.names import tidy_line, validate_plain_line, validate_readable_name

# Near the end of the calendar there is no day after it.
_LAST_DAY = date(2199, 12, 31)


class ActForm(forms.Form):
    """What an act asks for; without fields it only asks to confirm.

    Where an act takes two steps, `step` says what is to be done in the second, and `button` names
    the first.
    """

    step: Any = ""
    button: Any = ""

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.step


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("Reason"), widget=widgets.AdminTextareaWidget)


class PublicReasonForm(ActForm):
    """A reason that everybody reads, in one line."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Public. Leave out what could endanger somebody."),
        widget=widgets.AdminTextareaWidget(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        reason = tidy_line(self.cleaned_data["reason"])
        validate_plain_line(reason)
        return reason


class BlankForm(ReasonForm):
    """Asks why a person is blanked: in words that don't say who it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Curators read it. It stays, so leave out the name and the address."
        )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        told = _names_in(reason, self.record)
        if told:
            raise forms.ValidationError(
                _("Leave out “%(name)s”: what you write here stays."), params={"name": told}
            )
        return reason


class FactorForm(BlankForm):
    """Asks how it is known that it is really the person, in words that don't say who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("How you know that it is they")
        self.fields["reason"].help_text = _(
            "Curators read it. It stays, so leave out the name and the address."
        )


def _names_in(text: str, person: User) -> str:
    """Return what of the person's name or address the text holds, or nothing."""
    for whole in filter(None, (person.name, person.email)):
        if whole.casefold() in text.casefold():
            return whole
    words = set(re.findall(r"\w{3,}", text))
    return next((each for each in re.findall(r"\w{3,}", person.name) if each in words), "")


class EvidenceForm(ActForm):
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("What you looked at, and what it showed."),
        widget=widgets.AdminTextareaWidget,
    )


class VerifyForm(EvidenceForm):
    """Verifies an organisation and, where somebody applied, gives that person rights at once."""

    may_endorse = forms.BooleanField(
        label=_("The organisation may endorse"),
        required=False,
        help_text=_("Otherwise it comments only. An organisation that endorses keeps this."),
    )
    make_representative = forms.BooleanField(
        label=_("Make the applicant a representative"), required=False, initial=True
    )
    may_comment = forms.BooleanField(
        label=_("The applicant may comment"), required=False, initial=True
    )
    may_prepare = forms.BooleanField(
        label=_("The applicant may prepare endorsements"), required=False
    )
    may_sign = forms.BooleanField(label=_("The applicant may sign endorsements"), required=False)
    capacity = forms.CharField(
        label=_("The applicant’s capacity"),
        required=False,
        max_length=120,
        validators=[validate_plain_line],
        widget=widgets.AdminTextInputWidget,
    )
    ends = forms.DateField(
        label=_("The applicant’s last day"),
        required=False,
        help_text=_("Written like 2027-12-31. Empty while no end is known."),
        widget=widgets.AdminDateWidget,
    )

    _ABOUT_THE_APPLICANT = (
        "make_representative",
        "may_comment",
        "may_prepare",
        "may_sign",
        "capacity",
        "ends",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        applications = Application.objects.filter(organisation=self.record)
        application = applications.filter(user__is_blanked=False).first()
        if application:
            self.fields["capacity"].initial = application.capacity
            return
        for name in self._ABOUT_THE_APPLICANT:
            del self.fields[name]

    def clean_ends(self) -> datetime | None:
        """Return the moment at which the last day is over, in UTC."""
        day: date | None = self.cleaned_data["ends"]
        if day is None:
            return None
        if day < now().date():
            raise forms.ValidationError(_("This day is over."))
        if day > _LAST_DAY:
            raise forms.ValidationError(_("Look at the year again."))
        return datetime.combine(day + timedelta(days=1), time(), UTC)


class OrganisationForm(forms.ModelForm):
    def clean_name(self) -> str:
        name = tidy_line(self.cleaned_data["name"])
        validate_readable_name(name)
        other = self._look_alike(name)
        if other:
            raise forms.ValidationError(
                _("The name is too like “%(other)s”, which is already on record."),
                params={"other": other.name},
            )
        return name

    def _look_alike(self, name: str) -> Organisation | None:
        if self.instance.pk and self.instance.status not in Organisation.PUBLIC_STATUSES:
            return None
        if not self.instance.is_listed:
            return None
        alike = Organisation.objects.listed().looking_like(name).exclude(pk=self.instance.pk)
        return alike.filter(status__in=Organisation.PUBLIC_STATUSES).first()


class RepresentativeForm(forms.ModelForm):
    """A grant of rights. A new one names the person by address, and adds who is not known yet."""

    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Of the person, as they log in."),
        widget=widgets.AdminEmailInputWidget,
    )
    person = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=150,
        validators=[validate_plain_line],
        help_text=_("Only for a person who is new here. They log in by a code mailed to them."),
        widget=widgets.AdminTextInputWidget,
    )

    by: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("may_sign") and self.by and self.by.email == self._email(cleaned):
            self.add_error("may_sign", _("Nobody lets themselves sign: another curator has to."))
        if cleaned.get("may_sign") and not cleaned.get("evidence", "").strip():
            self.add_error("evidence", _("Say what shows that this person may sign."))
        starts = cleaned.get("starts", self.instance.starts)
        if cleaned.get("ends") and starts and cleaned["ends"] < starts:
            self.add_error("ends", _("The end comes before the start."))
        if "email" in self.fields and cleaned.get("email"):
            self._find_person(cleaned)
        return cleaned

    def _email(self, cleaned: dict[str, Any]) -> str:
        return str(cleaned.get("email") or (self.instance.pk and self.instance.user.email) or "")

    def _find_person(self, cleaned: dict[str, Any]) -> None:
        email = cleaned["email"]
        user = User.objects.filter(email=email).first()
        if user is None and not cleaned.get("person"):
            self.add_error("person", _("Nobody here has this address yet: give the name as well."))
        self.instance.user = user or User(email=email, name=tidy_line(cleaned.get("person", "")))
        grants = Representative.objects.filter(organisation=cleaned.get("organisation"))
        if user and grants.filter(user=user).exists():
            self.add_error(
                "email", _("This person has rights for the organisation: change those instead.")
            )


class PersonForm(forms.ModelForm):
    class Meta:
        field_classes = {"email": AddressField}
