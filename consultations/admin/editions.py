"""Two editions of a document in the admin: what changed, and the marks that wait for a curator."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations import actions
from consultations.admin.record import Way, page_of, person
from consultations.comparing import changed, rows_of
from consultations.forms.placing import DecisionForm, PlaceForm
from consultations.models import Document, Placement
from consultations.policies import was_public
from consultations.quotes import Hit, Passage, passage
from ledger.refusal import Refused

PAGE_SIZE = 100
_MARKS_ON_A_PAGE = 20
_AROUND = 160
State = Placement.State
DONE = {
    "confirm": gettext_lazy("Confirmed."),
    "place": gettext_lazy("Placed by hand."),
    "gone": gettext_lazy("Kept as gone."),
}


class Item(NamedTuple):
    """A mark in the queue: the old words in context, and what was found for them."""

    placement: Placement
    before: Passage
    now: Passage | None
    form: PlaceForm


def editions_ways(document: Document) -> list[Way]:
    """Return links to a new edition, to the comparison with the older one, and to what waits."""
    ways = [_way_to_newer(document)] if was_public(document) else []
    if document.replaces_id is None:
        return ways
    ways.append(Way(_("Compare with the older edition"), _address(document, "compare")))
    waiting = Placement.objects.filter(document=document, state=State.WAITING).count()
    if waiting:
        ways.append(Way(_("Marks to look at (%s)") % waiting, _address(document, "marks")))
    return ways


def _way_to_newer(document: Document) -> Way:
    """Return a link to the import of a new edition, filled in with what stays as it is."""
    address = reverse("admin:consultations_document_import")
    return Way(_("Import a new edition"), f"{address}?replaces={document.pk}")


def compare_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the document beside what it replaces, paragraph by paragraph."""
    document = _found(desk, request, object_id)
    older = document.replaces
    if older is None:
        return _nothing_replaced(request, document)
    rows = rows_of(older, document, request.user)
    is_narrowed = request.GET.get("only") == "changed"
    shown = changed(rows) if is_narrowed else rows
    context = {
        "title": _("Compare with the older edition"),
        "older": older,
        "page_obj": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_narrowed": is_narrowed,
        "number": len(rows),
        "number_changed": len(changed(rows)),
        "counts": _counts(document),
        "may_take_back": not was_public(document),
    }
    return _page(desk, request, document, "compare", context)


def carry_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Carry the marks of the older edition over, and lead to what has to be looked at."""
    document = _found(desk, request, object_id)
    if document.replaces is None:
        return _nothing_replaced(request, document)
    try:
        carried = actions.carry_marks(old=document.replaces, new=document, by=person(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(document, "compare"))
    placed = sum(placement.state == State.PLACED for placement in carried)
    messages.success(request, f"{_carried(placed)} {_left(document)}")
    return redirect(_address(document, "marks"))


def take_back_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Take all carried marks off a document that was never public."""
    document = _found(desk, request, object_id)
    try:
        number = actions.take_marks_back(document=document, by=person(request))
        messages.success(request, _taken_back(number))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(document, "compare"))


def marks_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the carried marks that wait, or others, each with what can be decided about it."""
    document = _found(desk, request, object_id)
    if document.replaces is None:
        return _nothing_replaced(request, document)
    if request.method == "POST":
        return _decide(desk, request, document)
    return _queue(desk, request, document)


def _queue(
    desk: Any, request: HttpRequest, document: Document, tried: PlaceForm | None = None
) -> HttpResponse:
    rows = _chosen(request, document).select_related(
        "span__extract", "span__paragraph__document", "paragraph__document"
    )
    page = Paginator(rows, _MARKS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Marks of the older edition"),
        "older": document.replaces,
        "page_obj": page,
        "items": [_item(placement, tried) for placement in page],
        "show": _state(request),
        "states": State.choices,
        "counts": _counts(document),
    }
    return _page(desk, request, document, "marks", context)


def _item(placement: Placement, tried: PlaceForm | None) -> Item:
    span = placement.span
    is_tried = tried is not None and tried.placement == placement
    return Item(
        placement,
        passage(Hit(span.paragraph, span.start, span.end), _AROUND),
        _now(placement),
        tried if tried is not None and is_tried else PlaceForm(placement=placement),
    )


def _now(placement: Placement) -> Passage | None:
    if placement.paragraph is None or placement.start is None or placement.end is None:
        return None
    return passage(Hit(placement.paragraph, placement.start, placement.end), _AROUND)


def _decide(desk: Any, request: HttpRequest, document: Document) -> HttpResponse:
    """Take the decision and come back to the next mark; what can't be placed is asked again."""
    asked = DecisionForm(request.POST, document=document)
    if not asked.is_valid():
        messages.error(request, _("Somebody was faster: look at the mark again."))
        return redirect(request.get_full_path())
    placement, decision = asked.cleaned_data["placement"], asked.cleaned_data["decision"]
    form = PlaceForm(request.POST if decision == "place" else None, placement=placement)
    if decision == "place" and not form.is_valid():
        return _queue(desk, request, document, form)
    following = _following(_chosen(request, document), placement)
    try:
        _ACTS[decision](placement, form.hit, person(request))
        messages.success(request, f"{DONE[decision]} {_left(document)}")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{request.get_full_path()}{following}")


_ACTS: dict[str, Callable[[Placement, Any, Any], None]] = {
    "confirm": lambda placement, _hit, by: actions.confirm_placement(placement=placement, by=by),
    "place": lambda placement, hit, by: actions.place_by_hand(placement=placement, hit=hit, by=by),
    "gone": lambda placement, _hit, by: actions.say_gone(placement=placement, by=by),
}


def _following(rows: Any, placement: Placement) -> str:
    """Return the fragment that leads to the mark after this one, or else to the one before."""
    ids = list(rows.values_list("pk", flat=True))
    place = ids.index(placement.pk) if placement.pk in ids else len(ids)
    others = [*ids[place + 1 :], *reversed(ids[:place])]
    return f"#mark-{others[0]}" if others else ""


def _chosen(request: HttpRequest, document: Document) -> Any:
    return Placement.objects.filter(document=document, state=_state(request)).in_order()


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in State.values else State.WAITING


def _counts(document: Document) -> dict[str, int]:
    counted = Placement.objects.filter(document=document).order_by().values_list("state")
    return dict(counted.annotate(number=Count("pk")))


def _carried(number: int) -> str:
    carried = ngettext(
        "%(number)s mark was carried over.", "%(number)s marks were carried over.", number
    )
    return carried % {"number": number}


def _taken_back(number: int) -> str:
    back = ngettext("%(number)s mark was taken back.", "%(number)s marks were taken back.", number)
    return back % {"number": number}


def _left(document: Document) -> str:
    """Return how many marks wait: “7 left.”"""
    number = Placement.objects.filter(document=document, state=State.WAITING).count()
    return ngettext("%(number)s left.", "%(number)s left.", number) % {"number": number}


def _found(desk: Any, request: HttpRequest, object_id: str) -> Document:
    document: Document = desk.found_or_404(request, object_id)
    if not desk.has_change_permission(request, document):
        raise PermissionDenied
    return document


def _nothing_replaced(request: HttpRequest, document: Document) -> HttpResponse:
    messages.warning(request, _("The document replaces no other: say first which, below."))
    return redirect(page_of(document))


def _address(document: Document, page: str) -> str:
    return reverse(f"admin:consultations_document_{page}", args=[document.pk])


def _page(
    desk: Any, request: HttpRequest, document: Document, name: str, context: dict[str, Any]
) -> HttpResponse:
    shown = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": document,
        "subtitle": str(document),
        "media": desk.media,
        **context,
    }
    return TemplateResponse(request, f"admin/consultations/document/{name}.html", shown)
