"""A record as large as the figures of speed are promised for, put in place without its acts."""

from datetime import timedelta
from random import Random
from typing import Any

from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from consultations.models import Extract
from consultations.models.extract import Level, VoiceKind
from ledger.clock import now
from organisations.models import Organisation
from recommendations.models import Comment, CommentRevision, Endorsement, Recommendation, Version
from tests import factories
from vocabulary.models import Addressee, Framework, Instrument, Objective, Theme

_KINDS = Organisation.Kind.values
_REGIONS = ("011", "014", "015", "017", "018", "021", "029", "034", "035", "145", "151", "155")
_ONCE = 2_000


def make_thousands(asks: int, *, endorsements: int = 5, comments: int = 3) -> None:
    """Put so many recommendations in place, each with so many of both."""
    chance = Random(20)  # noqa: S311 - a likely record, the same each time
    meetings = [factories.make_consultation() for _each in range(12)]
    sessions = [factories.make_session(consultation=each) for each in meetings]
    drafts = [
        Recommendation(
            consultation=sessions[turn % 12].consultation,
            session=sessions[turn % 12],
            level=chance.choice(Level.values),
            draft_title=f"Keep the harbours of coast {turn} open",
            draft_text="States should keep the harbours open for longer, at night as well.",
        )
        for turn in range(asks)
    ]
    rows = Recommendation.objects.bulk_create(drafts, batch_size=_ONCE)
    _publish(rows)
    _sort(chance, rows)
    _say(chance, rows, meetings)
    people = [_representative(turn) for turn in range(min(400, max(endorsements, asks // 4)))]
    _endorse(chance, rows, people, endorsements)
    _comment(rows, people, comments)


def _publish(rows: list[Recommendation]) -> None:
    at = now()
    Version.objects.bulk_create(
        (
            Version(
                recommendation=row,
                number=1,
                kept_title=row.draft_title,
                kept_text=row.draft_text,
                addressees=["States"],
                language="en",
                change="first",
                published_at=at - timedelta(minutes=row.pk),
                fingerprint=f"{row.pk:064}",
            )
            for row in rows
        ),
        batch_size=_ONCE,
    )
    first = Version.objects.filter(recommendation=OuterRef("pk")).order_by()
    Recommendation.objects.update(
        state="published",
        number=Cast("pk", Recommendation._meta.get_field("number")),
        code=Concat(Value("L-00"), Cast("pk", CharField())),
        current_version=Subquery(first.annotate(last=Max("pk")).values("last")),
    )


def _sort(chance: Random, rows: list[Recommendation]) -> None:
    wide = [Theme.objects.create(name=f"Wide {n}", slug=f"wide-{n}") for n in range(8)]
    make = Theme.objects.create
    narrow = [make(name=f"Theme {n}", slug=f"theme-{n}", parent=wide[n % 8]) for n in range(24)]
    framework = Framework.objects.create(code="GCM", name="Objectives")
    objectives = [
        Objective.objects.create(framework=framework, number=n, short_title="Data")
        for n in range(1, 24)
    ]
    asked = [Addressee.objects.create(name=f"Body {n}", slug=f"body-{n}") for n in range(40)]
    treaty = Instrument.objects.create
    treaties = [treaty(short=f"C{n}", slug=f"c{n}", name="x", is_binding=True) for n in range(20)]
    _tie(chance, Recommendation.themes.through, "theme", rows, narrow, 2)
    _tie(chance, Recommendation.objectives.through, "objective", rows, objectives, 2)
    _tie(chance, Recommendation.asked_of.through, "addressee", rows, asked, 1)
    _tie(chance, Recommendation.instruments.through, "instrument", rows, treaties, 1)


def _tie(
    chance: Random, through: Any, name: str, rows: list[Any], others: list[Any], number: int
) -> None:
    through._default_manager.bulk_create(
        (
            through(recommendation_id=row.pk, **{f"{name}_id": other.pk})
            for row in rows
            for other in chance.sample(others, number)
        ),
        batch_size=_ONCE,
    )


def _say(chance: Random, rows: list[Recommendation], meetings: list[Any]) -> None:
    documents = [factories.make_document(consultation=meeting) for meeting in meetings]
    voices = VoiceKind.values
    said = Extract.objects.bulk_create(
        (
            Extract(
                document=documents[turn % 12],
                kind=chance.choice(Extract.Kind.values),
                text=f"The harbours of coast {turn} close too early.",
                voice="participants",
                voice_kind=chance.choice(voices),
                public_id=f"x{turn:09}",
            )
            for turn in range(len(rows))
        ),
        batch_size=_ONCE,
    )
    Recommendation.extracts.through._default_manager.bulk_create(
        (
            Recommendation.extracts.through(recommendation_id=row.pk, extract_id=extract.pk)
            for row, extract in zip(rows, said, strict=True)
        ),
        batch_size=_ONCE,
    )


def _representative(turn: int) -> Any:
    organisation = factories.make_organisation(
        kind=_KINDS[turn % len(_KINDS)], region_id=_REGIONS[turn % 12]
    )
    return factories.make_representative(organisation=organisation)


def _endorse(chance: Random, rows: list[Any], people: list[Any], number: int) -> None:
    at = now()
    versions = dict(Version.objects.values_list("recommendation", "pk"))
    Endorsement.objects.bulk_create(
        (
            Endorsement(
                organisation=by.organisation,
                organisation_name=by.organisation.name,
                recommendation=row,
                version_id=versions[row.pk],
                naming="named",
                named_from=at,
                signed_by=by.user,
                signed_at=at,
                source="web",
            )
            for row in rows
            for by in chance.sample(people, min(len(people), number + row.pk % 3 - 1))
        ),
        batch_size=_ONCE,
    )


def _comment(rows: list[Any], people: list[Any], number: int) -> None:
    versions = dict(Version.objects.values_list("recommendation", "pk"))
    comments = Comment.objects.bulk_create(
        (
            Comment(
                recommendation=row,
                version_id=versions[row.pk],
                organisation=by.organisation,
                author=by.user,
                stance="asks",
                state="published",
                created=now(),
            )
            for row in rows
            for by in people[:number]
        ),
        batch_size=_ONCE,
    )
    CommentRevision.objects.bulk_create(
        (
            CommentRevision(
                comment=each,
                number=1,
                text="How will it be paid for?",
                language="en",
                author=each.author,
                fingerprint=f"{each.pk:064}",
            )
            for each in comments
        ),
        batch_size=_ONCE,
    )
    first = CommentRevision.objects.filter(comment=OuterRef("pk")).order_by().values("pk")
    Comment.objects.update(revision=Subquery(first[:1]))
