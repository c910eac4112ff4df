"""How curators draw an extract from a document: our wording, and the words it rests on."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from consultations.models import Document, Extract, ExtractSpan, Paragraph
from consultations.policies import may_be_unmarked
from consultations.quotes import Hit, find_words, nearest, split_quotes
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
_MOST_PLACES = 100
_CONTEXT = 60


class SpanField(forms.ModelMultipleChoiceField):
    """Spans to choose from, each by its reference and its words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, spans: "QuerySet[ExtractSpan]") -> None:
        super().__init__(spans, label=_("Take a mark off"), required=False)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.paragraph.reference}: {_short(obj.words)}"


class Finding(NamedTuple):
    """Where a quotation stands, or else the one place that is most like it, if any."""

    name: str
    quote: str
    hits: list[Hit]
    is_exact: bool

    @property
    def is_clear(self) -> bool:
        return self.is_exact and len(self.hits) == 1

    def what_is_wrong(self) -> forms.ValidationError:
        """Return what to tell the curator where the place is not clear."""
        if not self.hits:
            message = _("“%(words)s” does not stand in the document, nor anything like it.")
        elif self.is_exact:
            message = _("“%(words)s” stands in %(number)s places. Choose one above.")
        else:
            message = _("“%(words)s” does not stand there so. Take the nearest above, or mend it.")
        shown = {"words": _short(self.quote), "number": len(self.hits)}
        return forms.ValidationError(message, params=shown)


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
                self.fields[finding.name] = _question(finding)
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
            self.hits += [hit for hit in finding.hits if _key(hit) == chosen]
        elif finding.name not in self.errors:
            self.add_error("quotes", finding.what_is_wrong())

    def _found(self) -> list[Finding]:
        quotes = split_quotes(str(self.data.get(self.add_prefix("quotes"), "")))
        if self._document is None or len(quotes) > _MOST_QUOTES:
            return []
        return [self._find(f"place_{number}", quote) for number, quote in enumerate(quotes)]

    def _find(self, name: str, quote: str) -> Finding:
        hits = find_words(self._paragraphs, quote)
        if hits:
            return Finding(name, quote, hits[:_MOST_PLACES], is_exact=True)
        like = nearest(self._paragraphs, quote)
        return Finding(name, quote, [like] if like else [], is_exact=False)

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


def in_context(hit: Hit) -> str:
    """Return the reference of the words, and the words with what stands around them."""
    text = hit.paragraph.text
    before, after = text[: hit.start][-_CONTEXT:], text[hit.end :][:_CONTEXT]
    begins = "…" if hit.start > _CONTEXT else ""
    ends = "…" if len(text) > hit.end + _CONTEXT else ""
    return f"{hit.paragraph.reference}: {begins}{before}[{hit.words}]{after}{ends}"


def _question(finding: Finding) -> forms.ChoiceField:
    asked = _("“%(words)s” stands in several places. Which is meant?")
    if not finding.is_exact:
        asked = _("“%(words)s” does not stand there so. Is it this passage?")
    return forms.ChoiceField(
        label=asked % {"words": _short(finding.quote)},
        required=False,
        choices=[(_key(hit), in_context(hit)) for hit in finding.hits],
        widget=forms.RadioSelect,
    )


def _key(hit: Hit) -> str:
    return f"{hit.paragraph.pk}:{hit.start}:{hit.end}"


def _short(words: str) -> str:
    return words if len(words) <= _CONTEXT else f"{words[:_CONTEXT].rstrip()}…"
