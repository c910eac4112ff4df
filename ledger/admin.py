from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ledger.models import Entry

# The right to decide on comments; it is defined on a floor above.
MODERATE = "organisations.moderate"


class EntryAdmin(admin.ModelAdmin):
    """The ledger is read, never written, here.

    It is registered one floor up, by whoever knows which organisation an entry must not tell of.
    """

    list_display = ["time", "verb", "subject_id", "source", "actor_id"]
    list_filter = ["verb", "source"]
    search_fields = ["=subject_id"]
    date_hierarchy = "time"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """Return the entries, those on comments only for who decides on comments.

        Those on endorsements are left out: some are not named, and their history is told by
        the pages that know which. So are those on invitations and secret calendars, which are
        an organisation's own.
        """
        entries = super().get_queryset(request)
        for kind in ("endorsement.", "invitation.", "calendar."):
            entries = entries.exclude(verb__startswith=kind)
        if request.user.has_perm(MODERATE):
            return entries
        return entries.exclude(subject_type="comment")

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Leave out what would count the entries that are not shown."""
        return ["sequence", "previous_hash"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
