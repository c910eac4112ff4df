from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect


def record_on_site(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
    """Lead from a record in the admin to its page, where the person may see it in the admin.

    The admin's own way there asks for no right, and addresses are made of titles and names.
    """
    kind = get_object_or_404(ContentType, pk=content_type_id).model_class()
    record = _visible(request, kind, object_id) if kind else None
    if record is None or not hasattr(record, "get_absolute_url"):
        raise Http404
    return redirect(record)


def _visible(request: HttpRequest, kind: type[Model], object_id: str) -> Model | None:
    try:
        kept = admin.site.get_model_admin(kind)
    except NotRegistered:
        return None
    record: Model | None = kept.get_object(request, object_id)
    return record if kept.has_view_permission(request, record) else None
