"""How a term of the glossary is cited."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.citing import Citation
from vocabulary.models import Term


def term_citation(term: Term) -> Citation:
    """Return how the term, with what each authority means by it, is cited."""
    place = reverse("term", args=[term.slug])
    return Citation(
        key=f"term:{term.slug}",
        title=term.name,
        author=settings.SITE_NAME,
        path=place,
        place=place,
        details=(_("Glossary"),),
        published=_("Glossary"),
        kind="DICT",
    )
