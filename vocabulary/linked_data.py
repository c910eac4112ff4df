"""The terms of the glossary in the words of schema.org."""

from django.urls import reverse

from catalogue.exports import LICENCE_ADDRESS
from catalogue.linked_data import Data, absolute, described, publisher
from vocabulary.models import Term


def term_data(term: Term, glossary: str) -> Data:
    """Return the term with what each authority means by it; `glossary` is the name of the set."""
    whole = described("DefinedTermSet", name=glossary, url=absolute(reverse("glossary")))
    meant = [f"{each.source}: {each.text}" for each in term.definitions.all()]
    return described(
        "DefinedTerm",
        name=term.name,
        url=absolute(reverse("term", args=[term.slug])),
        termCode=term.slug,
        description="\n".join(meant),
        inDefinedTermSet=whole,
        publisher=publisher(),
        license=LICENCE_ADDRESS,
    )
