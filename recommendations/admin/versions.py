from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from organisations.admin.acts import Act, ActsAdmin
from organisations.admin.deciders import with_deciders
from organisations.admin.forms import PublicReasonForm
from organisations.admin.reading import ReadOnlyAdmin
from organisations.models import User
from organisations.policies import is_curator
from recommendations import actions
from recommendations.models import Version


def _withhold(version: Version, *, by: User, reason: str) -> None:
    actions.withhold_version(version=version, by=by, reason=reason)


def _show(version: Version, *, by: User, reason: str) -> None:
    actions.show_version(version=version, by=by, reason=reason)


WITHHOLD = Act(
    name="withhold",
    label=_("Withhold"),
    done=_("Withheld: %(record)s"),
    explanation=_(
        "Title, text, note and translations leave every page at once, and nobody can endorse or "
        "comment on the text. Its fingerprint, those who endorse it and your reason stay public."
    ),
    form=PublicReasonForm,
    carry_out=_withhold,
    is_possible=lambda version: not version.is_withheld,
)
SHOW_AGAIN = Act(
    name="show-again",
    label=_("Show again"),
    done=_("Shown again: %(record)s"),
    explanation=_("The text is on its pages again, for everybody."),
    form=PublicReasonForm,
    carry_out=_show,
    is_possible=lambda version: version.is_withheld,
)


@admin.register(Version)
class VersionAdmin(ActsAdmin, ReadOnlyAdmin):
    """The texts as published, never changed; one that endangers somebody can be withheld."""

    acts = (WITHHOLD, SHOW_AGAIN)
    change_form_template = "admin/recommendations/version/change_form.html"
    list_display = (
        "recommendation_code",
        "number",
        "kept_title",
        "change",
        "shown",
        "published_at",
    )
    list_display_links = ("recommendation_code", "number")
    list_filter = (
        "change",
        ("withheld_reason", admin.EmptyFieldListFilter),
        "recommendation__consultation",
    )
    list_select_related = ("recommendation",)
    search_fields = ("recommendation__code", "kept_title", "kept_text", "=fingerprint")
    date_hierarchy = "published_at"
    readonly_fields = ("translated",)

    def may_act(self, request: HttpRequest, record: Any) -> bool:
        return is_curator(request.user)

    def record_context(self, request: HttpRequest, record: Version) -> dict[str, Any]:
        return {"decisions": with_deciders(record.decisions)}

    @admin.display(description=_("code"), ordering="recommendation__code")
    def recommendation_code(self, version: Version) -> str:
        return str(version.recommendation.code)

    @admin.display(description=_("shown"), boolean=True, ordering="withheld_reason")
    def shown(self, version: Version) -> bool:
        return not version.is_withheld

    @admin.display(description=_("translations"))
    def translated(self, version: Version) -> SafeString:
        """Lead to its translations, and to the form for another."""
        base = reverse("admin:recommendations_translation_changelist")
        return format_html(
            '<a href="{0}?version__id__exact={1}">{2}</a> · <a href="{0}add/?version={1}">{3}</a>',
            base,
            version.pk,
            ", ".join(version.translations.values_list("language", flat=True)) or _("none yet"),
            _("Add a translation"),
        )
