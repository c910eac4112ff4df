"""What people type to come in: for their organisation, or to join a colleague."""

import re
from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Representative
from organisations.models.saved import LONGEST_NAME
from organisations.names import tidy_line, validate_plain_line, validate_readable_name
from vocabulary.forms import PlaceField
from vocabulary.models import Country

_NOT_OFFERED = {
    Organisation.Kind.STATE,
    Organisation.Kind.UN_BODY,
    Organisation.Kind.REGIONAL_PROCESS,
}
_KINDS = [(kind.value, kind.label) for kind in Organisation.Kind if kind not in _NOT_OFFERED]
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")


class NameField(forms.CharField):
    """One line of text, composed and with single spaces, without invisible characters."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")

    default_validators = [validate_plain_line]


class AddressField(forms.EmailField):
    """The address by which somebody logs in, in small letters, as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254} | kwargs)

    def to_python(self, value: Any) -> str:
        # Before its length is looked at: some capital letters are longer as small ones.
        return str(super().to_python(value)).lower()


class ActingForm(forms.Form):
    """A form that carries the representative for whom its page was shown."""

    representative = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, acting: Representative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting
        self.fields["representative"].initial = str(acting.pk)

    def clean_representative(self) -> str:
        """Refuse what was written for another organisation than the one acted for now."""
        carried: str = self.cleaned_data["representative"]
        if carried != str(self.acting.pk):
            self.data = {**self.data.dict(), "representative": str(self.acting.pk)}  # type: ignore[attr-defined]
            self.add_error(
                None,
                _("You now act for %(organisation)s. Look again, then send.")
                % {"organisation": self.acting.organisation.name},
            )
        return carried


class ApplicationForm(forms.Form):
    """Asks for an account; people who are signed in are not asked who they are."""

    person = NameField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You log in with it. It is never shown."),
    )
    capacity = NameField(
        label=_("Your capacity"),
        max_length=120,
        help_text=_("What you are in the organisation. For example: Director."),
    )
    name = NameField(
        label=_("Name of the organisation"),
        max_length=200,
        validators=[validate_readable_name],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    acronym = NameField(label=_("Acronym"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose …")), *_KINDS])
    country = PlaceField(
        label=_("Country"),
        queryset=Country.objects.select_related("region"),
        required=False,
        empty_label=_("None: it works across countries"),
    )
    languages = forms.CharField(
        label=_("Languages you work in"),
        max_length=100,
        required=False,
        help_text=_("Their codes, separated by commas. For example: en, fr."),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    contact_email = forms.EmailField(
        label=_("Institutional e-mail address"),
        max_length=254,
        required=False,
        help_text=_("Where the curators can reach the organisation itself."),
    )
    sign_off_rule = NameField(
        label=_("Who decides what the organisation signs"),
        max_length=200,
        required=False,
        help_text=_("In words. For example: the steering group, within five days."),
    )
    is_unlisted = forms.BooleanField(
        label=_("Do not list us: to be named here could put somebody in danger"),
        required=False,
        help_text=_(
            "Then the organisation is in no list and has no page for others, its comments are "
            "those of “an organisation, not named”, and its endorsements count without its name. "
            "Only its own people see it, and the few who verify it."
        ),
    )
    about = forms.CharField(
        label=_("About the organisation"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What it does, and what shows the curators that it exists."),
    )

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["person"], self.fields["email"]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": ""}
        asked = [Row(Column("person"), Column("email"))] if "email" in self.fields else []
        helper.layout = Layout(
            Fieldset(_("You"), *asked, "capacity"),
            Fieldset(
                _("Your organisation"),
                "name",
                Row(Column("acronym"), Column("kind")),
                Row(Column("country"), Column("languages")),
                Row(Column("website"), Column("contact_email")),
                "sign_off_rule",
                "about",
                "is_unlisted",
            ),
            Submit("apply", _("Ask for an account"), css_class="act-button"),
        )
        return helper

    def clean_languages(self) -> str:
        codes = re.split(r"[\s,;]+", self.cleaned_data["languages"].lower().strip(" ,;"))
        wrong = [code for code in codes if code and not _LANGUAGE.fullmatch(code)]
        if wrong:
            raise ValidationError(
                _("“%(code)s” is not the code of a language. Write it like en, fr, es."),
                params={"code": wrong[0]},
            )
        return ", ".join(dict.fromkeys(filter(None, codes)))

    def particulars(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it; the region follows from the country."""
        country = self.cleaned_data["country"]
        given = self.cleaned_data | {"region": country.region if country else None}
        return given | {"is_listed": not given.pop("is_unlisted")}


class InviteForm(ActingForm):
    """Whom a representative invites, and to what."""

    email = AddressField(
        label=_("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Only whoever logs in with this address can accept. It takes a code by mail."),
    )
    may_comment = forms.BooleanField(label=_("May comment"), required=False, initial=True)
    may_prepare = forms.BooleanField(
        label=_("May prepare endorsements, for you to sign"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("may_comment") and not cleaned.get("may_prepare"):
            self.add_error("may_prepare", _("Choose at least one of the two."))
        if cleaned.get("email") == self.acting.user.email:
            self.add_error("email", _("This is your own address."))
        return cleaned

    def particulars(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in ("email", "may_comment", "may_prepare")}


class AcceptForm(forms.Form):
    """The name of one who has none here yet."""

    name = NameField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Your colleagues see it, and the secretariat. The public does not."),
    )

    def __init__(self, *args: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_named:
            del self.fields["name"]


class SavedSearchForm(forms.Form):
    """What a search is called, and whether what is new in it comes by mail."""

    name = NameField(label=_("Name"), max_length=LONGEST_NAME)
    wants_mail = forms.BooleanField(
        label=_("Tell me by mail what is new"),
        required=False,
        help_text=_("Once a day at most, in the morning, and only if there is something new."),
    )


class TokenForm(ActingForm):
    """What a token is for, and how long it holds."""

    SCOPES = {
        "endorse": _("Endorse"),
        "withdraw": _("Withdraw endorsements"),
        "comment": _("Comment"),
    }
    DAYS = [
        (30, _("30 days")),
        (90, _("90 days")),
        (180, _("Half a year")),
        (365, _("A year")),
    ]

    label = NameField(
        label=_("What is it for?"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("In your words, to tell it from others. Only you see it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the program may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long it holds"), choices=DAYS, coerce=int, initial=90
    )

    def __init__(self, *args: Any, scopes: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["scopes"]
        chosen.choices = [(name, label) for name, label in self.SCOPES.items() if name in scopes]

    def particulars(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {
            "label": self.cleaned_data["label"],
            "scopes": set(self.cleaned_data["scopes"]),
            "lasts": timedelta(days=self.cleaned_data["days"]),
        }
