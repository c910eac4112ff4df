"""Importing a document, and looking through what was read of it, each on a page of its own.

Reading a file may take a minute: no transaction is open meanwhile.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import actions
from consultations.admin.record import may_be_filled_in, page_of, person
from consultations.forms.loading import ImportForm, LoadForm, start_of
from consultations.forms.reviewing import BlockForm, review_rows, stages_in_words
from consultations.media_types import media_type_of
from consultations.models import Document, KeptReading, Paragraph, StoredFile
from consultations.policies import may_be_reloaded, was_public
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.policies import is_curator

if TYPE_CHECKING:
    from consultations.admin.document import DocumentAdmin

BLOCKS_ON_A_PAGE = 40


@may_be_filled_in
def import_view(request: HttpRequest, desk: "DocumentAdmin") -> HttpResponse:
    """Make a draft of a file or a pasted text."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    older = _older(request)
    start = {name: request.GET.get(name) for name in ("consultation", "process")}
    form = ImportForm(*_given(request), initial=start | start_of(older))
    if request.method == "POST" and form.is_valid():
        document = form.document()
        try:
            document.clean_fields(exclude=["slug"])
            actions.add_document(
                document=document,
                reading=form.reading,
                by=person(request),
                source=Entry.Source.ADMIN,
                file=_original(request, form, document),
            )
            return _to_review(request, document)
        except ValidationError as error:  # the title, where it was read from the text
            form.add_error("title", error.messages)
        except IntegrityError:
            form.add_error(None, _("Another document got this address just now. Send it again."))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "title": _("Import a new edition") if older else _("Import a document"),
        "subtitle": str(older) if older else None,
        "address_back": page_of(older) if older else _list(),
        "button": _("Read it"),
    }
    return _page(request, desk, form, context)


def _older(request: HttpRequest) -> Document | None:
    """Return the document of which a new edition is imported, if the address names one."""
    key = request.GET.get("replaces", "")
    visible = Document.objects.visible_to(request.user)
    return visible.filter(pk=int(key)).first() if _is_number(key) else None


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 15


@may_be_filled_in
def load_view(request: HttpRequest, object_id: str, desk: "DocumentAdmin") -> HttpResponse:
    """Put another text into a draft on whose words nothing rests yet."""
    document = _changeable_or_403(request, object_id, desk)
    if not may_be_reloaded(document):
        messages.error(request, _("Its text stays: it was published, or extracts rest on it."))
        return redirect(page_of(document))
    form = LoadForm(*_given(request))
    if request.method == "POST" and form.is_valid():
        try:
            _load(document, form, _original(request, form, document), person(request))
            return _to_review(request, document)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Document.DoesNotExist:
            messages.error(request, _("The document was deleted meanwhile."))
            return redirect(_list())
    context = {
        "title": _("Load the text"),
        "subtitle": str(document),
        "original": document,
        "address_back": page_of(document),
        "button": _("Read it"),
        "has_paragraphs": document.paragraphs.exists(),
    }
    return _page(request, desk, form, context)


def _original(request: HttpRequest, form: LoadForm, document: Document) -> bytes | None:
    """Return the file to be kept for readers; where it holds more than its text, say so instead."""
    if form.content is None or not document.can_have_file:
        return None
    if form.reading.is_all_there_is:
        return form.content
    messages.warning(
        request,
        _(
            "The file was read but not kept for readers to take away: beside its text it holds "
            "deleted or hidden words, or comments. Take them out of it, or add it as the original "
            "file on the page of the document if they may go out."
        ),
    )
    return None


@transaction.atomic
def _load(document: Document, form: LoadForm, original: bytes | None, by: Any) -> None:
    source = Entry.Source.ADMIN
    actions.load_paragraphs(document=document, reading=form.reading, by=by, source=source)
    if original and _takes_place_of(document.file, original):
        actions.keep_file(document=document, data=original, by=by)


def _takes_place_of(kept: StoredFile | None, content: bytes) -> bool:
    """Return whether what was read is the original now: a text never replaces a file with pages."""
    text = StoredFile.MediaType.TEXT
    return kept is None or kept.media_type == text or media_type_of(content) != text


@may_be_filled_in
def review_view(request: HttpRequest, object_id: str, desk: "DocumentAdmin") -> HttpResponse:
    """Look through what was read: the source beside the blocks, which may be cut anew."""
    document = desk.found_or_404(request, object_id)
    if not (desk.has_view_permission(request, document) and is_curator(request.user)):
        raise PermissionDenied  # what is withheld stands in the source, too
    may_change = desk.has_change_permission(request, document) and not was_public(document)
    if request.method == "POST" and not may_change:
        if not desk.has_change_permission(request, document):
            raise PermissionDenied
        messages.error(request, _("The document was published: its paragraphs stay."))
        return redirect(request.get_full_path())
    readable = document.paragraphs.readable_by(request.user)
    page = Paginator(readable, BLOCKS_ON_A_PAGE).get_page(request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    forms = [BlockForm(sent, paragraph) for paragraph in page]
    if sent is not None and _rework(request, document, forms):
        return redirect(_place(request, page.number))
    reading = KeptReading.objects.filter(document=document).first()
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Review the text"),
        "subtitle": str(document),
        "opts": desk.opts,
        "original": document,
        "rows": review_rows(forms, reading, *_window(document, page)),
        "stages": stages_in_words(reading),
        "page": page,
        "seen": actions.shape_of(document),
        "may_change": may_change,
        "has_change_permission": desk.has_change_permission(request, document),
        "moves": desk.moves_of(document),
        "acts": desk.acts_on(request, document),
        "ways_on": desk.ways_on(request, document),
        "media": desk.media,
    }
    return TemplateResponse(request, "admin/consultations/document/review.html", context)


def _window(document: Document, page: Any) -> tuple[int, int]:
    """Return the line behind which the page begins, and that up to which it goes."""
    lasts = [each.last_line or 0 for each in page]
    before = document.paragraphs.filter(position__lt=page[0].position).last() if lasts else None
    until = max(lasts, default=0) if page.has_next() else actions.FARTHEST
    return (before.last_line or 0 if before else 0), until


def _rework(request: HttpRequest, document: Document, forms: list[BlockForm]) -> bool:
    """Do what the button says; where it is refused, say so and leave all as it was."""
    act, _sign, key = request.POST.get("act", "").partition(":")
    among = (form for form in forms if str(form.paragraph.pk) == key and not form.is_fixed)
    chosen = next(among, None)
    if act != "save" and (act not in ("split", "join") or chosen is None):
        messages.error(request, _("There is nothing here to split or join. Nothing was saved."))
        return False
    are_right = [form.is_fixed or form.is_valid() for form in forms]
    if not all(are_right):
        messages.error(request, _("Nothing was saved yet. See below."))
        return False
    at = chosen.place() if act == "split" and chosen else None
    if act == "split" and at is None:
        messages.error(request, _("Nothing was saved yet. See below."))
        return False
    try:
        _carry_out(request, document, forms, act, chosen, at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


@transaction.atomic
def _carry_out(
    request: HttpRequest,
    document: Document,
    forms: list[BlockForm],
    act: str,
    chosen: BlockForm | None,
    at: int | None,
) -> None:
    by, seen = person(request), request.POST.get("seen", "")
    cuts = [form.cut() for form in forms if not form.is_fixed and form.cuts_anew()]
    if cuts:
        actions.rework_paragraphs(document=document, cuts=cuts, by=by, seen=seen)
        seen = actions.shape_of(document)
    if act == "split" and chosen and at is not None:
        actions.split_paragraph(paragraph=chosen.paragraph, at=at, by=by, seen=seen)
    elif act == "join" and chosen:
        actions.join_paragraph(paragraph=chosen.paragraph, by=by, seen=seen)


def _place(request: HttpRequest, number: int) -> str:
    key = request.POST.get("act", "").partition(":")[2]
    return f"{request.path}?page={number}" + (f"#b-{key}" if key.isdecimal() else "")


def _changeable_or_403(request: HttpRequest, object_id: str, desk: "DocumentAdmin") -> Document:
    document: Document = desk.found_or_404(request, object_id)
    if not desk.has_change_permission(request, document):
        raise PermissionDenied
    return document


def _given(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _list() -> str:
    return reverse("admin:consultations_document_changelist")


def review_address(document: Document) -> str:
    """Return the address of the page on which its text is looked through."""
    return reverse("admin:consultations_document_review", args=[document.pk])


def _to_review(request: HttpRequest, document: Document) -> HttpResponse:
    number = Paragraph.objects.filter(document=document).count()
    read = ngettext("%(number)s paragraph was read.", "%(number)s paragraphs were read.", number)
    messages.success(request, read % {"number": number})
    return redirect(review_address(document))


def _page(
    request: HttpRequest, desk: "DocumentAdmin", form: LoadForm, more: dict[str, Any]
) -> HttpResponse:
    fieldsets = [(None, {"fields": list(form.fields)})]
    shown: Any = form
    context = {
        **desk.admin_site.each_context(request),
        **more,
        "opts": desk.opts,
        "adminform": helpers.AdminForm(shown, fieldsets, {}, (), model_admin=desk),
        "media": desk.media + form.media,
    }
    return TemplateResponse(request, "admin/consultations/document/load.html", context)
