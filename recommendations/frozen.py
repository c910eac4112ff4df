"""What a frozen list is made of, and whether one that somebody holds is as it was frozen.

A list is public as one canonical JSON: `list` with texts and names as fingerprints only,
`fingerprint` over it, `texts` and `signatories` with what those stand for. What was withheld since
is missing from the latter two, and the list verifies all the same.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ledger.canonical import TEXT_FORM, canonical_json, fingerprint
from recommendations.models import Endorsement, FrozenList, Version

FORM = "plenary-list/1"
_PARTS = {"list", "fingerprint", "texts", "signatories"}
_SIGNED = {"form", "code", "number", "language", "title", "text", "addressees"}


def opening_of(endorsement: Endorsement, salt: str) -> dict[str, Any]:
    """Return what a commitment stands for: the organisation as it chose to be named, and when."""
    organisation = endorsement.organisation
    return {
        "salt": salt,
        "name": endorsement.organisation_name,
        "kind": organisation.kind,
        "region": organisation.region_id,
        "signed": endorsement.signed_at.date().isoformat() if endorsement.signed_at else None,
        "reservation": endorsement.reservation,
    }


def published(frozen: FrozenList) -> dict[str, Any]:
    """Return the list as anybody may have it now."""
    rows = frozen.signatories.filter(opening__isnull=False)
    wanted = [text["fingerprint"] for text in frozen.content["texts"]]
    versions = Version.objects.filter(fingerprint__in=wanted).select_related("recommendation")
    return {
        "list": frozen.content,
        "fingerprint": frozen.fingerprint,
        "texts": {
            each.fingerprint: each.signed_content(str(each.recommendation.code))
            for each in versions
            if not each.is_withheld
        },
        "signatories": {row.commitment: row.opening for row in rows},
    }


def as_bytes(frozen: FrozenList) -> bytes:
    """Return the list in its one canonical form."""
    return canonical_json(published(frozen))


def problems_of(kept: bytes) -> list[str]:
    """Return, in words, what is not as it was frozen; nothing where the list is whole."""
    try:
        content = json.loads(kept)
        return [*_of_form(kept, content), *_of_texts(content), *_of_signatories(content)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return [_("This is no frozen list: %(error)s") % {"error": error}]


def _of_form(kept: bytes, content: dict[str, Any]) -> Iterator[str]:
    if canonical_json(content) != kept or set(content) != _PARTS:
        yield _("It is not written in its one form.")
    core = content["list"]
    if core["form"] != FORM or fingerprint(core) != content["fingerprint"]:
        yield _("The list is not the one that its fingerprint stands for.")


def _of_texts(content: dict[str, Any]) -> Iterator[str]:
    known = {text["fingerprint"] for text in content["list"]["texts"]}
    for key, text in content["texts"].items():
        is_signed = set(text) == _SIGNED and text["form"] == TEXT_FORM
        if key not in known or not is_signed or fingerprint(text) != key:
            yield _("A text is not the one that was frozen: %(key)s") % {"key": key}


def _of_signatories(content: dict[str, Any]) -> Iterator[str]:
    committed = {each for text in content["list"]["texts"] for each in text["signatories"]}
    for key, opening in content["signatories"].items():
        if key not in committed or fingerprint(opening) != key:
            yield _("A signatory is not the one that was frozen: %(key)s") % {"key": key}
