"""Taking records away as a spreadsheet, and bringing them back: preview first, then all or nothing.

These pages stand in the admin, beside its lists.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ledger.clock import now
from ledger.refusal import Refused
from organisations.admin.acts import person_of
from organisations.policies import is_curator
from recommendations.views.taking import file_answer
from spreadsheets import actions
from spreadsheets.exporting import FORMATS
from spreadsheets.forms import ImportForm
from spreadsheets.models import Spreadsheet
from spreadsheets.planning import Group, Plan, plan
from spreadsheets.sheets import SHEETS, Sheet

ROWS_ON_A_PAGE = 100
_TO_IMPORT = ("view", "add", "change")
_ONE_FIELD: list[Any] = [(None, {"fields": ["file"]})]


@require_safe
def export(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """The records that the list shows, with its filters, as a file to be edited."""
    sheet = _sheet_or_404(request, kind, "view")
    if ending not in FORMATS:
        raise Http404
    make, content_type = FORMATS[ending]
    try:
        rows = sheet.exported(_listed(request, sheet))
    except IncorrectLookupParameters:
        return redirect(_list_of(sheet))
    name = f"{sheet.kind}-{now():%Y-%m-%d}.{ending}"
    cells = [list(sheet.columns), *rows]
    return file_answer(lambda: make(sheet.kind, cells), name, content_type)


def _listed(request: HttpRequest, sheet: Sheet) -> QuerySet[Any]:
    """Return what the admin's list would show to the person under this address's query."""
    desk: Any = admin.site.get_model_admin(sheet.model)
    shown = desk.get_changelist_instance(request).get_queryset(request)
    return sheet.rows().filter(pk__in=shown.order_by().values("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Read a file, and lead to what it would do. Reading may take a while: nothing is locked."""
    sheet = _sheet_or_404(request, kind, *_TO_IMPORT)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*given, sheet=sheet)
    if form.is_valid():
        seen = plan(sheet, form.table).seen
        kept = actions.keep(kind=kind, table=form.table, seen=seen, by=person_of(request))
        return redirect(kept)
    shown: Any = form
    desk: Any = admin.site.get_model_admin(sheet.model)
    context = {
        "title": _("Import a spreadsheet"),
        "adminform": helpers.AdminForm(shown, _ONE_FIELD, {}, (), model_admin=desk),
        "columns": sheet.columns.values(),
    }
    return _page(request, sheet, "import", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the rows would do; confirming does all of it, or nothing where the record moved."""
    mine = Spreadsheet.objects.kept_for(request.user).waiting(now())
    kept = mine.filter(public_id=public_id).first()
    if kept is None and request.method == "POST" and is_curator(request.user):
        messages.error(request, _("This import was confirmed or given up already. Look again."))
        return redirect("admin:index")
    kept = kept or get_object_or_404(mine, public_id=public_id)
    sheet = _sheet_or_404(request, kept.kind, *_TO_IMPORT)
    if request.method != "POST":
        what = plan(sheet, kept.table)
        what.compare(kept.seen)
        return _preview(request, sheet, kept, what)
    if request.POST.get("act") == "give-up":
        actions.give_up(spreadsheet=kept)
        messages.success(request, _("Given up: nothing was imported."))
        return redirect(_list_of(sheet))
    return _confirmed(request, sheet, kept)


def _confirmed(request: HttpRequest, sheet: Sheet, kept: Spreadsheet) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        done = actions.confirm(spreadsheet=kept, seen=seen, by=person_of(request))
    except actions.Moved as moved:
        messages.error(request, str(moved))
        moved.plan.compare(kept.seen)
        return _preview(request, sheet, kept, moved.plan, status=409)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    number = len(done.touched)
    told = ngettext("Imported: %(number)s row.", "Imported: %(number)s rows.", number)
    messages.success(request, told % {"number": number})
    return redirect(_list_of(sheet))


def _preview(
    request: HttpRequest, sheet: Sheet, kept: Spreadsheet, what: Plan, status: int = 200
) -> HttpResponse:
    pages = Paginator(what.in_order(), ROWS_ON_A_PAGE)
    context = {
        "title": _("Preview of the import"),
        "kept": kept,
        "plan": what,
        "counts": [(Group(group).label, group, each) for group, each in what.counts.items()],
        "page": pages.get_page(request.GET.get("page")),
        "page_of": f"admin:{sheet.model._meta.label_lower.replace('.', '_')}_change",
    }
    return _page(request, sheet, "preview", context, status)


def _page(
    request: HttpRequest, sheet: Sheet, name: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        **more,
        "sheet": sheet,
        "subtitle": sheet.title,
        "opts": sheet.model._meta,
        "address_back": _list_of(sheet),
    }
    return TemplateResponse(request, f"admin/spreadsheets/{name}.html", context, status=status)


def _sheet_or_404(request: HttpRequest, kind: str, *verbs: str) -> Sheet:
    """Return the sheet; raises PermissionDenied for whoever may not do that to its records."""
    if kind not in SHEETS:
        raise Http404
    sheet = SHEETS[kind](person_of(request))
    names = sheet.model._meta
    needed = [f"{names.app_label}.{verb}_{names.model_name}" for verb in verbs]
    if not (is_curator(request.user) and request.user.has_perms(needed)):
        raise PermissionDenied
    return sheet


def _list_of(sheet: Sheet) -> str:
    names = sheet.model._meta
    return reverse(f"admin:{names.app_label}_{names.model_name}_changelist")
