"""How curators draw an extract from a document: our wording, and the words it rests on."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from consultations.forms.finding import Finding, find, key, question, short
from consultations.models import Document, Extract, ExtractSpan, Paragraph
from consultations.policies import may_be_unmarked
from consultations.quotes import Hit, split_quotes
from ledger.canonical import canonical_text

if TYPE_CHECKING:
    ExtractModelForm = forms.ModelForm[Extract]
else:
    ExtractModelForm = forms.ModelForm

INFERRED = [
    ("level", _("level")),
    ("themes", _("themes")),
    ("addressees", _("asked of")),
    ("objectives", _("objectives")),
    ("instruments", _("instruments")),
    ("kind", _("kind")),
    ("voice_kind", _("asked by")),
    ("voice_appearance", _("appearance meant")),
    ("voice_organisation", _("organisation meant")),
]
_MOST_QUOTES = 20


class SpanField(forms.ModelMultipleChoiceField):
    """Spans to choose from, each by its reference and its words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, spans: "QuerySet[ExtractSpan]") -> None:
        super().__init__(spans, label=_("Take a mark off"), required=False)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.paragraph.reference}: {short(obj.words)}"


class ExtractForm(ExtractModelForm):
    """An extract; the words pasted into it are found in the document's paragraphs.

    `hits` holds where the words stand once the form is valid. Where that is not clear the
    form asks: `place_fields` are its questions, one for each quotation.
    """

    quotes = forms.CharField(
        label=_("Paste the quoted words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 90, "dir": "auto"}),
        help_text=_("They are found in the document. An empty line parts two quotations."),
    )
    unmark = SpanField(ExtractSpan.objects.none())
    asked_of = forms.CharField(
        label=_("Asked of"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("As the source prints them, one on each line."),
    )
    inferred = forms.MultipleChoiceField(
        label=_("Our reading"),
        required=False,
        choices=INFERRED,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what the source itself does not label."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hits: list[Hit] = []
        self._findings = self._found() if self.is_bound else []
        for finding in self._findings:
            if finding.hits and not finding.is_clear:
                self.fields[finding.name] = question(finding)
        if self.instance.pk:
            self._show_kept()

    @property
    def place_fields(self) -> list[forms.BoundField]:
        """Return the questions, each a field of radio buttons."""
        names = [finding.name for finding in self._findings]
        return [self[name] for name in names if name in self.fields]

    def clean_text(self) -> str:
        return canonical_text(self.cleaned_data["text"]).strip()

    def clean_asked_of(self) -> list[str]:
        return names_of_asked(self.cleaned_data["asked_of"])

    def clean_quotes(self) -> str:
        pasted: str = self.cleaned_data["quotes"]
        quotes = split_quotes(pasted)
        if len(quotes) > _MOST_QUOTES:
            raise forms.ValidationError(_("Paste at most 20 quotations at a time."))
        if quotes and self._document is None:
            raise forms.ValidationError(_("Choose the document in which the words stand."))
        return pasted

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for finding in self._findings:
            self._settle(finding)
        return cleaned

    def _settle(self, finding: Finding) -> None:
        """Take the one place of the words, or the one chosen; else say what is to be chosen."""
        chosen = self.cleaned_data.get(finding.name)
        if finding.is_clear:
            self.hits += finding.hits
        elif chosen:
            self.hits += [hit for hit in finding.hits if key(hit) == chosen]
        elif finding.name not in self.errors:
            self.add_error("quotes", finding.what_is_wrong())

    def _found(self) -> list[Finding]:
        quotes = split_quotes(str(self.data.get(self.add_prefix("quotes"), "")))
        if self._document is None or len(quotes) > _MOST_QUOTES:
            return []
        return [
            find(f"place_{number}", quote, self._paragraphs) for number, quote in enumerate(quotes)
        ]

    def _show_kept(self) -> None:
        """Show those asked, and the marks that may be taken off."""
        names = self.instance.addressees.values_list("name", flat=True)
        self.initial["asked_of"] = "\n".join(names)
        if may_be_unmarked(self.instance):
            spans = self.instance.spans.select_related("paragraph")
            self.fields["unmark"] = SpanField(spans)

    @cached_property
    def _document(self) -> Document | None:
        if self.instance.pk:
            return self.instance.document
        try:
            chosen: Document = self.fields["document"].clean(self["document"].data)
        except forms.ValidationError:
            return None
        return chosen

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        return list(self._document.paragraphs.all()) if self._document else []


def names_of_asked(typed: str) -> list[str]:
    """Return the names typed, one on each line; raises ValidationError where one is no name."""
    names = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    for name in names:
        if len(name) > 200 or not slugify(name, allow_unicode=True):
            raise forms.ValidationError(
                _("“%(name)s” is no name of those asked."), params={"name": name[:60]}
            )
    return names
