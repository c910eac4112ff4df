"""What became of what is asked: beside one ask, and of many asks in many texts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from consultations.models import Document
from recommendations.models import LaterText, Recommendation, Reflection

Finding = Reflection.Finding
State = Reflection.State
# The findings in the order in which they are counted: what was asked, less of it, its contrary.
_COUNTED = (
    Finding.IN_FULL,
    Finding.IN_PART,
    Finding.TERM_DROPPED,
    Finding.WEAKENED,
    Finding.ABSENT,
    Finding.AGAINST,
    Finding.NOT_ASSESSABLE,
)


class InText(NamedTuple):
    """What was found in a later text; nothing where it has not been assessed in it yet.

    `is_later` is false where the text is no later one of the process in which it was asked.
    """

    document: Document
    reflection: Reflection | None
    is_later: bool = True

    @property
    def is_withheld(self) -> bool:
        """Whether something was found in words that the reader may not read."""
        return self.reflection is not None and not self.reflection.finding

    @property
    def is_missing(self) -> bool:
        """Whether nobody has assessed it, though they could."""
        return self.is_later and self.reflection is None


class Line(NamedTuple):
    """One ask, and what became of it in each text."""

    recommendation: Recommendation
    cells: list[InText]


class Tally(NamedTuple):
    """In how many asks of each text the same was found."""

    label: Any
    numbers: list[int]


class Missing(NamedTuple):
    """Which asks have not been assessed in a text."""

    document: Document
    codes: list[str]


class Matrix(NamedTuple):
    """Asks by later texts; `cited` are texts that are not held, so that nobody can assess them."""

    texts: list[Document]
    cited: list[Document]
    lines: list[Line]
    findings: list[Tally]
    assessors: list[Tally]
    missing: list[Missing]


def reflected_in(recommendation: Recommendation, user: Any) -> list[InText]:
    """Return each later text that is held and that the person may see, with what was found."""
    visible: Any = LaterText.objects.visible_to(user)
    texts = list(visible.held().after(recommendation.consultation))
    found = _found([recommendation], texts, user)
    return [InText(text, found.get((recommendation.pk, text.pk))) for text in texts]


def matrix_of(asked: Iterable[Recommendation], user: Any) -> Matrix:
    """Return what became of these asks, each with its consultation, in all texts later than one."""
    rows = list(asked)
    later = _later_than(rows, user)
    held = [text for text in later if not text.is_stub]
    found = _found(rows, held, user)
    lines = [Line(row, [_cell(row, text, found) for text in held]) for row in rows]
    columns = [[line.cells[place] for line in lines] for place in range(len(held))]
    return Matrix(
        texts=list(held),
        cited=[text for text in later if text.is_stub],
        lines=lines,
        findings=_findings(columns),
        assessors=_assessors(columns),
        missing=_missing(held, lines),
    )


def _later_than(rows: list[Recommendation], user: Any) -> list[LaterText]:
    consultations = {row.consultation_id: row.consultation for row in rows}.values()
    processes = {each.process_id for each in consultations}
    processes |= {process.pk for each in consultations for process in each.contributes_to.all()}
    texts = LaterText.objects.visible_to(user).filter(process__in=processes)
    return [text for text in texts if any(text.is_after(each) for each in consultations)]


def _found(
    rows: Iterable[Recommendation], texts: Iterable[Document], user: Any
) -> dict[tuple[int, int], Reflection]:
    """Return the findings that hold, by recommendation and text.

    Of one that rests on words which the person may not read, nothing is left that would tell what
    it is.
    """
    kept = Reflection.objects.live().visible_to(user)
    chosen = kept.filter(recommendation__in=list(rows), document__in=[text.pk for text in texts])
    found = chosen.select_related("paragraph").defer("paragraph__text", "paragraph__cells")
    return {(each.recommendation_id, each.document_id): _readable(each) for each in found}


def _readable(reflection: Any) -> Reflection:
    if not reflection.is_readable:
        reflection.finding = reflection.words = reflection.reason = ""
        reflection.paragraph = None
    kept: Reflection = reflection
    return kept


def _cell(row: Recommendation, text: LaterText, found: dict[tuple[int, int], Reflection]) -> InText:
    return InText(text, found.get((row.pk, text.pk)), text.is_after(row.consultation))


def _findings(columns: list[list[InText]]) -> list[Tally]:
    """Return how often each was found; what was found nowhere is left out."""
    counts = [Counter(_finding_of(cell) for cell in column) for column in columns]
    kinds: list[Any] = [*_COUNTED, "withheld", "missing"]
    labels = {"withheld": _("the words are withheld"), "missing": _("not assessed")}
    tallies = [
        Tally(labels.get(kind) or Finding(kind).label, [count[kind] for count in counts])
        for kind in kinds
    ]
    return [each for each in tallies if any(each.numbers)]


def _finding_of(cell: InText) -> str:
    if cell.reflection is None:
        return "missing" if cell.is_missing else ""
    return cell.reflection.finding or "withheld"


def _assessors(columns: list[list[InText]]) -> list[Tally]:
    """Return how often one and how often two curators found it, or nobody has confirmed it."""
    states = {
        State.SECONDED: _("assessed by two curators"),
        State.ASSESSED: _("assessed by one curator"),
        State.TO_BE_CONFIRMED: _("carried, to be confirmed"),
    }
    counts = [Counter(_state_of(cell) for cell in column) for column in columns]
    tallies = [Tally(label, [count[state] for count in counts]) for state, label in states.items()]
    return [each for each in tallies if any(each.numbers)]


def _state_of(cell: InText) -> str:
    return cell.reflection.state if cell.reflection and not cell.is_withheld else ""


def _missing(texts: Iterable[Document], lines: list[Line]) -> list[Missing]:
    found = [
        Missing(text, [_code(line) for line in lines if line.cells[place].is_missing])
        for place, text in enumerate(texts)
    ]
    return [each for each in found if each.codes]


def _code(line: Line) -> str:
    return str(line.recommendation.code)


def with_later_texts(rows: Any, user: Any) -> Any:
    """Add whether there are later texts to read, and how many are only cited."""
    later = LaterText.objects.visible_to(user).after_that_of("consultation").order_by()
    number = later.filter(is_stub=True).values("is_stub").annotate(number=models.Count("pk"))
    return rows.annotate(
        has_later_texts=models.Exists(later.filter(is_stub=False)),
        cited_texts=models.functions.Coalesce(models.Subquery(number.values("number")), 0),
    )
