"""What happened to a recommendation, told from the ledger."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledger.models import Entry
from organisations.models import Organisation
from organisations.templatetags.languages import language_names
from recommendations.models import Endorsement, Recommendation

# Acts that anybody may read of, with the words for them.
PUBLIC_VERBS = {
    "recommendation.published": _("Published, version 1"),
    "version.published": _("New text, version %(version)s"),
    "version.withheld": _("Text of version %(version)s withheld"),
    "version.shown-again": _("Text of version %(version)s shown again"),
    "version.translated": _("Translation of version %(version)s into %(language)s"),
    "recommendation.extended": _("The time for it was extended"),
    "recommendation.withdrawn": _("Withdrawn by the secretariat"),
    "recommendation.merged": _("Merged into %(into)s"),
    "endorsement.signed": _("%(organisation)s endorsed version %(version)s"),
    "endorsement.withdrawn": _("%(organisation)s withdrew its endorsement of version %(version)s"),
    "endorsement.paused": _("The endorsement of %(organisation)s is paused: suspended"),
    "endorsement.resumed": _("The endorsement of %(organisation)s counts again"),
    "endorsement.confirmed": _("%(organisation)s confirmed: it endorses version %(version)s"),
    "endorsement.carried": _(
        "The endorsement of %(organisation)s goes on for version %(version)s, a change of wording"
    ),
    "endorsement.asked": _("%(organisation)s endorsed version %(version)s and is asked to confirm"),
    "endorsement.objected": _("%(organisation)s objected to the wording of version %(version)s"),
    "endorsement.superseded": _("%(organisation)s endorses the other text already"),
    "endorsement.lapsed": _(
        "%(organisation)s did not answer: its endorsement of version %(version)s has lapsed"
    ),
    "endorsement.named": _("%(organisation)s is named from now on"),
    "endorsement.concealed": _("%(organisation)s is not named any more"),
}


# What one change of a text does to many: told in one line.
_OF_MANY: dict[str, Callable[[int], str]] = {
    "endorsement.asked": lambda number: ngettext(
        "%(number)s more organisation that endorsed version %(version)s is asked to confirm",
        "%(number)s more organisations that endorsed version %(version)s are asked to confirm",
        number,
    ),
    "endorsement.carried": lambda number: ngettext(
        "The endorsement of %(number)s more organisation goes on for version %(version)s",
        "The endorsements of %(number)s more organisations go on for version %(version)s",
        number,
    ),
}


class Act(NamedTuple):
    """One line of a history."""

    entry: Entry
    words: str
    organisation: Organisation | None


def history_of(recommendation: Recommendation, user: Any) -> list[Act]:
    """Return the acts on the recommendation, latest first."""
    entries = Entry.objects.about("recommendation", str(recommendation.code))
    public = readable_entries(entries.filter(verb__in=PUBLIC_VERBS), user)
    acts = told(list(public.order_by("-sequence")), user)
    return [_in_one(list(run)) for _key, run in groupby(acts, key=_run_of)]


def _run_of(act: Act) -> tuple[object, ...]:
    """Return what acts share that are told in one line; no other act has the same."""
    shared = act.entry.payload.get("version") if act.entry.verb in _OF_MANY else act.entry.pk
    return (act.entry.verb, shared)


def _in_one(acts: list[Act]) -> Act:
    first, *more = acts
    if not more:
        return first
    words = _OF_MANY[first.entry.verb](len(more)) % (first.entry.payload | {"number": len(more)})
    return first._replace(words=f"{first.words}. {words}")


def readable_entries(entries: models.QuerySet[Entry], user: Any) -> models.QuerySet[Entry]:
    """Return the entries without those on endorsements that the person may not see.

    Of an endorsement that is not named only its own organisation reads.
    """
    subject = KeyTextTransform("endorsement", models.OuterRef("payload"))
    seen = Endorsement.objects.visible_to(user).filter(pk=Cast(subject, models.BigIntegerField()))
    is_on_endorsement = models.Q(verb__startswith="endorsement.")
    return entries.filter(~is_on_endorsement | models.Exists(seen))


def told(entries: list[Entry], user: Any) -> list[Act]:
    """Return the entries in words, with the names that the person may see."""
    visible = Organisation.objects.visible_to(user)
    names = visible.in_bulk({entry.organisation_id for entry in entries} - {None})
    return [_told(entry, names.get(entry.organisation_id)) for entry in entries]


def _told(entry: Entry, organisation: Organisation | None) -> Act:
    name = organisation.name if organisation else str(_("An organisation"))
    language = language_names(entry.payload.get("language", ""))
    told = entry.payload | {"organisation": name, "language": language}
    words = str(PUBLIC_VERBS[entry.verb]) % told
    return Act(entry, words, organisation)
