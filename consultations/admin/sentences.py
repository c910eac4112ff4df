"""A document's sentences on a page for curators: what each became, and what is suggested."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import actions
from consultations.admin.record import person
from consultations.coverage import Line, coverage_of, lines_of
from consultations.forms.sentence import DrawForm
from consultations.models import Document, Extract, SentenceMark
from consultations.quotes import Hit
from consultations.reading import paragraphs_for
from ledger.refusal import Refused
from vocabulary.models import Instrument

SENTENCES_ON_A_PAGE = 50
_MOST_INSTRUMENTS = 50
_LONGEST_KEY = 9
# In the session: the sentence about which something was found last, which can be taken back.
_LAST = "sentence-found-last"


class Desk:
    """The sentences of one document before one curator, as the request wants them shown."""

    def __init__(self, request: HttpRequest, document: Document) -> None:
        self.request, self.document = request, document
        self.only_left = request.GET.get("left") == "1"
        paragraphs = paragraphs_for(document, request.user)
        self.extracts: list[Extract] = list(Extract.objects.marked_in(document, request.user))
        marks = SentenceMark.objects.filter(paragraph__document=document)
        self.lines = lines_of(paragraphs, self.extracts, marks)
        self.coverage = coverage_of(self.lines)

    def line(self, key: str) -> Line | None:
        """Return the sentence of that key; None where it is there no more."""
        return next((line for line in self.lines if line.key == key), None)

    @cached_property
    def shown(self) -> list[Line]:
        """The sentences on all its pages."""
        return [line for line in self.lines if line.is_left or not self.only_left]

    @property
    def pages(self) -> "Paginator[Line]":
        return Paginator(self.shown, SENTENCES_ON_A_PAGE)

    @property
    def last(self) -> tuple[Line, str] | None:
        """The sentence about which something was found last, and the act that takes it back."""
        line = self.line(self.request.session.get(_LAST, ""))
        if line is None or line.extracts or not (line.is_unneeded or line.is_dismissed):
            return None
        return line, _UNDONE_BY["no-record" if line.is_unneeded else "dismiss"]

    def address(self, line: Line | None = None, **query: str) -> str:
        """Return where the sentence stands among those shown, else the first page."""
        given: dict[str, Any] = {"left": 1} if self.only_left else {}
        place = ""
        if line is not None and line in self.shown:
            at = self.shown.index(line)
            given["page"], place = at // SENTENCES_ON_A_PAGE + 1, f"#{line.anchor}"
        return f"{self.request.path}?{urlencode(given | query)}{place}"

    def after(self, key: str) -> Line | None:
        """Return where work goes on after the sentence: with itself while it is left."""
        keys = [line.key for line in self.lines]
        place = keys.index(key) if key in keys else 0
        onward = [*self.lines[place:], *self.lines[:place]]
        return next((each for each in onward if each.is_left), self.line(key))


def carry_out(desk: Desk) -> tuple[HttpResponse | None, DrawForm | None]:
    """Do what the form says, and lead back to where work goes on.

    Where something is missing in an extract, there is no answer yet, but the form that says so.
    """
    line = desk.line(desk.request.POST.get("sentence", ""))
    act, _sign, chosen = desk.request.POST.get("act", "").partition(":")
    if line is None or act not in _ACTS:
        return _refused(desk, None, _("The text was changed meanwhile: look at it again.")), None
    try:
        form = _ACTS[act](desk, line, chosen)
    except Refused as refusal:
        return _refused(desk, line, str(refusal)), None
    if form:
        return None, form
    desk.request.session[_LAST] = line.key if act in _UNDONE_BY else ""
    return _done(desk, line), None


def _refused(desk: Desk, line: Line | None, why: str) -> HttpResponse:
    messages.error(desk.request, why)
    return redirect(desk.address(line))


def _done(desk: Desk, line: Line) -> HttpResponse:
    fresh = Desk(desk.request, desk.document)
    left = fresh.coverage.left
    told = ngettext("%(number)s sentence is left.", "%(number)s sentences are left.", left)
    messages.success(desk.request, told % {"number": left})
    return redirect(fresh.address(fresh.after(line.key)))


def _place(line: Line) -> dict[str, Any]:
    sentence = line.passage.sentence
    return {"paragraph": line.passage.paragraph, "start": sentence.start, "end": sentence.end}


def _hit(line: Line) -> Hit:
    return Hit(**_place(line))


def _accept(desk: Desk, line: Line, chosen: str) -> DrawForm | None:
    """Draw the extract, or another one; returns the form where it is not whole yet."""
    form = form_for(desk, line, desk.request.POST)
    if not form.is_valid():
        return form
    actions.draw_extract(
        extract=form.instance,
        hit=_hit(line),
        addressees=form.cleaned_data["asked_of"],
        instruments=form.cleaned_data.get("instruments", []),
        is_another=chosen == "another",
        by=person(desk.request),
    )
    return None


def _join(desk: Desk, line: Line, chosen: str) -> None:
    """Tie the sentence to an extract of the same document that says it already."""
    extract = next((each for each in desk.extracts if each.public_id == chosen), None)
    if extract is None:
        raise Refused(_("This extract is there no more."))
    actions.mark_words(extract=extract, hits=[_hit(line)], by=person(desk.request))


def _marking(kind: str) -> Callable[[Desk, Line, str], None]:
    def mark(desk: Desk, line: Line, chosen: str) -> None:
        actions.mark_sentence(**_place(line), kind=kind, by=person(desk.request))

    return mark


def _unmarking(kind: str) -> Callable[[Desk, Line, str], None]:
    def unmark(desk: Desk, line: Line, chosen: str) -> None:
        actions.unmark_sentence(**_place(line), kind=kind, by=person(desk.request))

    return unmark


_ACTS: dict[str, Callable[[Desk, Line, str], DrawForm | None]] = {
    "accept": _accept,
    "join": _join,
    "no-record": _marking(SentenceMark.Kind.NO_RECORD),
    "left-again": _unmarking(SentenceMark.Kind.NO_RECORD),
    "dismiss": _marking(SentenceMark.Kind.DISMISSED),
    "suggest-again": _unmarking(SentenceMark.Kind.DISMISSED),
}


_UNDONE_BY = {"no-record": "left-again", "dismiss": "suggest-again"}


def form_for(desk: Desk, line: Line, sent: Any) -> DrawForm:
    """Return the form as it was sent."""
    keys = [key for key in sent.getlist("instruments") if key.isdecimal()][:_MOST_INSTRUMENTS]
    instruments = Instrument.objects.filter(pk__in=[k for k in keys if len(k) <= _LONGEST_KEY])
    return DrawForm(
        sent, document=desk.document, instruments=instruments, auto_id=f"{line.anchor}-%s"
    )
