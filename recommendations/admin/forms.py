"""What curators fill in about what is asked."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf.locale import LANG_INFO
from django.contrib.admin import widgets
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from consultations.forms.windows import WindowsForm
from consultations.models import Consultation, Extract
from organisations.admin.forms import ActForm
from organisations.models import Organisation
from recommendations.forms import (
    LONGEST_RESERVATION,
    UN_LANGUAGES,
    readable_or_nothing,
    scanned,
)
from recommendations.models import Recommendation, Rule, SuggestionAnswer, Version


def _languages() -> list[tuple[str, str]]:
    """Return the languages that have a name, those of the United Nations first."""
    codes = dict.fromkeys([*UN_LANGUAGES, *sorted(LANG_INFO)])
    named = [code for code in codes if "name_local" in LANG_INFO[code]]
    return [(code, f"{code}: {LANG_INFO[code]['name_local']}") for code in named]


class RecommendationForm(WindowsForm):
    """A draft: sessions and extracts are the consultation's own, times are on its clocks."""

    class Meta:
        widgets = {
            "draft_text": widgets.AdminTextareaWidget(attrs={"rows": 8, "dir": "auto"}),
            "draft_addressees": widgets.AdminTextareaWidget(attrs={"rows": 4, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for field in fields.values():
            # What hangs on a draft is not deleted from the draft's page.
            field.widget.can_delete_related = False
        if "session" in fields:
            sessions = fields["session"].queryset.filter(consultation=self.consultation)
            fields["session"].queryset = sessions.select_related("consultation")
        if "extracts" in fields:
            fields["extracts"].queryset = extracts_for(self.consultation)
            fields["extracts"].label_from_instance = _extract_label

    @cached_property
    def consultation(self) -> Consultation | None:
        """The consultation that is chosen, or was."""
        if "consultation" not in self.fields:
            return self.instance.consultation
        given = self.data.get("consultation") or self.initial.get("consultation")
        try:
            chosen: Consultation = self.fields["consultation"].clean(getattr(given, "pk", given))
        except forms.ValidationError:
            return None
        return chosen

    def zone(self) -> ZoneInfo | None:
        return self.consultation.zone if self.consultation else None

    def place(self) -> str:
        return self.consultation.place if self.consultation else ""


def extracts_for(consultation: Consultation | None) -> "models.QuerySet[Extract]":
    """Return the extracts of the consultation's documents, and of its process's own."""
    if consultation is None:
        return Extract.objects.none()
    of_process = models.Q(document__consultation=None, document__process_id=consultation.process_id)
    return (
        Extract.objects.filter(models.Q(document__consultation=consultation) | of_process)
        .select_related("document")
        .prefetch_related("spans__paragraph")
    )


def _extract_label(extract: Extract) -> str:
    places = [span.paragraph.reference for span in extract.spans.all()]
    where = ", ".join([extract.document.title, *dict.fromkeys(places)])
    text = Truncator(extract.text).chars(90)
    return f"{extract.get_kind_display()}: {text} ({where})"


class _CreditsField(forms.ModelMultipleChoiceField):
    """Answers to suggested texts, by whose they were and how they were answered."""

    def label_from_instance(self, answer: Any) -> str:
        return f"{answer.comment.organisation}: {answer.get_verdict_display()}"


class PublishForm(ActForm):
    """A first text needs no word; a later one says what kind of change it is."""

    change = forms.ChoiceField(
        label=_("Kind of change"),
        choices=[
            (
                Version.Change.SUBSTANTIVE,
                _("A change of substance: those who endorse are asked to confirm"),
            ),
            (
                Version.Change.EDITORIAL,
                _("A change of wording alone: a second curator has to agree, endorsements go on"),
            ),
        ],
        initial=Version.Change.SUBSTANTIVE,
        widget=widgets.AdminRadioSelect,
    )
    note = forms.CharField(
        label=_("Note on the change"),
        max_length=1000,
        help_text=_("Public, beside the new version. What changed, and why."),
        widget=widgets.AdminTextareaWidget,
    )

    owed_to = _CreditsField(
        label=_("Suggested texts that it owes something to"),
        queryset=SuggestionAnswer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The new version names whose they were. What was taken is ticked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.current_version is None:
            self.fields.clear()
            return
        known = SuggestionAnswer.objects.to_be_credited(self.record)
        self.fields["owed_to"].queryset = known.select_related("comment__organisation")  # type: ignore[attr-defined]
        self.initial["owed_to"] = list(known.taken())
        if not known:
            del self.fields["owed_to"]


class PaperForm(ActForm):
    """Who signed the present text on paper, and the scan that shows it."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none()
    )
    scan = forms.FileField(
        label=_("Scan"), help_text=_("A PDF or a picture (JPEG, PNG) of up to 20 MB.")
    )
    reservation = forms.CharField(
        label=_("Reservation"),
        required=False,
        max_length=LONGEST_RESERVATION,
        help_text=_("As it stands on the paper; empty where there is none."),
        widget=widgets.AdminTextareaWidget(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = Organisation.objects.listed().verified().filter(may_endorse=True)

    def clean_scan(self) -> bytes | None:
        return scanned(self.cleaned_data["scan"])

    def clean_reservation(self) -> str:
        return readable_or_nothing(self.cleaned_data["reservation"])


class MergeForm(ActForm):
    into = forms.ModelChoiceField(
        label=_("Into"),
        queryset=Recommendation.objects.published().select_related("current_version"),
        help_text=_("It keeps the sources of both."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = into.queryset.exclude(pk=self.record.pk)


class TranslationForm(forms.ModelForm):
    """A text in another language than the one that is signed."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages)

    class Meta:
        widgets = {"text": widgets.AdminTextareaWidget(attrs={"rows": 8, "dir": "auto"})}

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or {}
        version = cleaned.get("version")
        if version and cleaned.get("language") == version.language:
            self.add_error("language", _("This is the language of the text itself."))
        return cleaned


class RuleForm(ActForm):
    """Under which rule a moderator decides, and what they add to it."""

    rule = forms.ModelChoiceField(label=_("Rule"), queryset=Rule.objects.none())
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_(
            "The author reads the rule and this; where it is empty, the rule’s usual words."
        ),
        widget=widgets.AdminTextareaWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rule"]
        rules.queryset = Rule.objects.in_force()

    def clean(self) -> dict[str, Any]:
        """Ask for words where the rule has none of its own."""
        cleaned: dict[str, Any] = super().clean() or {}
        rule = cleaned.get("rule")
        if rule and not rule.wording.template and not cleaned.get("reason"):
            self.add_error("reason", _("This rule has no usual words: say what is meant."))
        return cleaned


class ThreadForm(RuleForm):
    """Why a whole thread is hidden; the rule's usual words do not say that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("Each of the authors reads the rule and this.")


class AnswerForm(ActForm):
    """What the author of an appeal reads."""

    answer = forms.CharField(
        label=_("Answer"),
        widget=widgets.AdminTextareaWidget,
        help_text=_("The author reads it, and the log tells that there is one."),
    )


class VerdictForm(ActForm):
    """What curators answer to a suggested text."""

    verdict = forms.ChoiceField(
        label=_("Answer"), choices=SuggestionAnswer.Verdict, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=widgets.AdminTextareaWidget,
        help_text=_("Everybody reads it. Needed unless the text is wholly accepted."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the text is not wholly accepted."""
        cleaned: dict[str, Any] = super().clean() or {}
        verdict = cleaned.get("verdict")
        if verdict and verdict != SuggestionAnswer.Verdict.ACCEPTED and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it is not accepted, or not wholly."))
        return cleaned


class OptionalReasonForm(ActForm):
    reason = forms.CharField(label=_("Reason"), required=False, widget=widgets.AdminTextareaWidget)


class ModerationActionForm(ActionForm):
    """Beside the choice of what to do with the comments ticked: one rule and reason for all."""

    rule = forms.ModelChoiceField(
        label=_("Rule, to return, hide or reject:"),
        queryset=Rule.objects.none(),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason:"),
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rule"]
        rules.queryset = Rule.objects.in_force()


class RuleWordingForm(forms.ModelForm):
    """A rule, with what it says; a new wording becomes a new version."""

    name = forms.CharField(label=_("Name"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        widget=widgets.AdminTextareaWidget,
        help_text=_("Public: what is not published, and why."),
    )
    template = forms.CharField(
        label=_("Usual words"),
        required=False,
        widget=widgets.AdminTextareaWidget,
        help_text=_("What an author reads where a moderator adds no words of their own."),
    )

    class Meta:
        model = Rule
        fields = ("slug", "position", "is_in_force")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.current:
            for name in ("name", "text", "template"):
                self.initial.setdefault(name, getattr(self.instance.current, name))

    def wording(self) -> dict[str, str]:
        """Return what the rule says, as the action takes it."""
        return {name: self.cleaned_data[name].strip() for name in ("name", "text", "template")}
