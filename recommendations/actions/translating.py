"""Keeping a text in another language beside the one that is signed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.canonical import canonical_text, fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from organisations.names import tidy_line
from recommendations.actions.locking import locked_recommendation
from recommendations.indexing import TRANSLATIONS
from recommendations.models import Translation
from search.indexing import index


@transaction.atomic
def translate(
    *, translation: Translation, by: User, source: str = Entry.Source.ADMIN
) -> Translation:
    """Keep a new or mended translation; raises Refused where it is in the version's own language.

    The title is tidied and the text put into canonical form, as the version's own were.
    """
    version = translation.version
    locked_recommendation(version.recommendation)
    if translation.language == version.language:
        raise Refused(_("This is the language of the text itself."))
    translation.title = tidy_line(translation.title)
    translation.text = canonical_text(translation.text)
    translation.save()
    index(TRANSLATIONS, [translation.pk])
    record(
        "version.translated",
        subject=("recommendation", str(version.recommendation.code)),
        actor_id=by.pk,
        payload={
            "version": version.number,
            "language": translation.language,
            "fingerprint": fingerprint([translation.title, translation.text]),
        },
        source=source,
    )
    return translation
