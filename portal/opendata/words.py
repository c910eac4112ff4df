"""The vocabulary, as tables."""

from catalogue.fields import Kind
from portal.opendata.tables import Table, column
from vocabulary.models import Definition, Instrument, Objective, Term, Theme

THEMES = Table(
    "themes",
    "Themes",
    (
        column("slug", Kind.TEXT, "Its short name."),
        column("name", Kind.TEXT, "In English."),
        column("parent", Kind.TEXT, "The short name of the theme above it.", "parent.slug"),
    ),
    {"slug": "slug"},
    Theme.objects.all,
    lambda rows: rows.select_related("parent"),
    lasting=None,
)
OBJECTIVES = Table(
    "objectives",
    "Objectives of frameworks",
    (
        column("code", Kind.TEXT, "Framework and number."),
        column("framework", Kind.TEXT, "The code of the framework.", "framework.code"),
        column("number", Kind.NUMBER, "Within the framework."),
        column("short_title", Kind.TEXT, "In our words."),
    ),
    {"framework": "framework__code", "number": "number"},
    Objective.objects.all,
    lambda rows: rows.select_related("framework"),
    lasting=None,
)
INSTRUMENTS = Table(
    "instruments",
    "Legal instruments",
    (
        column("slug", Kind.TEXT, "Its short name."),
        column("short", Kind.TEXT, "As it is called."),
        column("name", Kind.TEXT, "In full."),
        column("symbol", Kind.TEXT, "By which it is archived."),
        column("adopted", Kind.DAY, "May be empty."),
        column("in_force", Kind.DAY, "Since when; may be empty."),
        column("depositary", Kind.TEXT, "Who keeps it."),
        column("is_binding", Kind.FLAG, "Whether it binds those who joined it."),
    ),
    {"slug": "slug"},
    Instrument.objects.all,
    lasting=None,
)
TERMS = Table(
    "terms",
    "Terms of the glossary",
    (
        column("slug", Kind.TEXT, "Its short name."),
        column("name", Kind.TEXT, "The term."),
    ),
    {"slug": "slug"},
    Term.objects.all,
    lasting=None,
)
DEFINITIONS = Table(
    "definitions",
    "Definitions, which compete",
    (
        column("term", Kind.TEXT, "The short name of the term.", "term.slug"),
        column("number", Kind.NUMBER, "Given when it was written; stays.", "pk"),
        column("text", Kind.TEXT, "The definition."),
        column("authority", Kind.TEXT, "Whose it is."),
        column("article", Kind.TEXT, "Where it stands."),
        column("is_paraphrase", Kind.FLAG, "Whether these are our words."),
        column("diverges", Kind.TEXT, "Where usage differs."),
    ),
    {"term": "term__slug", "number": "pk"},
    Definition.objects.all,
    lambda rows: rows.select_related("term"),
    lasting=None,
    points_at={"term": ("terms", "slug")},
)
TABLES = (THEMES, OBJECTIVES, INSTRUMENTS, TERMS, DEFINITIONS)
