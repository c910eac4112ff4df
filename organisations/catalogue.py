"""Organisations as they are listed and taken away."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.fields import Field, Kind
from catalogue.surfaces import Surface
from organisations import following
from organisations.filters import STANDINGS, OrganisationFilter
from organisations.models import Organisation


def _rows(user: Any) -> QuerySet[Any]:
    """Return the verified and those on record, of the listed: what is not listed is in no list.

    Not for its own people either: what they take away may come into other hands.
    """
    visible = Organisation.objects.visible_to(user).listed()
    return visible.filter(status__in=list(STANDINGS))


def _ready(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    counted: Any = rows.select_related("region", "country")
    ready: QuerySet[Any] = counted.with_endorsement_count(user)
    return ready


def _codes(listed: str) -> list[str]:
    return [each.strip() for each in listed.split(",") if each.strip()]


FIELDS = (
    Field(
        "slug",
        Kind.TEXT,
        _("Short name"),
        _("As in its address; stays once it is public."),
        lambda row: row.slug,
    ),
    Field(
        "address",
        Kind.ADDRESS,
        _("Address"),
        _("Its page, which stays."),
        lambda row: f"{settings.PUBLIC_URL}{row.get_absolute_url()}",
    ),
    Field("name", Kind.TEXT, _("Name"), _("As it calls itself."), lambda row: row.name),
    Field("acronym", Kind.TEXT, _("Acronym"), _("May be empty."), lambda row: row.acronym),
    Field("kind", Kind.CODE, _("Kind"), _("Of a closed list."), lambda row: row.kind),
    Field(
        "standing",
        Kind.CODE,
        _("Standing"),
        _("Verified: it comments and endorses; or on record only."),
        lambda row: row.status,
    ),
    Field(
        "country",
        Kind.CODE,
        _("Country"),
        _("As a code of ISO 3166-1."),
        lambda row: row.country_id,
    ),
    Field("region", Kind.CODE, _("Region"), _("As a code of M49."), lambda row: row.region_id),
    Field(
        "region_name",
        Kind.TEXT,
        _("Name of the region"),
        _("By M49."),
        lambda row: row.region and row.region.name,
    ),
    Field(
        "languages",
        Kind.TEXTS,
        _("Languages"),
        _("As codes of BCP 47."),
        lambda row: _codes(row.languages),
    ),
    Field(
        "website",
        Kind.ADDRESS,
        _("Website"),
        _("May be empty."),
        lambda row: row.website or None,
    ),
    Field(
        "accreditation",
        Kind.TEXT,
        _("Accreditation"),
        _("Where it is accredited."),
        lambda row: row.accreditation,
    ),
    Field(
        "endorsements",
        Kind.NUMBER,
        _("Texts endorsed"),
        _("How many texts it endorses now by name."),
        lambda row: row.endorsement_count,
    ),
)

ORGANISATIONS = Surface(
    name="organisations",
    label=_("Organisations"),
    page="organisation-list",
    filter_class=OrganisationFilter,
    rows=_rows,
    ready=_ready,
    fields=FIELDS,
    identity="slug",
    follows=following.ORGANISATIONS,
)
