"""What all pages of the record in the admin have in common."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError
from django.db.models import Field, ForeignKey, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from consultations.indexing import index_record, unindex_record
from consultations.models import Session
from consultations.policies import may_be_deleted
from ledger.history import ReadHistoryAdmin
from ledger.refusal import Refused
from organisations.models import Organisation

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class Way(NamedTuple):
    """A link on the page of a record to where its work goes on."""

    label: str
    address: str


class PlainAdmin(ModelAdmin):
    """Nothing that was public is deleted; what the rules forbid is said, and nothing is lost."""

    actions = None
    show_full_result_count = False

    class Media:
        css = {"all": ["admin-record.css"]}

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, record: Model) -> Any:
        """Return by what forms and spreadsheets name the record."""
        return record.pk

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_be_deleted(obj))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            return self.refuse(request, str(refusal))
        except IntegrityError:
            return self.refuse(
                request,
                _("This was changed meanwhile, or is fixed now. Nothing was saved: look again."),
            )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self._keep_what_was_decided(request, obj, form)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Let the record be found by what was saved with all the rows on its page."""
        super().save_related(request, form, formsets, change)
        index_record(form.instance, before=form.initial.get("speaker"))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        unindex_record(obj)
        super().delete_model(request, obj)

    def _keep_what_was_decided(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """Take over what an action changed since the page was read; it may have fixed fields."""
        fresh = self.model._base_manager.select_for_update().get(pk=obj.pk)
        if set(self.get_readonly_fields(request, fresh)) & set(form.changed_data):
            raise Refused(_("This was published meanwhile: its code and address stay. Look again."))
        for field in obj._meta.concrete_fields:
            if not field.editable:
                setattr(obj, field.attname, getattr(fresh, field.attname))

    def refuse(self, request: HttpRequest, why: str) -> HttpResponse:
        """Say why on the page that the person comes back to."""
        self.message_user(request, why, messages.ERROR)
        return redirect(request.get_full_path())

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.related_model is Session:
            kwargs.setdefault("queryset", Session.objects.select_related("consultation"))
        if db_field.related_model is Organisation:
            kwargs.setdefault("queryset", Organisation.objects.listed())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Return the field, without a button that deletes what it refers to."""
        formfield: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(formfield, "widget", None), RelatedFieldWidgetWrapper):
            formfield.widget.can_delete_related = False
        return formfield

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())

    def is_shown_publicly(self, record: Any) -> bool:
        """Return whether everybody sees its page; else it is a preview for curators."""
        return True

    def ways_on(self, request: HttpRequest, record: Any) -> list[Way]:
        """Return links to where the work on this record goes on."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context["original"]
        if record is not None:
            context["ways_on"] = self.ways_on(request, record)
            context["is_preview"] = not self.is_shown_publicly(record)
        return super().render_change_form(request, context, *args, **kwargs)

    def found_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """Return the record, if the person may see it here; raises Http404 otherwise."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        return found


class RecordAdmin(PlainAdmin, ReadHistoryAdmin):
    """A record with its history."""


may_be_filled_in = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> Any:
    """Return who acts; nobody comes here without logging in."""
    return request.user


def list_of(model: type[Model], **query: Any) -> str:
    """Return the address of the model's list, filtered."""
    return _address(model, "changelist", query)


def form_for(model: type[Model], **query: Any) -> str:
    """Return the address of the form that adds one, filled in so far."""
    return _address(model, "add", query)


def page_of(record: Model) -> str:
    """Return the address of the record's page in the admin."""
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])


def _address(model: type[Model], page: str, query: dict[str, Any]) -> str:
    options = model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_{page}")
    return f"{address}?{urlencode(query)}" if query else address
