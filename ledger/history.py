"""The history of a record in the admin: it is read there, and nothing is put back unlooked at."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

# No key has more.
_MOST_DIGITS = 19


class ReadHistoryAdmin(SimpleHistoryAdmin):
    """A record with its history.

    The library's own page takes old values back by a POST, also from one who may only look.
    """

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show it of what the list shows as well; the library finds every record."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        if request.method == "POST":
            raise PermissionDenied
        if not version_id.isdecimal() or len(version_id) > _MOST_DIGITS:
            raise Http404
        return super().history_form_view(request, object_id, version_id, extra_context)
