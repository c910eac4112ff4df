"""Recommendations in the words of schema.org: exactly one text, and what it is drawn from."""

from collections.abc import Iterable

from catalogue.exports import LICENCE_ADDRESS
from catalogue.linked_data import Data, absolute, described, publisher
from consultations.linked_data import event
from recommendations.models import Recommendation, Version
from recommendations.sources import Source


def version_data(
    version: Version, recommendation: Recommendation, sources: Iterable[Source] = ()
) -> Data:
    """Return the text as a work of its own; of one that is withheld no words."""
    consultation = recommendation.consultation
    return described(
        "CreativeWork",
        name=version.title,
        text="" if version.is_withheld else version.text,
        url=absolute(version.get_absolute_url()),
        identifier=[str(recommendation.code), f"sha256:{version.fingerprint}"],
        version=str(version.number),
        inLanguage=version.language,
        datePublished=version.published_at.isoformat(),
        exampleOfWork=absolute(recommendation.get_absolute_url()),
        recordedAt=event(consultation.title, consultation.get_absolute_url()),
        isBasedOn=[_source(each) for each in sources],
        publisher=publisher(),
        license=LICENCE_ADDRESS,
    )


def _source(source: Source) -> Data:
    document, paragraph = source.document, source.paragraph
    return described(
        "CreativeWork",
        name=f"{document.title}, {paragraph.reference}",
        url=absolute(document.address_of(paragraph.anchor)),
    )
