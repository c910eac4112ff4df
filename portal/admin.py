from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from post_office.models import Attachment, Email, EmailTemplate, Log

from ledger.history import ReadHistoryAdmin
from portal.models import AboutPage


@admin.register(AboutPage)
class AboutPageAdmin(ReadHistoryAdmin):
    """The short pages of explanation: others link to them, so they keep their address and stay."""

    list_display = ("title", "slug", "language", "page")
    search_fields = ("title", "text")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def view_on_site(self, obj: AboutPage) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("public page"))
    def page(self, page: AboutPage) -> SafeString:
        return format_html(
            '<a class="related" href="{}">{}</a>', page.get_absolute_url(), _("See the page")
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# The library's own page shows secrets, and lets them be replaced.
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """Second factors: a superuser reads who has one, and no secret.

    One that somebody has lost is taken away by an act, on the page of the person.
    """

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Mails that wait hold codes and links by which a reader would enter others' accounts; where
# somebody is logged in is theirs to know.
for model in (Attachment, Email, EmailTemplate, Log, UserSession):
    admin.site.unregister(model)
