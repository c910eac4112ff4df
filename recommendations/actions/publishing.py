"""A draft becomes a recommendation with a code, and its text a version that never changes."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from organisations.names import tidy_line
from recommendations.actions.asking import ask_to_confirm
from recommendations.actions.carrying import carry
from recommendations.actions.locking import locked_recommendation
from recommendations.actions.suggesting import give_credit
from recommendations.indexing import index_asked
from recommendations.models import Proposal, Recommendation, SuggestionAnswer, Version
from vocabulary.models import Addressee

State, Change = Recommendation.State, Version.Change


@transaction.atomic
def publish(
    *,
    recommendation: Recommendation,
    by: User | None,
    change: str = Change.SUBSTANTIVE,
    note: str = "",
    owed_to: Iterable[SuggestionAnswer] | None = None,
    source: str = Entry.Source.ADMIN,
) -> Version:
    """Publish the drafted text: as the first version, or as the next one.

    `owed_to` are the answers to those suggested texts that it owes something to; where they are
    not given, those of the texts that were taken into the draft.

    Gives the code at first publication. After a change of substance those who endorse are asked
    to confirm, and the window stays open for them for fourteen days at least. Raises Refused
    where the text is empty or has not changed, where the consultation is a draft, and for a
    change of wording, which takes a second curator.
    """
    consultation = Consultation.objects.select_for_update().get(pk=recommendation.consultation_id)
    fresh = locked_recommendation(recommendation)
    refuse_unready(fresh, consultation)
    is_first = fresh.state == State.DRAFT
    if is_first:
        fresh.number = _next_number(consultation)
        fresh.code = f"{consultation.code}-{fresh.number:02d}"
    if change == Change.EDITORIAL and not is_first:
        raise Refused(_("A change of wording takes a second curator: propose it."))
    kind = Change.FIRST if is_first else change
    before = fresh.current_version
    version = _published(fresh, drafted_version(fresh, by, kind, note), source)
    if before:
        give_credit(version, before, owed_to)
    _keep(fresh, recommendation)
    if not is_first:
        fresh.proposals.filter(state=Proposal.State.OPEN).update(state=Proposal.State.DROPPED)
        ask_to_confirm(recommendation=fresh, by=by, source=source)
    return version


@transaction.atomic
def publish_wording(
    *, recommendation: Recommendation, by: User, source: str = Entry.Source.ADMIN
) -> Version:
    """Publish a change of wording that another curator proposed; carry all that stands.

    Raises Refused where nothing is proposed, where the same curator proposed it, and where the
    draft is no longer what was proposed.
    """
    consultation = Consultation.objects.select_for_update().get(pk=recommendation.consultation_id)
    fresh = locked_recommendation(recommendation)
    refuse_unready(fresh, consultation)
    proposal = fresh.proposals.filter(state=Proposal.State.OPEN).first()
    if proposal is None:
        raise Refused(_("No change of wording is proposed."))
    if proposal.proposed_by_id == by.pk:
        raise Refused(_("You proposed it: a second curator has to agree."))
    version = drafted_version(fresh, by, Change.EDITORIAL, proposal.note)
    if version.fingerprint != proposal.fingerprint:
        raise Refused(_("The draft has changed since it was proposed: propose it again."))
    before = fresh.text
    _published(fresh, version, source)
    give_credit(version, before, None)
    _keep(fresh, recommendation)
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.PUBLISHED)
    carry(recommendation=fresh, by=by, source=source)
    return version


def refuse_unready(recommendation: Recommendation, consultation: Consultation) -> None:
    """Raise Refused where the draft can't become a version."""
    if not consultation.is_public:
        raise Refused(_("Publish the consultation first."))
    if recommendation.state not in (State.DRAFT, State.PUBLISHED):
        raise Refused(_("This recommendation is no longer open."))
    if not canonical_text(recommendation.draft_text).strip():
        raise Refused(_("The text is empty."))


def _next_number(consultation: Consultation) -> int:
    numbers = Recommendation.objects.filter(consultation=consultation)
    highest = numbers.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1


def drafted_version(
    recommendation: Recommendation, by: User | None, change: str, note: str
) -> Version:
    """Return what the draft would be as the next version, with its fingerprint, not saved.

    Raises Refused where it says the same as the published one.
    """
    current = recommendation.current_version
    version = Version(
        recommendation=recommendation,
        number=current.number + 1 if current else 1,
        kept_title=tidy_line(recommendation.draft_title),
        kept_text=canonical_text(recommendation.draft_text),
        addressees=[tidy_line(name) for name in recommendation.draft_addressee_names()],
        language=recommendation.draft_language,
        change=change,
        kept_note=note,
        published_by=by,
        published_at=now(),
    )
    if current and _signed_part(version) == _signed_part(current):
        raise Refused(_("The text is the same as the one published."))
    version.fingerprint = version.computed_fingerprint(str(recommendation.code))
    return version


def _signed_part(version: Version) -> tuple[object, ...]:
    return (version.kept_title, version.kept_text, version.addressees, version.language)


def _published(recommendation: Recommendation, version: Version, source: str) -> Version:
    version.save()
    recommendation.current_version, recommendation.state = version, State.PUBLISHED
    recommendation.asked_of.set(Addressee.objects.named(version.addressees))
    is_first = version.change == Change.FIRST
    record(
        "recommendation.published" if is_first else "version.published",
        subject=("recommendation", str(recommendation.code)),
        actor_id=version.published_by_id,
        payload={
            "version": version.number,
            "change": version.change,
            "fingerprint": version.fingerprint,
        },
        source=source,
    )
    return version


def _keep(fresh: Recommendation, recommendation: Recommendation) -> None:
    names = ["number", "code", "current_version", "state"]
    Recommendation.objects.filter(pk=fresh.pk).update(
        **{name: getattr(fresh, name) for name in names}
    )
    for name in names:
        setattr(recommendation, name, getattr(fresh, name))
    index_asked(fresh)
