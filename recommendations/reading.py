"""One recommendation as a person reads it: what is told of it, worked out as far as it is drawn."""

from collections.abc import Hashable
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db import models
from django.http import QueryDict

from catalogue.citing import Citation
from consultations.models import Extract
from ledger.clock import now
from ledger.remembering import remembered
from organisations.models import Organisation
from recommendations.backing import Asked, Backing, asked_of, backing_of
from recommendations.citing import version_citation
from recommendations.history import Act, history_of
from recommendations.models import Comment, Endorsement, FrozenList, Version
from recommendations.reflecting import InText, reflected_in
from recommendations.sources import Source, extracts_of, sources_of
from recommendations.threads import threads_of

SHOWN_ENDORSERS = 8


class Reader(NamedTuple):
    """What decides what a person is told of a recommendation: people with equal ones, the same.

    `of_text` is who they are where they see more of the record than others do; `of_acts` where
    an endorsement of their organisation is not named, `of_comments` where a comment is theirs.
    """

    of_text: Hashable
    of_acts: Hashable
    of_comments: Hashable


def reader_of(row: Any, user: Any) -> Reader:
    """Return as whom the person reads the recommendation: as anybody, or as themselves."""
    itself = user.pk
    if user.get_all_permissions():
        return Reader(itself, itself, itself)
    if not user.is_authenticated:
        return Reader(None, None, None)
    unnamed, comments = remembered(("own", row.pk, user.pk), lambda: _own(row, user))
    return Reader(None, itself if unnamed else None, itself if comments else None)


def _own(row: Any, user: Any) -> tuple[bool, bool]:
    """Return whether there are unnamed endorsements, and comments, of the person's organisations.

    All organisations that the person ever acted for are looked at, with what was merged into it.
    """
    own = user.representatives.order_by().values("organisation")
    here = models.Q(recommendation=row.pk) | models.Q(recommendation__merged_into=row.pk)
    signed = Endorsement.objects.filter(here, organisation__in=own)
    unnamed = signed.exclude(named_from__lte=now())
    comments = Comment.objects.filter(recommendation=row.pk, organisation__in=own)
    asked = Organisation.objects.filter(representatives__user=user.pk).order_by()
    found = asked.values_list(models.Exists(unnamed), models.Exists(comments))[:1]
    return next(iter(found), (False, False))


class Reading:
    """All that the page of a recommendation tells the person, apart from what they may do there."""

    def __init__(self, row: Any, user: Any, query: QueryDict, acting: Any = None) -> None:
        self.row, self.user, self.query, self.acting = row, user, query, acting
        self.reader = reader_of(row, user)

    @property
    def text_key(self) -> Hashable:
        """What the text, where it comes from and what became of it depend on."""
        return self.row.pk, self.reader.of_text

    @property
    def acts_key(self) -> Hashable:
        """What is told of who endorses it, and of what was done to it, depends on."""
        return self.row.pk, self.reader.of_acts

    @property
    def comments_key(self) -> Hashable:
        """What is told of its comments depends on.

        Where some are theirs, also whom they act for, whose comments they may change. Links to
        other pages carry along all that the address asks for.
        """
        own = self.reader.of_comments
        acting = self.acting.pk if own is not None and self.acting else None
        return self.row.pk, own, acting, self.query.urlencode()

    @cached_property
    def extracts(self) -> list[Extract]:
        return extracts_of(self.row, self.user)

    @cached_property
    def sources(self) -> list[Source]:
        return sources_of(self.extracts)

    @property
    def citation(self) -> Citation:
        return version_citation(self.row.text, self.row)

    @cached_property
    def reflected(self) -> list[InText]:
        return reflected_in(self.row, self.user) if self.row.has_later_texts else []

    @cached_property
    def versions(self) -> list[Version]:
        text = self.row.text
        return [text] if text.number == 1 else list(self.row.versions.order_by("-number"))

    @cached_property
    def history(self) -> list[Act]:
        return history_of(self.row, self.user)

    @cached_property
    def lists(self) -> list[FrozenList]:
        if not self.row.has_lists:
            return []
        return list(FrozenList.objects.filter(signatories__recommendation=self.row).distinct())

    @cached_property
    def asked(self) -> list[Asked]:
        """Who is asked to confirm: nobody, where nobody can have endorsed another text before."""
        row = self.row
        if row.text.number == 1 and not row.has_predecessors and not row.merged_into_id:
            return []
        return asked_of(row, self.user)

    @cached_property
    def backing(self) -> Backing:
        return backing_of(self.row.text, self.user)

    @property
    def endorsements(self) -> list[Endorsement]:
        return self.backing.named[:SHOWN_ENDORSERS]

    @property
    def left_out(self) -> int:
        return len(self.backing.named) - len(self.endorsements)

    @cached_property
    def threads(self) -> Page[Comment]:
        return threads_of(self.row, self.user, self.query.get("page"))
