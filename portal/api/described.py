"""What each thing that a program reads or does is called, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.surfaces import Surface
from portal.api.serializers import (
    CommentAnswer,
    CommentBody,
    EndorsementAnswer,
    EndorsementBody,
    page_serializer,
    row_serializer,
)

READING, ACTING = _("Reading"), _("Acting")
_ALWAYS = ("malformed", "not-acceptable", "too-often", "fault", "busy")
_TO_READ = ("unanswerable-question", *_ALWAYS)
_TO_ACT = ("no-token", "refused", "not-found", "too-large", *_ALWAYS)
_TO_SEND = ("key-missing", "other-organisation", "media-type", "not-well-formed", "key-reused")


@dataclass(frozen=True)
class Described:
    """One operation: `id` and `title` may name the list, which stands for `{}`."""

    id: str
    title: Any
    help: Any
    tag: Any
    problems: tuple[str, ...]
    good: Callable[[Any], dict[int, tuple[Any, Any]]]
    body: Any = None
    headers: tuple[str, ...] = ()
    # Parts of the address that are the code of a recommendation.
    places: tuple[str, ...] = ()

    def name(self, surface: Surface | None) -> str:
        return self.id.format(surface.name.replace("-", "_") if surface else "")

    def summary(self, surface: Surface | None) -> str:
        return str(self.title) % {"list": surface.label if surface else ""}

    def answers(self, surface: Surface | None) -> dict[int, tuple[Any, Any]]:
        """Return the good answers, each its serializer and what it means, by their statuses."""
        return self.good(surface)


_KNOWN = {304: (None, _("What you have, by its ETag, still holds."))}
_LIST = Described(
    id="list_{}",
    title=_("%(list)s: a list"),
    help=_(
        "Narrowed by the filters of the page. A filter that does not exist, or a value that it "
        "does not know, is refused. `count` is the number on the page; follow `next` until it is "
        "null. Rows come in the order of their codes or short names, which stay."
    ),
    tag=READING,
    problems=_TO_READ,
    good=lambda surface: {200: (page_serializer(surface.name), _("One page of it."))} | _KNOWN,
    headers=("If-None-Match",),
)
_ROW = Described(
    id="one_of_{}",
    title=_("%(list)s: one of them"),
    help=_("What is hidden answers like what does not exist."),
    tag=READING,
    problems=(*_TO_READ, "not-found"),
    good=lambda surface: (
        {200: (row_serializer(surface.name), _("All of its fields, or those asked for."))} | _KNOWN
    ),
    headers=("If-None-Match",),
)
_SCHEMA = Described(
    id="schema",
    title=_("This description, for programs"),
    help=_("As OpenAPI 3.1, in English."),
    tag=READING,
    problems=_TO_READ,
    good=lambda _surface: {200: ({"type": "object"}, _("The description."))} | _KNOWN,
    headers=("If-None-Match",),
)
_ENDORSE = Described(
    id="endorse",
    title=_("Endorse"),
    help=_(
        "Endorses, for the organisation of the token, exactly the text of that version and "
        "fingerprint. Where the text has changed since, nothing is endorsed and the answer names "
        "the present one. Endorsing again what stands adds nothing. Whoever made the token gets "
        "the same receipt as from the page."
    ),
    tag=ACTING,
    problems=(*_TO_ACT, *_TO_SEND, "text-has-changed"),
    good=lambda _surface: {
        201: (EndorsementAnswer, _("Endorsed.")),
        200: (EndorsementAnswer, _("It was endorsed before, and stands as it did.")),
    },
    body=EndorsementBody,
    headers=("Idempotency-Key",),
    places=("code",),
)
_WITHDRAW = Described(
    id="withdraw",
    title=_("Withdraw"),
    help=_(
        "Withdraws the endorsement of the organisation of the token: possible at any time. Where "
        "nothing stands, nothing changes and the answer is the same."
    ),
    tag=ACTING,
    problems=_TO_ACT,
    good=lambda _surface: {204: (None, _("Nothing stands any more."))},
    places=("code",),
)
_COMMENT = Described(
    id="comment",
    title=_("Comment"),
    help=_(
        "Comments for the organisation of the token, by the rules of the page: it is moderated, "
        "and an organisation sends at most ten within an hour by all ways together."
    ),
    tag=ACTING,
    problems=(*_TO_ACT, *_TO_SEND),
    good=lambda _surface: {201: (CommentAnswer, _("Sent."))},
    body=CommentBody,
    headers=("Idempotency-Key",),
    places=("code",),
)
OPERATIONS: dict[tuple[str, str], Described] = {
    ("ListView", "GET"): _LIST,
    ("RowView", "GET"): _ROW,
    ("SchemaView", "GET"): _SCHEMA,
    ("EndorsementView", "POST"): _ENDORSE,
    ("EndorsementView", "DELETE"): _WITHDRAW,
    ("CommentsView", "POST"): _COMMENT,
}


def introduction() -> str:
    """Return what a reader of the description has to know first."""
    return "\n\n".join(str(each) for each in INTRODUCTION)


INTRODUCTION = (
    _(
        "Everybody reads, without an account and as a visitor does: the public record and nothing "
        "else, also with a token. Pages of other sites may read it."
    ),
    _(
        "A program acts with the token of a person who represents an organisation, in the header "
        "`Authorization: Bearer …`. The token is for one organisation and for what it was made "
        "for; it ends on its day, when it is revoked, with a change of password, and with the "
        "right to act for the organisation. It must never stand in a page or in an address."
    ),
    _(
        "With each POST goes an `Idempotency-Key` of your own. Send the same request with the same "
        "key again when no answer came: for a day it is answered as the first time, and done once."
    ),
    _(
        "Whatever goes wrong is told as a problem by RFC 9457, whose type leads to its meaning "
        "here. After 429 and 503, wait as many seconds as `Retry-After` says."
    ),
    _(
        "This is version 1. Within it fields, filters and kinds of problems may be added; none is "
        "taken away and none changes its meaning. Once there is a version 2, this one goes on for "
        "a year at least, and its answers carry the headers `Deprecation` and `Sunset`."
    ),
    _("The record may be used under CC BY 4.0: name it, and say what you changed."),
)
