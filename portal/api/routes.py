"""The addresses for programs, and which view answers each: read by the URLconf and the schema."""

from portal.surfaces import SURFACES

ROOT = "api/v1/"
# Route below the root → the name of its view.
ROUTES: dict[str, str] = {
    **{
        route: view
        for name in SURFACES
        for route, view in ((f"{name}/", name), (f"{name}/<str:identity>/", f"{name}-one"))
    },
    "schema/": "schema",
    "recommendations/<str:code>/endorsement/": "endorsement",
    "recommendations/<str:code>/comments/": "comments",
}
