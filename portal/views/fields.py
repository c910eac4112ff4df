from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalogue.exports import LICENCE, LICENCE_ADDRESS
from catalogue.fields import Kind
from catalogue.writers import FORMATS
from portal.surfaces import SURFACES

KINDS = {
    Kind.TEXT: _("text"),
    Kind.CODE: _("one of a closed list"),
    Kind.TEXTS: _("several texts"),
    Kind.NUMBER: _("number"),
    Kind.FLAG: _("true or false"),
    Kind.DAY: _("day"),
    Kind.MOMENT: _("day and time"),
    Kind.ADDRESS: _("address"),
}


@login_not_required
@require_safe
def field_guide(request: HttpRequest) -> HttpResponse:
    """What each field of each list holds, and how each kind of file writes it."""
    context = {
        "surfaces": [
            (each, [(field, KINDS[field.kind]) for field in each.fields])
            for each in SURFACES.values()
        ],
        "formats": FORMATS,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
    }
    return render(request, "portal/field_guide.html", context)
