"""The views for programs, by the names of `routes`."""

from typing import Any

from portal.api.acting import CommentsView, EndorsementView
from portal.api.reading import ListView, RowView, SchemaView
from portal.surfaces import SURFACES

VIEWS: dict[str, Any] = {
    "schema": SchemaView.as_view(),
    "endorsement": EndorsementView.as_view(),
    "comments": CommentsView.as_view(),
    **{name: ListView.as_view(surface=surface) for name, surface in SURFACES.items()},
    **{f"{name}-one": RowView.as_view(surface=surface) for name, surface in SURFACES.items()},
}
