"""Feeds of a record, read as strictly as their formats are written."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from urllib.parse import urlsplit

import jsonschema
import pytest

from board.pages import PAGE_SIZE
from board.registry import registry_ensure
from board.selectors import log_verifier_key
from board.services import NewEntry, log_create, log_publish
from crypto import canonical_json
from crypto.registry import LogBegun
from tests.board.documents import ballot, challenge, note

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
BEFORE_ALL = "2000-01-01T00:00:00+00:00"

# RFC 4287 section 4.1: how often each may stand, of the elements that we use.
FEED_PARTS = {"title": (1, 1), "id": (1, 1), "updated": (1, 1), "author": (1, 1)}
FEED_PARTS |= {"link": (2, 3), "subtitle": (0, 1), "entry": (0, PAGE_SIZE)}
ENTRY_PARTS = {"title": (1, 1), "id": (1, 1), "updated": (1, 1), "link": (1, 1)}
ENTRY_PARTS |= {"published": (0, 1), "summary": (0, 1), "category": (0, 1)}

ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
WORDS = {"type": "string", "minLength": 1}
JSON_FEED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": WORDS,
        "description": WORDS,
        "language": WORDS,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "next_url": ADDRESS,
        "authors": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"name": WORDS},
                "required": ["name"],
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "content_text", "url", "title", "tags", "_tabella"],
                "properties": {
                    "id": WORDS,
                    "url": ADDRESS,
                    "title": WORDS,
                    "content_text": WORDS,
                    "date_published": {"type": "string", "pattern": f"^{DATE.pattern}$"},
                    "tags": {"type": "array", "items": WORDS},
                    "_tabella": {"type": "object"},
                },
            },
        },
    },
}


@pytest.fixture
def ask(client, log):
    def get(form, headers=None, **parameters):
        return client.get(f"/e/{log.slug}/record/feed.{form}", parameters, headers=headers)

    return get


@pytest.fixture
def atom(ask):
    return lambda **parameters: read_atom(ask("atom", **parameters))


@pytest.fixture
def items(ask):
    """The items of the JSON Feed, after the whole of it was held against the format."""

    def read(**parameters):
        answer = ask("json", **parameters)
        assert answer["Content-Type"] == "application/feed+json"
        feed = json.loads(answer.content)
        jsonschema.validate(feed, JSON_FEED)
        assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
        return feed["items"]

    return read


def read_atom(answer):
    """Hold an Atom feed against RFC 4287 and return its root."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314  our own
    assert root.tag == f"{ATOM}feed"
    hold(root, FEED_PARTS)
    relations = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    assert relations[:2] == ["alternate", "self"]
    assert root.find(f"{ATOM}author/{ATOM}name").text
    for entry in root.findall(f"{ATOM}entry"):
        hold(entry, ENTRY_PARTS)
        assert entry.find(f"{ATOM}link").get("rel") == "alternate"
    names = [entry.find(f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")]
    assert len(set(names)) == len(names)
    return root


def hold(element, parts):
    found = [child.tag.removeprefix(ATOM) for child in element]
    assert set(found) <= set(parts)
    for name, (low, high) in parts.items():
        assert low <= found.count(name) <= high, name
    assert TAG.fullmatch(element.find(f"{ATOM}id").text)
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            assert DATE.fullmatch(date.text)
            datetime.fromisoformat(date.text)
    for link in element.findall(f"{ATOM}link"):
        assert urlsplit(link.get("href")).scheme in {"http", "https"}


def told(root, name):
    return [child.text for child in root.findall(f"{ATOM}entry/{ATOM}{name}")]


def timed(kind, at):
    return NewEntry(kind, canonical_json.encode({"at": at}))


def opening(at="2026-06-08T09:00:00Z"):
    return timed("open", at)


def test_both_forms_tell_the_same_entries_with_the_newest_first(log, write, atom, items):
    write(log, opening(), ballot(1), challenge(2))
    assert told(atom(), "title") == ["Entry 2: Test ballot", "Entry 1: Ballot", "Entry 0: Opened"]
    assert [item["title"] for item in items()] == told(atom(), "title")
    assert [item["id"] for item in items()] == told(atom(), "id")
    assert [item["_tabella"]["index"] for item in items()] == [2, 1, 0]


def test_an_item_is_named_by_record_number_and_leaf_hash_for_good(log, write, items):
    (entry,) = write(log, ballot(1))
    (before,) = items()
    host = log.origin.partition(":")[0]
    assert before["id"] == f"tag:{host},2026:{log.origin}/0/{entry.leaf.hex()}"
    assert before["_tabella"] == {"index": 0, "kind": "ballot", "leaf": entry.leaf.hex()}
    write(log, ballot(2), timed("close", "2026-06-12T17:00:00Z"))
    assert before in items()


def test_an_item_leads_to_its_page(log, write, items, client):
    write(log, ballot(1))
    (item,) = items()
    assert client.get(urlsplit(item["url"]).path).status_code == 200
    assert "A voter sent this ballot. It is locked. Ballot code: " in item["content_text"]


def test_ballots_bear_the_time_of_the_last_act_and_no_own_one(log, write, atom, items):
    write(log, ballot(0), opening("2026-06-08T09:00:00Z"), ballot(1))
    write(log, ballot(2), timed("extend", "2026-06-10T09:00:00Z"), ballot(3))
    assert told(atom(), "updated") == [
        "2026-06-10T09:00:00+00:00",
        "2026-06-10T09:00:00+00:00",
        "2026-06-08T09:00:00+00:00",
        "2026-06-08T09:00:00+00:00",
        "2026-06-08T09:00:00+00:00",
        BEFORE_ALL,
    ]
    assert told(atom(kind="ballot"), "published") == []
    assert [item["tags"][0] for item in items() if "date_published" in item] == ["extend", "open"]
    assert atom().find(f"{ATOM}updated").text == "2026-06-10T09:00:00+00:00"


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_holds_no_date_that_the_record_does_not_write(log, write, ask, form):
    write(log, opening("2026-06-08T09:00:00Z"), ballot(1))
    answer = ask(form)
    assert set(DATE.findall(answer.content.decode())) == {"2026-06-08T09:00:00+00:00"}
    assert not {"Date", "Expires", "Last-Modified"} & set(answer.headers)


def test_an_empty_record_has_an_empty_feed(log, atom, items):
    assert told(atom(), "id") == []
    assert atom().find(f"{ATOM}updated").text == BEFORE_ALL
    assert items() == []


def test_what_is_not_published_is_in_no_feed(log, write_unsigned, atom, items, ask):
    write_unsigned(log, opening())
    assert items() == []
    log_publish(log=log)
    write_unsigned(log, ballot(1), note(2))
    assert told(atom(), "title") == ["Entry 0: Opened"]
    assert [item["title"] for item in items()] == ["Entry 0: Opened"]
    assert ask("json", kind="ballot").status_code == 404
    assert items(before="3") == items()
    assert atom().find(f"{ATOM}updated").text == "2026-06-08T09:00:00+00:00"


def test_a_kind_is_filtered_by_and_makes_another_feed(log, write, atom, items):
    write(log, opening(), ballot(1), note(2), ballot(3))
    assert [item["_tabella"]["index"] for item in items(kind="ballot")] == [3, 1]
    assert told(atom(kind="ballot"), "title") == ["Entry 3: Ballot", "Entry 1: Ballot"]
    assert atom(kind="ballot").find(f"{ATOM}id").text == atom().find(f"{ATOM}id").text + (
        "?kind=ballot"
    )


def test_the_parts_of_a_long_feed_lead_through_the_whole_record(log, write, client, ask):
    write(log, *(ballot(number) for number in range(2 * PAGE_SIZE + 3)))
    for form, next_of in (("json", json_next), ("atom", atom_next)):
        answer, seen = ask(form, kind="ballot"), []
        while True:
            seen += [int(number) for number in re.findall(rb"2026:[^<\"]*/(\d+)/", answer.content)]
            address = next_of(answer)
            if not address:
                break
            answer = client.get(address)
        assert seen == list(reversed(range(2 * PAGE_SIZE + 3)))


def json_next(answer):
    feed = json.loads(answer.content)
    jsonschema.validate(feed, JSON_FEED)
    return feed.get("next_url", "")


def atom_next(answer):
    links = read_atom(answer).findall(f"{ATOM}link[@rel='next']")
    return links[0].get("href") if links else ""


@pytest.mark.parametrize(
    "parameters",
    [{"kind": "roll"}, {"kind": "<x>"}, {"before": "x"}, {"before": "-1"}, {"before": "9" * 40}],
)
@pytest.mark.parametrize("form", ["atom", "json"])
def test_an_address_made_up_is_not_found(log, write, ask, form, parameters):
    write(log, note(0))
    assert ask(form, **parameters).status_code == 404


def test_an_unknown_record_has_no_feed(client, db):
    assert client.get("/e/unknown/record/feed.atom").status_code == 404
    assert client.get("/e/unknown/record/feed.json").status_code == 404


def test_one_record_tells_nothing_of_another(log, write, items):
    write(log_create(slug="other", host="record.example"), note(7))
    write(log, note(0))
    assert len(items()) == 1


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_comes_again_only_if_it_changed(log, write, ask, form):
    write(log, note(0))
    first = ask(form)
    again = ask(form, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    write(log, ballot(1))
    assert ask(form, headers={"if-none-match": first["ETag"]}).status_code == 200
    for answer in (first, again):
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", ["atom", "json"])
def test_feeds_are_only_read_and_set_no_cookie(client, log, ask, form):
    assert client.post(f"/e/{log.slug}/record/feed.{form}").status_code == 405
    assert not ask(form).cookies


def test_the_page_of_the_record_names_its_feeds(log, write, client):
    write(log, ballot(1))
    for query in ("", "?kind=ballot"):
        html = client.get(f"/e/{log.slug}/record/{query}").content.decode()
        for form, media_type in (
            ("atom", "application/atom+xml"),
            ("json", "application/feed+json"),
        ):
            address = f"/e/{log.slug}/record/feed.{form}{query}"
            assert html.count(f'href="{address}"') == 2
            assert f'type="{media_type}"' in html
            assert client.get(address).status_code == 200


def test_a_feed_costs_a_fixed_number_of_queries(log, write, ask, django_assert_max_num_queries):
    write(log, *(ballot(number) for number in range(120)))
    with django_assert_max_num_queries(10):
        ask("atom")


def test_the_list_of_records_has_the_same_feeds(client, log, write, db):
    registry = registry_ensure()
    write(registry, NewEntry("log-begun", begun(log)))
    (item,) = json.loads(client.get("/e/registry/record/feed.json").content)["items"]
    assert item["title"] == "Entry 0: Record begun"
    (entry,) = read_atom(client.get("/e/registry/record/feed.atom")).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == item["id"]


def begun(log):
    key = log_verifier_key(log)
    return LogBegun(election=log.slug, log_key=key, origin=log.origin).encode()
