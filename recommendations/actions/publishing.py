"""A draft becomes a recommendation with a code, and its text a version that never changes."""

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
from recommendations.actions.locking import locked_recommendation, locked_recommendations
from recommendations.models import Recommendation, Version
from vocabulary.models import Addressee

State = Recommendation.State


@transaction.atomic
def publish(
    *,
    recommendation: Recommendation,
    by: User | None,
    change: str = Version.Change.SUBSTANTIVE,
    note: str = "",
    source: str = Entry.Source.ADMIN,
) -> Version:
    """Publish the drafted text: as the first version, or as the next one.

    Gives the code at first publication. Raises Refused where the text is empty or has not
    changed, where the consultation is a draft, or where the text has a live endorsement,
    which a new version would leave behind.
    """
    consultation = Consultation.objects.select_for_update().get(pk=recommendation.consultation_id)
    fresh = locked_recommendation(recommendation)
    _refuse_unready(fresh, consultation)
    is_first = fresh.state == State.DRAFT
    if is_first:
        fresh.number = _next_number(consultation)
        fresh.code = f"{consultation.code}-{fresh.number:02d}"
    version = _new_version(fresh, by, Version.Change.FIRST if is_first else change, note)
    fresh.current_version, fresh.state = version, State.PUBLISHED
    fresh.asked_of.set(Addressee.objects.named(version.addressees))
    _keep(fresh, recommendation)
    record(
        "recommendation.published" if is_first else "version.published",
        subject=("recommendation", str(fresh.code)),
        actor_id=by.pk if by else None,
        payload={
            "version": version.number,
            "change": version.change,
            "fingerprint": version.fingerprint,
        },
        source=source,
    )
    return version


def _refuse_unready(recommendation: Recommendation, consultation: Consultation) -> None:
    if not consultation.is_public:
        raise Refused(_("Publish the consultation first."))
    if recommendation.state not in (State.DRAFT, State.PUBLISHED):
        raise Refused(_("This recommendation is no longer open."))
    if not canonical_text(recommendation.draft_text).strip():
        raise Refused(_("The text is empty."))
    if recommendation.endorsements.standing().exists():
        raise Refused(
            _(
                "Organisations endorse this text. It can't be changed while they do: "
                "asking them to confirm a new text is not possible yet."
            )
        )


def _next_number(consultation: Consultation) -> int:
    numbers = Recommendation.objects.filter(consultation=consultation)
    highest = numbers.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1


def _new_version(
    recommendation: Recommendation, by: User | None, change: str, note: str
) -> Version:
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
    version.save()
    return version


def _signed_part(version: Version) -> tuple[object, ...]:
    return (version.kept_title, version.kept_text, version.addressees, version.language)


def _keep(fresh: Recommendation, recommendation: Recommendation) -> None:
    names = ["number", "code", "current_version", "state"]
    Recommendation.objects.filter(pk=fresh.pk).update(
        **{name: getattr(fresh, name) for name in names}
    )
    for name in names:
        setattr(recommendation, name, getattr(fresh, name))


@transaction.atomic
def withdraw_recommendation(
    *, recommendation: Recommendation, by: User, source: str = Entry.Source.ADMIN
) -> None:
    """Withdraw a published recommendation: it stays on record and takes no more acts."""
    _close(recommendation, by, source, state=State.WITHDRAWN)


@transaction.atomic
def merge_recommendation(
    *,
    recommendation: Recommendation,
    into: Recommendation,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Merge one recommendation into another, keeping the sources of both.

    Raises Refused where it has live endorsements (they would have to be asked again), or
    where the other is itself not published.
    """
    locked = locked_recommendations(recommendation, into)
    if into.pk == recommendation.pk or not locked[into.pk].is_published:
        raise Refused(_("Choose another recommendation that is published."))
    if recommendation.endorsements.standing().exists():
        raise Refused(_("Organisations endorse this text: it can't be merged while they do."))
    _close(recommendation, by, source, state=State.MERGED, merged_into=into)
    into.extracts.add(*recommendation.extracts.all())


def _close(recommendation: Recommendation, by: User, source: str, **changes: object) -> None:
    fresh = locked_recommendation(recommendation)
    if not fresh.is_published:
        raise Refused(_("Only what is published can be withdrawn or merged."))
    Recommendation.objects.filter(pk=fresh.pk).update(**changes)
    recommendation.refresh_from_db(fields=["state", "merged_into"])
    into = recommendation.merged_into
    record(
        f"recommendation.{recommendation.state}",
        subject=("recommendation", str(recommendation.code)),
        actor_id=by.pk,
        payload={"into": into.code} if into else {},
        source=source,
    )
