"""Acts in the admin: what changes a record's state has a page of its own, read and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from ledger.refusal import Refused
from organisations.admin.forms import ActForm
from organisations.models import User


def person_of(request: HttpRequest) -> User:
    """Return who works in the admin, which lets only people in who have logged in."""
    return cast("User", request.user)


@dataclass(frozen=True)
class Act:
    """Something that may be done to a record when `is_possible` says so.

    `carry_out` takes the record, the person as `by`, and what the form cleaned. `done` is told
    afterwards and may name the `%(record)s`.
    """

    name: str
    label: Any
    done: Any
    carry_out: Callable[..., object]
    is_possible: Callable[[Any], bool]
    form: type[ActForm] = ActForm
    explanation: Any = ""


class ActsAdmin(admin.ModelAdmin):
    """Records with acts: buttons above the record lead to a page for each, which posts it."""

    acts: tuple[Act, ...] = ()
    change_form_template = "admin/organisations/change_form_with_acts.html"
    act_template = "admin/organisations/act.html"

    class Media:
        css = {"all": ["admin-acts.css"]}

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{act.name}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=self._act_name(act),
            )
            for act in self.acts
        ]
        return own + super().get_urls()

    def _act_name(self, act: Act) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{act.name}"

    def act_address(self, request: HttpRequest, record: Any, act: Act) -> str:
        """Return the act's page, which remembers the list that the person came from."""
        return self.address_of(act, record, self.get_preserved_filters(request))

    def address_of(self, act: Act, record: Any, filters: str) -> str:
        address = reverse(f"admin:{self._act_name(act)}", args=[record.pk])
        return f"{address}?{filters}" if filters else address

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return self.has_change_permission(request, record)

    def hindrance(self, request: HttpRequest, act: Act, record: Any) -> str:
        """Return what keeps the person from the act, or nothing."""
        return "" if act.is_possible(record) else _("This is not possible any more.")

    def act_view(self, request: HttpRequest, object_id: str, act: Act) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.may_act(request, record):
            raise PermissionDenied
        hindrance = self.hindrance(request, act, record)
        if request.method != "POST" and hindrance:
            messages.warning(request, hindrance)
            return redirect(self.address_after(request, record))
        given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = act.form(*given, record=record)
        if form.is_valid() and self._is_settled(request, act, form):
            return redirect(self.address_after(request, record))
        return self._act_page(request, act, form)

    def _is_settled(self, request: HttpRequest, act: Act, form: ActForm) -> bool:
        """Carry the act out; where it is refused, stay on the page if something was typed."""
        try:
            act.carry_out(form.record, by=person_of(request), **form.cleaned_data)
        except Refused as refused:
            if form.fields:
                form.add_error(None, str(refused))
                return False
            messages.error(request, str(refused))
        else:
            messages.success(request, self.done_message(request, act, form.record))
        return True

    def done_message(self, request: HttpRequest, act: Act, record: Any) -> str:
        return str(act.done) % {"record": record}

    def address_after(self, request: HttpRequest, record: Any) -> str:
        """Return where an act leads when it is done."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[record.pk])

    def _act_page(self, request: HttpRequest, act: Act, form: ActForm) -> HttpResponse:
        fieldsets = [(None, {"fields": list(form.fields)})]
        shown: Any = form
        context = {
            **self.admin_site.each_context(request),
            **self.record_context(request, form.record),
            "opts": self.opts,
            "original": form.record,
            "address_back": self.address_after(request, form.record),
            "act": act,
            "title": act.label,
            "subtitle": str(form.record),
            "adminform": helpers.AdminForm(shown, fieldsets, {}, (), model_admin=self),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, self.act_template, context)

    def record_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """Return what both the record's page and the pages of its acts show about it."""
        return {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        shown = self._shown_with(request, record) if record else {}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say, above the form, what an action refused; nothing was saved then."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())

    def _shown_with(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        if not self.has_view_or_change_permission(request, record):
            return {}
        return self.record_context(request, record) | {"acts": self.acts_on(request, record)}

    def acts_on(self, request: HttpRequest, record: Any) -> list[dict[str, Any]]:
        """Return what the person may do to the record now, each with its page's address."""
        acts = self.acts if self.may_act(request, record) else ()
        return [
            {"label": act.label, "address": self.act_address(request, record, act)}
            for act in acts
            if not self.hindrance(request, act, record)
        ]
