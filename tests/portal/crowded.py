"""A record in which everything that lists are narrowed by occurs, shown and hidden, at random."""

from datetime import date, timedelta
from random import Random
from typing import Any

from consultations.models import Consultation, Document, Extract
from consultations.models.extract import Level, VoiceKind
from ledger.clock import now
from organisations.models import Organisation
from recommendations.models import Endorsement, Recommendation
from tests import factories
from vocabulary.models import Framework, Instrument, Objective, Theme

_KINDS = ("ngo", "union", "network")
_REGIONS = (None, "001", "002", "011", "014", "150", "155")


def make_crowded(chance: Random, *, asks: int = 8) -> None:
    """Make so many asks, and twice as many extracts, of which some are hidden from some."""
    themes, objectives, instruments = _themes(), _objectives(), _instruments()
    people = [_representative(chance, turn) for turn in range(5)]
    meetings = [
        factories.make_consultation(starts=date(year, 9, 4), ends=date(year, 9, 5))
        for year in (2016, 2017)
    ]
    meetings.append(factories.make_consultation(process=meetings[0].process))
    documents = [_document(chance, meetings) for _each in range(4)]
    later = factories.make_later_text(meetings[0].process)
    for _each in range(asks):
        extracts = [_extract(chance, documents) for _turn in range(2)]
        meeting = chance.choice(meetings)
        asked = factories.make_recommendation(
            consultation=meeting,
            session=chance.choice([None, factories.make_session(consultation=meeting)]),
            level=chance.choice(Level.values),
            draft_language=chance.choice(["en", "fr"]),
            draft_addressees="\n".join(chance.sample(["States", "Ports", "UN bodies"], 2)),
            extracts=extracts,
        )
        for row in (asked, *extracts):
            row.themes.set(chance.sample(themes, 2))
            row.objectives.set(chance.sample(objectives, chance.choice([0, 2])))
            row.instruments.set(chance.sample(instruments, chance.choice([0, 1])))
        if meeting == meetings[0] and chance.random() < 0.6:
            factories.make_reflection(
                chance.choice(["in-full", "absent"]), recommendation=asked, document=later
            )
        _endorse(chance, asked, people)
    Consultation.objects.filter(pk=meetings[2].pk).update(state="draft")
    Organisation.objects.filter(pk=people[0].organisation_id).update(is_listed=False)


def _themes() -> list[Theme]:
    wide = Theme.objects.create(name="Work", slug="work")
    decent = Theme.objects.create(name="Decent work", slug="decent", parent=wide)
    pay = Theme.objects.create(name="Pay", slug="pay", parent=decent)
    return [wide, decent, pay, Theme.objects.create(name="Ports", slug="ports")]


def _objectives() -> list[Objective]:
    framework = Framework.objects.create(code="GCM", name="Objectives")
    make = Objective.objects.create
    return [make(framework=framework, number=each, short_title="Data") for each in (1, 2, 3)]


def _instruments() -> list[Instrument]:
    return [
        Instrument.objects.create(short=f"C{each}", slug=f"c{each}", name="x", is_binding=True)
        for each in (97, 143)
    ]


def _representative(chance: Random, turn: int) -> Any:
    organisation = factories.make_organisation(
        kind=_KINDS[turn % 3],
        region_id=_REGIONS[turn],
        languages=chance.choice(["", "en", "en, fr", "fr,es"]),
        country_id=chance.choice([None, "AT", "KE"]),
    )
    factories.make_organisation(status="recorded", region_id="014", languages="en")
    return factories.make_representative(organisation=organisation)


def _document(chance: Random, meetings: list[Any]) -> Document:
    return factories.make_document(
        consultation=chance.choice(meetings),
        kind=chance.choice(["Statement", "Session report"]),
        date=chance.choice([None, date(2016, 1, 2), date(2017, 1, 2)]),
        language=chance.choice(["en", "fr"]),
        edition=chance.choice(["", "rev. 1"]),
        state=chance.choice(["public", "public", "review"]),
        text_basis=chance.choice(Document.Basis.values),
    )


def _extract(chance: Random, documents: list[Any]) -> Extract:
    return factories.make_extract(
        document=chance.choice(documents),
        kind=chance.choice(["recommendation", "challenge"]),
        voice_kind=chance.choice(VoiceKind.values[:3]),
        level=chance.choice(Level.values),
    )


def _endorse(chance: Random, asked: Recommendation, people: list[Any]) -> None:
    """Let some endorse it: by name, without, or by name from tomorrow on."""
    for by in chance.sample(people, 3):
        row = factories.make_endorsement(recommendation=asked, representative=by)
        tomorrow = now() + timedelta(days=1)
        chosen = chance.choice(
            [
                {},
                {"naming": "unnamed", "named_from": None, "counted_from": now()},
                {"named_from": tomorrow},
                {"state": "awaiting"},
            ]
        )
        Endorsement.objects.filter(pk=row.pk).update(**chosen)
