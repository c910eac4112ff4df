"""Feeds in Atom (RFC 4287), in pages that can be walked to the first entry (RFC 5005)."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.exports import notice
from catalogue.following import Category, Entry
from catalogue.linked_data import absolute
from catalogue.signs import UNWRITABLE

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
# Of a feed without an entry: an answer that did not change is told as such.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Ways(NamedTuple):
    """Where a page of a feed stands: parts of addresses; those that are empty lead nowhere."""

    page: str
    first: str
    own: str
    previous: str = ""
    next: str = ""


class _Paged(Atom1Feed):
    """A page of a feed, with its neighbours, its texts in their languages, and their subjects."""

    def __init__(self, *args: Any, neighbours: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neighbours = neighbours

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_NEVER)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, path in self.neighbours.items():
            if path:
                handler.addQuickElement("link", "", {"rel": relation, "href": absolute(path)})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for category in item["subjects"]:
            handler.addQuickElement("category", "", _subject(category))
        language = {"xml:lang": item["language"]} if item["language"] else {}
        handler.addQuickElement("content", item["text"], {"type": "text"} | language)


def feed_of(title: str, ways: Ways, entries: list[Entry]) -> bytes:
    """Return the page of the feed with the entries, in UTF-8."""
    feed = _Paged(
        title=_writable(f"{title} · {settings.SITE_NAME}"),
        link=absolute(ways.page),
        description=None,
        language=get_language(),
        subtitle=notice(),
        author_name=settings.SITE_NAME,
        feed_url=absolute(ways.own),
        feed_guid=absolute(ways.first),
        feed_copyright=_(
            "Our own wording: CC BY 4.0. Comments belong to the organisations that wrote them, "
            "original documents to their authors."
        ),
        neighbours={"first": ways.first, "previous": ways.previous, "next": ways.next},
    )
    for entry in entries:
        _add(feed, entry)
    written: str = feed.writeString("utf-8")
    return written.encode()


def _add(feed: _Paged, entry: Entry) -> None:
    feed.add_item(
        title=_writable(entry.title),
        link=absolute(entry.path),
        description=None,  # type: ignore[arg-type] # it is plain text, and told below
        unique_id=absolute(entry.identity),
        pubdate=entry.moment,
        updateddate=entry.moment,
        author_name=_writable(entry.author) or None,
        subjects=entry.categories,
        text=_writable(entry.text),
        language=entry.language,
    )


def _subject(category: Category) -> dict[str, str]:
    return {
        "term": category.term,
        "label": _writable(category.label),
        "scheme": absolute(category.scheme),
    }


def _writable(words: str) -> str:
    return UNWRITABLE.sub("", words)
