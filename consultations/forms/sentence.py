"""Drawing an extract from one sentence: filled in by what is suggested, to be changed or taken."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.forms.extract import names_of_asked
from consultations.models import Appearance, Document, Extract
from consultations.models.extract import Level
from ledger.canonical import canonical_text
from organisations.models import Organisation
from vocabulary.models import Instrument

if TYPE_CHECKING:
    ExtractModelForm = forms.ModelForm[Extract]
else:
    ExtractModelForm = forms.ModelForm


# Whom the voice means, as suggested.
MEANT = ("voice_appearance", "voice_organisation")


class DrawForm(ExtractModelForm):
    """An extract drawn from a sentence; what rules suggested is marked as our reading."""

    asked_of = forms.CharField(
        label=_("Asked of"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        help_text=_("As the source prints them, one on each line."),
    )
    instruments = forms.MultipleChoiceField(
        label=_("Instruments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Extract
        fields = ["kind", "text", "voice", "voice_kind", "level", *MEANT]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "cols": 80, "dir": "auto"}),
            **dict.fromkeys(MEANT, forms.HiddenInput),
        }

    def __init__(
        self,
        data: Any = None,
        *,
        document: Document,
        instruments: Iterable[Instrument] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, instance=Extract(document=document), **kwargs)
        self._instruments = {str(each.pk): each for each in instruments}
        self.fields["instruments"].choices = [  # type: ignore[attr-defined] # a choice field
            (pk, each.short) for pk, each in self._instruments.items()
        ]
        if not self._instruments:
            del self.fields["instruments"]
        choices: dict[str, QuerySet[Any]] = {
            "voice_appearance": Appearance.objects.filter(consultation=document.consultation_id),
            "voice_organisation": Organisation.objects.listed(),
        }
        for name, meant in choices.items():
            self.fields[name].queryset = meant  # type: ignore[attr-defined] # a choice of rows

    def clean_text(self) -> str:
        return canonical_text(self.cleaned_data["text"]).strip()

    def clean_asked_of(self) -> list[str]:
        return names_of_asked(self.cleaned_data["asked_of"])

    def clean_instruments(self) -> list[Instrument]:
        return [self._instruments[pk] for pk in self.cleaned_data["instruments"]]

    def clean(self) -> dict[str, Any]:
        """Note what is our reading; who is meant is left out where the voice is another now."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in MEANT:
            if not self._is_named(cleaned.get(name), cleaned.get("voice")):
                cleaned[name] = None
        given = {
            "level": cleaned.get("level") not in (None, Level.UNSPECIFIED),
            "addressees": bool(cleaned.get("asked_of")),
            "instruments": bool(cleaned.get("instruments")),
            "kind": True,
        }
        self.instance.inferred = [name for name, is_given in given.items() if is_given]
        return cleaned

    def _is_named(self, meant: Appearance | Organisation | None, voice: str | None) -> bool:
        """Return whether the voice still names who was meant when it was suggested."""
        match meant:
            case Appearance():
                return voice == meant.shown_name
            case Organisation():
                own = (meant.name, meant.acronym, *meant.aliases.splitlines())
                return voice in (*own, self.instance.document.author)
        return False
