"""The addresses for programs, and which view answers each: read by the URLconf and the schema."""

from portal.surfaces import SURFACES

ROOT = "api/v1/"
# Route below the root → the name of its view.
ROUTES: dict[str, str] = {
    "schema/": "schema",
    "recommendations/<str:code>/endorsement/": "endorsement",
    "recommendations/<str:code>/comments/": "comments",
    **{f"{name}/": name for name in SURFACES},
    **{f"{name}/<str:identity>/": f"{name}-one" for name in SURFACES},
}
