"""What curators fill in about what became of an ask: how far, in which words, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.forms.finding import in_context
from consultations.models import Document, Paragraph
from consultations.quotes import (
    Hit,
    find_words,
    likest_passages,
    likest_texts,
    nearest,
    sentences_of,
)
from organisations.admin.forms import ActForm
from recommendations.models import LaterText, Recommendation, Reflection
from recommendations.policies import Found, Hindrance, another_text_hindrance, found_hindrance

LONGEST_REASON = 1000
_LONGEST_QUOTE = 5000
_MOST_PASSAGES = 8
_MOST_LIKE = 6


class FindingForm(ActForm):
    """A finding in one text: the words are pasted, or chosen among passages that are proposed."""

    finding = forms.ChoiceField(
        label=_("Finding"), choices=Reflection.Finding, widget=widgets.AdminRadioSelect
    )
    words = forms.CharField(
        label=_("Exact words"),
        required=False,
        max_length=_LONGEST_QUOTE,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "Paste them from one paragraph, or choose a passage. What is not there or cannot be "
            "assessed has none."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "Public. Needed where there are no words to show; elsewhere say what is missing or "
            "weaker."
        ),
    )

    # The texts of the asks as they stood when the form was opened: “GFMD17-07:<fingerprint> …”.
    texts = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["texts"] = self._texts()
        self._hits = self._pasted()
        if not self._is_clear:
            self._offer(self._hits or self._proposed())
        self.order_fields(["recommendation", "finding", "words", "passage", "reason", "texts"])

    @property
    def document(self) -> Document:
        """The text in which something was found."""
        text: Document = self.record.document
        return text

    @property
    def asked(self) -> Recommendation | None:
        """The ask that was looked for, once it is known."""
        row: Recommendation = self.record.recommendation
        return row

    @property
    def paragraph(self) -> Paragraph | None:
        """The one paragraph that is asked about, if any."""
        return None

    def clean(self) -> dict[str, Any]:
        """Return what the act takes: what was found, and nothing of how it was typed."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        found = Found(cleaned["finding"], self._chosen(cleaned), cleaned["reason"])
        if found.finding in Reflection.WITHOUT_WORDS and self._quote:
            self._refuse(Hindrance.WORDS_NOT_NEEDED)
        elif self._is_twofold:
            self.add_error(
                "words",
                _now(
                    "You chose a passage as well. Send these words again, "
                    "or take them out and choose."
                ),
            )
        hindrance = found_hindrance(self.document, found)
        if hindrance:
            self._refuse(hindrance)
        self._refuse_another_text(cleaned)
        return self.given(cleaned) | {"found": found, "fingerprint": self._text_read(cleaned)}

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return what else the act takes."""
        return {}

    def asks(self) -> Iterable[Recommendation]:
        """Return the asks that may be meant, each with its text."""
        return [self.record.recommendation]

    def _texts(self) -> str:
        return " ".join(f"{row.code}:{row.text.fingerprint}" for row in self.asks())

    def _text_read(self, cleaned: dict[str, Any]) -> str:
        """Return the fingerprint of the ask's text as it was when the form was opened."""
        texts = dict(each.split(":", 1) for each in cleaned["texts"].split() if ":" in each)
        return texts.get(str(self.asked and self.asked.code), "")

    def _refuse_another_text(self, cleaned: dict[str, Any]) -> None:
        """Where the ask was reworded meanwhile, say so; its present text is shown with that."""
        hindrance = self.asked and another_text_hindrance(self.asked, self._text_read(cleaned))
        if hindrance:
            self.add_error(None, str(hindrance.label))
            sent: Any = self.data.copy()  # type: ignore[attr-defined] # as a request has it
            sent["texts"] = self._texts()
            self.data = sent

    def _refuse(self, hindrance: Hindrance) -> None:
        is_unclear = hindrance is Hindrance.WORDS_NEEDED
        wrong = self._what_is_wrong() if is_unclear else str(hindrance.label)
        self.add_error("reason" if hindrance is Hindrance.REASON_NEEDED else "words", wrong)

    def _what_is_wrong(self) -> str:
        pasted = self._quote
        if not pasted:
            return _now("Paste the exact words that this rests on, or choose a passage below.")
        if not self._hits:
            return _now("These words do not stand in the text, nor anything like them.")
        if self._is_found:
            return _now("These words stand in several places: choose one below.")
        return _now("These words do not stand there so: choose the passage below, or mend them.")

    def _chosen(self, cleaned: dict[str, Any]) -> Hit | None:
        """Return the one place of the words, or the passage that was chosen."""
        if cleaned["finding"] in Reflection.WITHOUT_WORDS:
            return None
        if self._is_clear:
            return self._hits[0]
        offered = {_key(hit): hit for hit in self._offered}
        return offered.get(cleaned.get("passage", ""))

    @cached_property
    def _quote(self) -> str:
        return str(self.data.get(self.add_prefix("words"), "")).strip() if self.is_bound else ""

    @cached_property
    def _is_found(self) -> bool:
        return bool(self._quote and find_words(self._paragraphs, self._quote))

    @property
    def _is_clear(self) -> bool:
        return self._is_found and len(self._hits) == 1

    @property
    def _is_twofold(self) -> bool:
        """Whether a passage was chosen that is another than the words that were pasted."""
        chosen = self.data.get(self.add_prefix("passage"), "")
        return self._is_clear and bool(chosen) and chosen != _key(self._hits[0])

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        return list(self.document.paragraphs.filter(withheld_reason=""))

    def _pasted(self) -> list[Hit]:
        """Return where the pasted words stand, or else the one place that is most like them."""
        if not 0 < len(self._quote) <= _LONGEST_QUOTE:
            return []
        hits = find_words(self._paragraphs, self._quote)
        if hits:
            return hits[:_MOST_PASSAGES]
        like = nearest(self._paragraphs, self._quote)
        return [like] if like else []

    def _proposed(self) -> list[Hit]:
        if self._quote:
            return []
        if self.paragraph:
            return sentences_of(self.paragraph)[:_MOST_PASSAGES]
        if self.asked is None:
            return []
        text = f"{self.asked.title} {self.asked.text.text}"
        return likest_passages(self._paragraphs, text, _MOST_PASSAGES)

    def _offer(self, hits: Iterable[Hit]) -> None:
        self._offered = list(hits)
        if self._offered:
            self.fields["passage"] = forms.ChoiceField(
                label=_("Or one of these passages"),
                required=False,
                choices=[(_key(hit), in_context(hit)) for hit in self._offered],
                widget=widgets.AdminRadioSelect,
                help_text=_("Proposed because they share words: read them before you choose."),
            )


class AssessForm(FindingForm):
    """A finding in a later text, about one of the asks that nobody has assessed in it.

    Its address may name the ask, or the paragraph of which it is asked what it answers.
    """

    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(),
        to_field_name="code",
        label=_("Recommendation"),
        error_messages={
            "invalid_choice": _("It is not published, not asked before this text, or assessed.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recommendation"]
        field.queryset = self._asks
        field.choices = self._choices()
        if self.asked:
            self.initial["recommendation"] = self.asked.code

    @property
    def document(self) -> Document:
        text: Document = self.record
        return text

    @cached_property
    def asked(self) -> Recommendation | None:
        code = self.data.get("recommendation", "") if self.is_bound else self.record.ask
        return self._by_code.get(str(code).upper())

    @cached_property
    def paragraph(self) -> Paragraph | None:
        anchors = {each.anchor: each for each in self._paragraphs}
        return anchors.get(self.record.asked_paragraph)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"recommendation": cleaned["recommendation"]}

    def asks(self) -> Iterable[Recommendation]:
        return self._by_code.values()

    @cached_property
    def _asks(self) -> Any:
        return self.record.asks().order_by("code")

    @cached_property
    def _by_code(self) -> dict[str, Recommendation]:
        return {str(each.code): each for each in self._asks}

    def _choices(self) -> list[Any]:
        """Return the asks; before all others those that are most like the paragraph."""
        named = [(code, _named(each)) for code, each in self._by_code.items()]
        every: list[Any] = [("", "---------")]
        if self.paragraph is None:
            return every + named
        texts = {code: f"{each.title} {each.text.text}" for code, each in self._by_code.items()}
        like = likest_texts(texts, self.paragraph.text, _MOST_LIKE)
        first = [(code, _named(self._by_code[code])) for code in like]
        others = [choice for choice in named if choice[0] not in like]
        return [*every, (_("Most alike"), first), (_("All others"), others)]


class CorrectForm(FindingForm):
    """Another finding in the place of one; it begins with what was found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = ("finding", "words", "reason")
        self.initial.update({name: getattr(self.record, name) for name in kept})

    def _proposed(self) -> list[Hit]:
        """Propose passages only in the place of words that were taken out."""
        return super()._proposed() if self.is_bound else []


class CarryForm(ActForm):
    """Asks from which text findings are carried to this one."""

    old = forms.ModelChoiceField(LaterText.objects.none(), label=_("Carry them from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["old"]
        field.queryset = self.record.earlier()


def _named(row: Recommendation) -> str:
    return Truncator(f"{row.code}: {row.title}").chars(100)


def _key(hit: Hit) -> str:
    return f"{hit.paragraph.pk}:{hit.start}:{hit.end}"
