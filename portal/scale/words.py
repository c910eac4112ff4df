"""The vocabulary of a record of chance."""

from portal.scale.writing import Writer
from vocabulary.models import Addressee, Framework, Instrument, Objective, Theme

WIDE, NARROW, OBJECTIVES, ADDRESSEES, INSTRUMENTS = 8, 24, 23, 40, 20


class Words:
    """The keys of the words by which what is asked is sorted."""

    def __init__(self, writer: Writer) -> None:
        wide = [
            writer.add(Theme, name=f"Wide {n}", slug=f"wide-{n}", position=n) for n in range(WIDE)
        ]
        self.themes = [
            writer.add(Theme, name=f"Theme {n}", slug=f"theme-{n}", parent_id=wide[n % WIDE])
            for n in range(NARROW)
        ]
        framework = writer.add(Framework, code="SCALE", name="Objectives of the coasts")
        self.objectives = [
            writer.add(Objective, framework_id=framework, number=n, short_title=f"Objective {n}")
            for n in range(1, OBJECTIVES + 1)
        ]
        self.addressees = [
            writer.add(Addressee, name=f"Body {n}", slug=f"body-{n}") for n in range(ADDRESSEES)
        ]
        self.instruments = [
            writer.add(
                Instrument,
                short=f"Treaty {n}",
                slug=f"treaty-{n}",
                name=f"Treaty {n} on the harbours",
                is_binding=n % 2 == 0,
            )
            for n in range(INSTRUMENTS)
        ]
