"""What a representative types."""

import unicodedata
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ledger.canonical import canonical_text
from organisations.models import Representative
from recommendations.models import Comment

LONGEST_COMMENT = 5000
UN_LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh-hans")


def languages_of(representative: Representative) -> list[str]:
    """Return the languages to offer: the organisation's own first, then those of the UN."""
    own = [code.strip() for code in representative.organisation.languages.split(",")]
    codes = dict.fromkeys([code for code in own if code in LANG_INFO])
    return list(codes | dict.fromkeys(UN_LANGUAGES))


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
                % {"organisation": self.acting.organisation},
            )
        return carried


class EndorseForm(ActingForm):
    """The signature: it carries the fingerprint of the text that was shown."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


class WithdrawForm(ActingForm):
    """The confirmation that an endorsement is withdrawn."""


class CommentForm(ActingForm):
    """What an organisation says about the text."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = forms.CharField(widget=forms.HiddenInput, required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=Comment.Stance.choices)
    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_COMMENT,
        help_text=_("Up to 5,000 characters. Leave out what could endanger somebody."),
    )
    language = forms.ChoiceField(label=_("Language of the comment"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = languages_of(self.acting)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, LANG_INFO[code]["name_local"]) for code in codes
        ]
        self.fields["language"].initial = codes[0]

    def clean_text(self) -> str:
        """Return the words in canonical form; refuse what has no letter, digit or sign."""
        text = canonical_text(self.cleaned_data["text"])
        if not any(unicodedata.category(sign)[0] in "LNPS" for sign in text):
            raise ValidationError(_("There is nothing to read in this comment."))
        return text
