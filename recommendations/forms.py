"""What a representative types."""

import unicodedata
from collections.abc import Hashable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.media_types import scan_type_of
from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.refusal import Refused
from organisations.forms import ActingForm
from organisations.models import Representative
from recommendations.models import Comment, Endorsement, Recommendation, Report, Version
from recommendations.suggestions import another_text
from recommendations.terms import Terms

LONGEST_COMMENT = 5000
LONGEST_RESERVATION = 1000
LONGEST_APPEAL = 2000
# What a draft of the text may be, too.
LONGEST_SUGGESTION = 5000
# Typed: a browser's own field for dates has parts that its focus does not show.
DAY = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%Y-%m-%d")
LONGEST_WAIT = timedelta(days=5 * 365)
UN_LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh-hans")

Naming = Endorsement.Naming
# Each choice in the words of who makes it.
_NAMINGS = [
    (Naming.NAMED, _("By name")),
    (Naming.UNNAMED, _("Count us, do not name us")),
    (Naming.ASK_AGAIN, _("Perhaps later")),
]


def languages_of(representative: Representative) -> list[str]:
    """Return the languages to offer: the organisation's own first, then those of the UN."""
    own = [code.strip() for code in representative.organisation.languages.split(",")]
    codes = dict.fromkeys([code for code in own if code in LANG_INFO])
    return list(codes | dict.fromkeys(UN_LANGUAGES))


def is_readable(words: str) -> bool:
    """Tell whether the words hold a letter, digit or sign."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in words)


def scanned(file: UploadedFile | None) -> bytes | None:
    """Return the content of what was sent; raise ValidationError where it is no scan."""
    if file is None:
        return None
    content: bytes = file.read()
    try:
        scan_type_of(content)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    return content


def readable_or_nothing(typed: str) -> str:
    """Return the words in canonical form; raise ValidationError where nothing is to be read."""
    words = canonical_text(typed).strip()
    if words and not is_readable(words):
        raise ValidationError(_("There is nothing to read in this reservation."))
    return words


class NamingForm(ActingForm):
    """How the organisation is named."""

    naming = forms.ChoiceField(
        label=_("How you are named"), choices=_NAMINGS, widget=forms.RadioSelect
    )
    ask_again_on = forms.DateField(
        label=_("Ask us again on"),
        required=False,
        widget=DAY,
        help_text=_("Only for “Perhaps later”. Written like 2027-12-31."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.acting.organisation.is_listed:
            self._offer_no_name()

    def begin_as_usual(self) -> None:
        """Begin with what was chosen last; a day to be asked again is chosen anew each time."""
        usual = self.acting.organisation.default_naming
        self.fields["naming"].initial = None if usual == Naming.ASK_AGAIN else usual or None

    def _offer_no_name(self) -> None:
        namings: Any = self.fields["naming"]
        namings.choices = [each for each in _NAMINGS if each[0] == Naming.UNNAMED]
        self.initial["naming"] = Naming.UNNAMED
        del self.fields["ask_again_on"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one is wanted, and drop it where none is."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("naming") != Naming.ASK_AGAIN:
            cleaned["ask_again_on"] = None
            self.errors.pop("ask_again_on", None)
        elif "ask_again_on" not in self.errors:
            self._clean_day(cleaned.get("ask_again_on"))
        return cleaned

    def _clean_day(self, day: date | None) -> None:
        today = now().date()
        if day is None:
            self.add_error("ask_again_on", _("Say on which day to ask you again."))
        elif not today < day <= today + LONGEST_WAIT:
            self.add_error("ask_again_on", _("Choose a day to come, within five years."))


class EndorseForm(NamingForm):
    """The signature: it carries the fingerprint of the text that was shown."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reservation = forms.CharField(
        label=_("Reservation"),
        required=False,
        max_length=LONGEST_RESERVATION,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "Up to 1,000 characters. Everybody reads it beside your name, if you are named."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_as_usual()

    def clean_reservation(self) -> str:
        return readable_or_nothing(self.cleaned_data["reservation"])

    def terms(self) -> Terms:
        """Return on which terms the organisation endorses."""
        names = ("naming", "ask_again_on", "reservation")
        return Terms(**{name: self.cleaned_data[name] for name in names})


class EndorseSeveralForm(NamingForm):
    """Several signatures at once: each tick carries the fingerprint of the text beside it."""

    texts = forms.MultipleChoiceField(
        label=_("Texts to endorse"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: list[Recommendation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.text.fingerprint: row for row in rows}
        texts: Any = self.fields["texts"]
        texts.choices = [(fingerprint, row.code) for fingerprint, row in self.rows.items()]
        texts.error_messages |= {
            "required": _("Tick what your organisation endorses."),
            "invalid_choice": _("A text has changed, or was answered, since you opened this page."),
        }
        self.begin_as_usual()

    def ticked(self) -> list[Recommendation]:
        """Return the recommendations whose texts are ticked, in the order of the page."""
        return [row for text, row in self.rows.items() if text in self.cleaned_data["texts"]]


class PrepareForm(ActingForm):
    """What a drafter prepares for one who may sign."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(
        label=_("Note for whoever signs"),
        required=False,
        max_length=LONGEST_RESERVATION,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only your organisation reads it."),
    )
    reservation = forms.CharField(
        label=_("Reservation"),
        required=False,
        max_length=LONGEST_RESERVATION,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Public once it is signed, beside the name. Whoever signs may change it."),
    )
    attachment = forms.FileField(
        label=_("Attachment"),
        required=False,
        help_text=_("A PDF or a picture of up to 20 MB, such as the minutes. For your own eyes."),
    )
    sign_by = forms.DateField(
        label=_("Please sign by"),
        required=False,
        widget=DAY,
        help_text=_("Before the public end. Written like 2027-12-31."),
    )

    def __init__(self, *args: Any, closes: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closes = closes

    def clean_sign_by(self) -> date | None:
        """Refuse a day that is over, or after the window."""
        day: date | None = self.cleaned_data["sign_by"]
        if day and not now().date() <= day <= self.closes.date():
            raise ValidationError(_("Choose a day from today to the end of the window."))
        return day

    def clean_reservation(self) -> str:
        return readable_or_nothing(self.cleaned_data["reservation"])

    def clean_attachment(self) -> bytes | None:
        return scanned(self.cleaned_data["attachment"])

    def particulars(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it."""
        names = ("fingerprint", "note", "reservation", "sign_by", "attachment")
        return {name: self.cleaned_data[name] for name in names}


class WithdrawForm(ActingForm):
    """The confirmation that an endorsement is withdrawn."""


class WordsForm(ActingForm):
    """The words of a comment."""

    fields_seen = ("stance", "text", "language", "suggested_text")

    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_COMMENT,
        help_text=_(
            "Up to 5,000 characters. Leave out what could endanger somebody. *Emphasis*, "
            "- lists, > quotes and [links](https://…) are laid out."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the comment"))
    suggested_text = forms.CharField(
        label=_("The text as you suggest it"),
        required=False,
        max_length=LONGEST_SUGGESTION,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("The whole text. What you change is shown word by word beside your comment."),
    )

    def __init__(self, *args: Any, version: Version | None, **kwargs: Any) -> None:
        """Take the version whose text may be suggested otherwise; none where there is none."""
        super().__init__(*args, **kwargs)
        self.speaks_of = version
        self.holds_words = self.is_bound or not self.initial.keys().isdisjoint(self.fields_seen)
        if version is None or version.is_withheld:
            del self.fields["suggested_text"]
        elif not self.initial.get("suggested_text"):
            self.initial["suggested_text"] = version.text
        codes = languages_of(self.acting)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, LANG_INFO[code]["name_local"]) for code in codes
        ]
        self.fields["language"].initial = codes[0]

    def clean_text(self) -> str:
        """Return the words in canonical form; refuse what has no letter, digit or sign."""
        text = canonical_text(self.cleaned_data["text"])
        if not is_readable(text):
            raise ValidationError(_("There is nothing to read in this comment."))
        return text

    def clean_suggested_text(self) -> str:
        """Return another text than the version's, or nothing."""
        text = another_text(self.speaks_of, self.cleaned_data["suggested_text"])
        if text and not is_readable(text):
            raise ValidationError(_("There is nothing to read in this text."))
        return text

    @property
    def key(self) -> Hashable:
        """What its empty fields depend on; None where something was typed."""
        text = self.speaks_of.pk if self.speaks_of else None
        codes = tuple(code for code, _name in self.fields["language"].choices)  # type: ignore[attr-defined]
        return None if self.holds_words else (type(self).__name__, text, codes)

    @property
    def said_fields(self) -> list[Any]:
        """The fields that are seen, but for the suggested text, which is folded."""
        return [field for field in self.visible_fields() if field.name != "suggested_text"]

    @property
    def is_suggesting(self) -> bool:
        """Whether the suggested text is another than the version's, or is wrong."""
        typed = self["suggested_text"].value() or ""
        return bool(self["suggested_text"].errors or another_text(self.speaks_of, typed))


class AppealForm(ActingForm):
    """What an organisation says against a decision on its comment."""

    text = forms.CharField(
        label=_("What is wrong with the decision?"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONGEST_APPEAL,
        help_text=_("Up to 2,000 characters. Only those who may answer read it."),
    )

    def clean_text(self) -> str:
        """Return the words in canonical form; refuse what has no letter, digit or sign."""
        text = canonical_text(self.cleaned_data["text"])
        if not is_readable(text):
            raise ValidationError(_("There is nothing to read in this appeal."))
        return text


class ReportForm(forms.Form):
    """What somebody finds wrong with a comment."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Report.Reason, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=LONGEST_APPEAL,
        help_text=_("Up to 2,000 characters. Needed where it is something else."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where none of the reasons fits."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_other = cleaned.get("reason") == Report.Reason.OTHER
        if is_other and not is_readable(cleaned.get("words", "")):
            self.add_error("words", _("Say in words what is wrong with it."))
        return cleaned


class CommentForm(WordsForm):
    """What an organisation says about the text."""

    field_order = ("representative", "version", "parent", "stance")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parent = forms.CharField(widget=forms.HiddenInput, required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=Comment.Stance.choices)
