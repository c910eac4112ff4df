"""Curators' view of who may act. Organisations themselves are registered one floor up, since
suspending one pauses what it endorses."""

from organisations.admin.applications import ApplicationAdmin
from organisations.admin.entries import DiscreetEntryAdmin
from organisations.admin.representatives import RepresentativeAdmin
from organisations.admin.unlisted import UnlistedOrganisationAdmin
from organisations.admin.users import UserAdmin

__all__ = [
    "ApplicationAdmin",
    "DiscreetEntryAdmin",
    "RepresentativeAdmin",
    "UnlistedOrganisationAdmin",
    "UserAdmin",
]
