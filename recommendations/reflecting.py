"""What became of what is asked: beside one ask, and of many asks in many texts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from consultations.models import Consultation, Document
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


_WITHHELD, _NOT_ASSESSED = "withheld", "missing"


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
    """A page of asks by later texts; the tallies are of all the asks, on whatever page.

    `cited` are texts that are not held, so that nobody can assess them.
    """

    texts: list[LaterText]
    cited: list[LaterText]
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


def findings_of(recommendations: Iterable[Recommendation], user: Any) -> list[list[InText]]:
    """Return for each, in this order, what was found in every text later than its consultation.

    Each comes with its consultation and the processes that this contributes to.
    """
    rows = list(recommendations)
    later = _later_than({row.consultation for row in rows}, user)
    held = [text for text in later if not text.is_stub]
    found = _found(rows, held, user)
    return [[_cell(row, row.consultation, text, found) for text in held] for row in rows]


def matrix_of(
    asked: Any, numbers: dict[Consultation, int], shown: Iterable[Recommendation], user: Any
) -> Matrix:
    """Return what became of these asks in all texts later than one, and of those shown in each.

    `numbers` are those of `numbers_asked`. However many are asked, only those shown are fetched.
    """
    later = _later_than(numbers, user)
    held = [text for text in later if not text.is_stub]
    rows = list(shown)
    found = _found(rows, held, user)
    consultations = {each.pk: each for each in numbers}
    lines = [
        Line(row, [_cell(row, consultations[row.consultation_id], text, found) for text in held])
        for row in rows
    ]
    counts = _counts(asked, held, user)
    return Matrix(
        texts=held,
        cited=[text for text in later if text.is_stub],
        lines=lines,
        findings=_findings(held, counts, numbers),
        assessors=_assessors(held, counts),
        missing=_missing(held, lines),
    )


def numbers_asked(asked: Any) -> dict[Consultation, int]:
    """Return the consultations in which they were asked, each with how many there."""
    numbers = asked.order_by().values("consultation").annotate(number=models.Count("pk"))
    by_pk = dict(numbers.values_list("consultation", "number"))
    consultations = Consultation.objects.filter(pk__in=by_pk).prefetch_related("contributes_to")
    return {each: by_pk[each.pk] for each in consultations}


def _later_than(consultations: Iterable[Consultation], user: Any) -> list[LaterText]:
    consultations = list(consultations)
    processes = {each.process_id for each in consultations}
    processes |= {process.pk for each in consultations for process in each.contributes_to.all()}
    texts = LaterText.objects.visible_to(user).filter(process__in=processes)
    return [text for text in texts if any(text.is_after(each) for each in consultations)]


def _counts(asked: Any, texts: Iterable[Document], user: Any) -> list[dict[str, Any]]:
    """Return how many of the asks have the same finding, in the same state, in each text."""
    kept: Any = Reflection.objects.live().visible_to(user)
    rows = kept.filter(
        recommendation__in=asked.order_by().values("pk"), document__in=[each.pk for each in texts]
    )
    kinds = rows.order_by().values("document", "finding", "state", "is_readable")
    return list(kinds.annotate(number=models.Count("pk")))


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


def _cell(
    row: Recommendation,
    consultation: Consultation,
    text: LaterText,
    found: dict[tuple[int, int], Reflection],
) -> InText:
    return InText(text, found.get((row.pk, text.pk)), text.is_after(consultation))


def _findings(
    texts: list[LaterText], counts: list[dict[str, Any]], asked: dict[Consultation, int]
) -> list[Tally]:
    """Return how often each was found; what was found nowhere is left out."""
    found: Counter[tuple[int, str]] = Counter()
    for each in counts:
        kind = each["finding"] if each["is_readable"] else _WITHHELD
        found[each["document"], kind] += each["number"]
    for text in texts:
        number = sum(asked[each] for each in asked if text.is_after(each))
        done = sum(each["number"] for each in counts if each["document"] == text.pk)
        found[text.pk, _NOT_ASSESSED] = number - done
    labels = {_WITHHELD: _("the words are withheld"), _NOT_ASSESSED: _("not assessed")}
    kinds = {kind.value: kind.label for kind in _COUNTED} | labels
    return _tallies(kinds, texts, found)


def _assessors(texts: list[LaterText], counts: list[dict[str, Any]]) -> list[Tally]:
    """Return how often one and how often two curators found it, or nobody has confirmed it."""
    states = {
        State.SECONDED.value: _("assessed by two curators"),
        State.ASSESSED.value: _("assessed by one curator"),
        State.TO_BE_CONFIRMED.value: _("carried, to be confirmed"),
    }
    found: Counter[tuple[int, str]] = Counter()
    for each in counts:
        if each["is_readable"]:
            found[each["document"], each["state"]] += each["number"]
    return _tallies(states, texts, found)


def _tallies(
    labels: dict[str, Any], texts: list[LaterText], found: Counter[tuple[int, str]]
) -> list[Tally]:
    tallies = [
        Tally(label, [found[text.pk, kind] for text in texts]) for kind, label in labels.items()
    ]
    return [each for each in tallies if any(each.numbers)]


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
