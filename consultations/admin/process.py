from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.admin.record import RecordAdmin, Way, form_for, list_of
from consultations.models import Consultation, Process


@admin.register(Process)
class ProcessAdmin(RecordAdmin):
    list_display = ("code", "name", "starts", "ends")
    search_fields = ("code", "name")
    date_hierarchy = "starts"
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    def ways_on(self, request: HttpRequest, record: Any) -> list[Way]:
        return [
            Way(_("Its consultations"), list_of(Consultation, process__id__exact=record.pk)),
            Way(_("Add a consultation"), form_for(Consultation, process=record.pk)),
        ]
