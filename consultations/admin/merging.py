"""Making two records of one person one, and two again, each on a page that says what it does."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import actions
from consultations.admin.withholding import CuratorsReasonForm
from consultations.models import Appearance, Speaker
from consultations.policies import going_hindrance, merging_hindrance, parting_hindrance
from ledger.canonical import fingerprint
from organisations.admin.acts import Act
from organisations.models import User

_MOST_ALIKE = 10
_SHORTEST_WORD = 3


class Side(NamedTuple):
    """One of two records that are compared, with all its appearances."""

    speaker: Speaker
    appearances: list[Appearance]


@dataclass(frozen=True)
class Compared:
    """The two records side by side, as they were when they were looked at: one goes, one stays."""

    sides: tuple[Side, Side]

    @property
    def fingerprint(self) -> str:
        return fingerprint([_content(side) for side in self.sides])


def _content(side: Side) -> list[Any]:
    speaker = side.speaker
    told = (speaker.pk, speaker.name, speaker.honorific, speaker.is_identity_confirmed)
    rows = [[each.pk, each.shown_name, each.position, each.body] for each in side.appearances]
    return [*told, rows]


def _side(speaker: Speaker) -> Side:
    where = ("speaker", "consultation__process", "session")
    appearances = speaker.appearances.select_related(*where).order_by("consultation__starts", "pk")
    return Side(speaker, list(appearances))


class MergeForm(CuratorsReasonForm):
    """Which record stays, and why; it is sent again once both were seen side by side."""

    kept = forms.ModelChoiceField(
        label=gettext_lazy("Into which record"),
        queryset=Speaker.objects.all(),
        help_text=gettext_lazy("The number of the record that stays, as the list gives it."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    compared: Compared | None = None
    button: Any = gettext_lazy("Look at both records")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data and data.copy(), *args, **kwargs)
        link: Any = Speaker._meta.get_field("merged_into").remote_field
        self.fields["kept"].widget = ForeignKeyRawIdWidget(link, admin.site)
        self.order_fields(["kept", "reason", "seen"])

    def clean_kept(self) -> Speaker:
        kept: Speaker = self.cleaned_data["kept"]
        hindrance = merging_hindrance(self.record, kept)
        if hindrance:
            raise forms.ValidationError(hindrance.label)
        return kept

    def clean(self) -> dict[str, Any]:
        """Return what the act takes, once this is what was seen."""
        cleaned: dict[str, Any] = super().clean() or {}
        seen = cleaned.pop("seen", "")
        if "kept" not in cleaned:
            return cleaned
        self.compared = Compared((_side(self.record), _side(cleaned["kept"])))
        self.button = ""
        if seen != self.compared.fingerprint:
            self._show_first(self.compared.fingerprint)
        return cleaned

    def _show_first(self, fingerprint: str) -> None:
        answer: Any = self.data
        answer[self.add_prefix("seen")] = fingerprint
        if not self.errors:
            self.step = _("Look at both records side by side, then send this again.")


def _merge(speaker: Speaker, *, by: User, kept: Speaker, reason: str) -> None:
    actions.merge_speakers(merged=speaker, kept=kept, by=by, reason=reason)


def _part(speaker: Speaker, *, by: User, reason: str) -> None:
    actions.part_speakers(merged=speaker, by=by, reason=reason)


MERGE = Act(
    name="merge",
    label=gettext_lazy("Merge into another"),
    done=gettext_lazy("Merged: %(record)s. Its appearances are those of the other record now."),
    explanation=gettext_lazy(
        "Where two records are of one person: the appearances of this one move to the other, each "
        "as it was printed, and its address leads there. Nothing is deleted, and you can undo it."
    ),
    form=MergeForm,
    carry_out=_merge,
    is_possible=lambda speaker: going_hindrance(speaker) is None,
)
UNDO = Act(
    name="undo-merge",
    label=gettext_lazy("Undo the merge"),
    done=gettext_lazy("Undone: %(record)s stands by itself again."),
    explanation=gettext_lazy(
        "Exactly the appearances that moved move back, and the address leads to this record "
        "again. What the other record was given since stays with it."
    ),
    form=CuratorsReasonForm,
    carry_out=_part,
    is_possible=lambda speaker: parting_hindrance(speaker) is None,
)
RULES = {"merge": going_hindrance, "undo-merge": parting_hindrance}


def alike(speaker: Speaker) -> "QuerySet[Speaker]":
    """Return some other records whose names share a word with the speaker's."""
    words = [each for each in speaker.name.split() if len(each) >= _SHORTEST_WORD]
    shared = reduce(or_, (Q(name__icontains=word) for word in words), Q(pk=None))
    others = Speaker.objects.standing().filter(shared).exclude(pk=speaker.pk)
    return others.order_by("name", "pk")[:_MOST_ALIKE]
