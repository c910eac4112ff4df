"""The glossary in the words of schema.org."""

from collections.abc import Iterable

from catalogue.linked_data import LICENCE, Data, absolute, described, publisher
from vocabulary.models import Term


def glossary_data(terms: Iterable[Term], name: str, path: str) -> Data:
    """Return the set of terms, each by its address; what they mean the page itself says."""
    defined = [described("DefinedTerm", name=term.name, url=f"#{term.anchor}") for term in terms]
    return described(
        "DefinedTermSet",
        name=name,
        url=absolute(path),
        hasDefinedTerm=defined,
        publisher=publisher(),
        license=LICENCE,
    )
