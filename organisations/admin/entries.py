"""The ledger as curators read it: without what would tell of an organisation that is not listed."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest

from ledger.admin import EntryAdmin
from ledger.models import Entry
from organisations.models import Organisation
from organisations.policies import is_protector


@admin.register(Entry)
class DiscreetEntryAdmin(EntryAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """Return the entries; what is not listed appears to those who protect it, as a number."""
        entries = super().get_queryset(request)
        if is_protector(request.user):
            return entries
        hidden = Organisation.objects.unlisted()
        subjects = hidden.values(key=Cast("pk", CharField()))
        about = entries.exclude(subject_type="organisation", subject_id__in=subjects)
        acted = entries.filter(organisation_id__in=hidden.values("pk")).values("pk")
        return about.exclude(pk__in=acted)
