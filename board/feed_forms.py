"""The two forms in which a feed is written. Equal feeds give equal bytes.

Source: docs/spec/board.md section 6.1; RFC 4287; JSON Feed 1.1 (jsonfeed.org).
"""

from datetime import datetime
from typing import NotRequired, TypedDict, cast

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from board.feeds import ATOM, JSON, FeedItem, RecordFeed
from crypto import canonical_json
from crypto.canonical_json import JsonValue

JSON_FEED = "https://jsonfeed.org/version/1.1"


class _AtomFeed(Atom1Feed):
    """Atom that is dated by the record alone, and says where it goes on."""

    def latest_post_date(self) -> datetime:
        return cast("datetime", self.feed["since"])

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["older_url"]:
            link = {"rel": "next", "href": self.feed["older_url"]}
            handler.addQuickElement("link", "", link)


def atom_of(feed: RecordFeed) -> bytes:
    """Return the feed as Atom."""
    document = _AtomFeed(
        title=feed.title,
        link=feed.page_url,
        description=None,
        subtitle=feed.text,
        language=get_language(),
        author_name=feed.log.origin,
        feed_url=feed.url(ATOM),
        feed_guid=feed.name,
        since=feed.since,
        older_url=feed.older_url(ATOM),
    )
    for item in feed.items:
        document.add_item(
            title=item.title,
            link=item.url,
            description=escape(item.text),
            unique_id=item.name,
            pubdate=item.at,
            updateddate=item.since,
            categories=[item.kind],
        )
    text: str = document.writeString("utf-8")
    return text.encode()


class Author(TypedDict):
    """Who writes a feed."""

    name: str


class EntryFacts(TypedDict):
    """What a program needs of an entry before it asks for it; the form is our own."""

    index: int
    kind: str
    leaf: str


class JsonItem(TypedDict):
    """One entry. There is no date where the record gives it none."""

    content_text: str
    date_published: NotRequired[str]
    id: str
    tags: list[str]
    title: str
    url: str
    _tabella: EntryFacts


class JsonFeed(TypedDict):
    """The whole feed."""

    authors: list[Author]
    description: str
    feed_url: str
    home_page_url: str
    items: list[JsonItem]
    language: NotRequired[str]
    next_url: NotRequired[str]
    title: str
    version: str


def json_of(feed: RecordFeed) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    document: JsonFeed = {
        "authors": [{"name": feed.log.origin}],
        "description": feed.text,
        "feed_url": feed.url(JSON),
        "home_page_url": feed.page_url,
        "items": [_json_item(item) for item in feed.items],
        "title": feed.title,
        "version": JSON_FEED,
    }
    language, older_url = get_language(), feed.older_url(JSON)
    if language:
        document["language"] = language
    if older_url:
        document["next_url"] = older_url
    return canonical_json.encode(cast("JsonValue", document))


def _json_item(item: FeedItem) -> JsonItem:
    written: JsonItem = {
        "content_text": item.text,
        "id": item.name,
        "tags": [item.kind],
        "title": item.title,
        "url": item.url,
        "_tabella": {"index": item.index, "kind": item.kind, "leaf": item.leaf.hex()},
    }
    if item.at is not None:
        written["date_published"] = rfc3339_date(item.at)
    return written
