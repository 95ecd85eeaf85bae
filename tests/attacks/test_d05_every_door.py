"""D5, D6. Every address there is, found in the list of addresses: garbage costs next to nothing."""

import re
import time
from statistics import median
from urllib.parse import urlencode

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from crypto import canonical_json
from crypto.ballot import decode_ballot, verify_ballot
from tests.attacks.doors import locked
from tests.attacks.test_d05_costly_requests import BAD_BODIES, powers  # noqa: F401  a fixture
from tests.elections import contest_draft, open_election
from tests.votes import lock
from voting.contexts import election_context

OTHERS = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x"}
HUGE = 30 * 2**20


def addresses(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


def filled(address: str, built) -> str:
    """With this election's id, and with something that has the right form in other places."""

    def value(match: re.Match[str]) -> str:
        kind, name = match[1] or "str", match[2]
        if name in ("election_id", "slug"):
            return built.election.slug
        if name == "ballot_hash":
            return locked(built).hash
        return OTHERS.get(kind, "0" * 64 if kind == "sha256" else "1")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, address)


def test_the_list_of_addresses_is_long_and_has_the_doors_of_voters():
    assert len(ADDRESSES) > 100
    assert "api/v1/elections/<uuid:election_id>/ballots" in ADDRESSES


def test_strangers_get_nothing_computed_at_any_address(built, powers):  # noqa: F811
    """Whatever is posted without a session, a token or a signature."""
    bodies = [*BAD_BODIES.values(), b"a=1", urlencode({"typed": "x" * 1000}).encode()]
    client, broken = Client(raise_request_exception=False), []
    paths = [filled(address, built) for address in ADDRESSES]
    powers.clear()
    for number, path in enumerate(paths):
        body = bodies[number % len(bodies)]
        for media in ("application/json", "application/x-www-form-urlencoded"):
            answer = client.generic("POST", path, body, content_type=media)
            if answer.status_code >= 500 or answer.status_code == 201:
                broken.append((path, media, answer.status_code))
    assert broken == []
    assert powers == []


def test_a_body_beyond_every_limit_is_turned_away_by_its_length_alone(built, powers):  # noqa: F811
    """The length is announced and the body never sent: an answer comes all the same."""
    client = Client(raise_request_exception=False)
    paths = [filled(address, built) for address in ADDRESSES if "api/" in address]
    powers.clear()
    for path in paths:
        answer = client.generic(
            "POST", path, b"", content_type="application/json", CONTENT_LENGTH=str(HUGE)
        )
        assert answer.status_code < 500, path
    assert powers == []


# R7: what garbage costs beside what a ballot costs

OPTIONS = 100
TRIES = 30
SHORT, AS_LONG_AS_A_BALLOT = 0.01, 0.1
"""Shares of a full check."""


def processor_seconds(act, tries: int = TRIES) -> float:
    """The median of some tries; other processes' turns are not in it."""

    def once() -> float:
        begun = time.thread_time()
        act()
        return time.thread_time() - begun

    return median(once() for _ in range(tries))


def test_garbage_costs_less_than_a_hundredth_of_a_ballot(db):
    """Of a hundred options. A body as long as a ballot costs more: it is read to its end."""
    contest = contest_draft(options=[f"Option {number}" for number in range(OPTIONS)])
    built = open_election(contests=[contest], voters=2)
    mine, other = (lock(built, voter, [[1] + [0] * (OPTIONS - 1)]) for voter in (1, 2))
    context, client = election_context(built.election), Client()
    submitted = decode_ballot(mine.data, context)
    check = processor_seconds(lambda: verify_ballot(submitted, context), tries=3)
    forged = mine.cast_body() | {"signature": other.signature("ballot")}
    bodies = {name: BAD_BODIES[name] for name in ("no JSON", "duplicate key", "depth", "NaN")}
    whole = canonical_json.encode(forged)
    long_ones = {"cut short": whole[:-1], "signed by somebody else": whole}

    def knock(body: bytes):
        address = f"{mine.address}/ballots"
        return client.generic("POST", address, body, content_type="application/json")

    def share(body: bytes) -> float:
        return processor_seconds(lambda: knock(body)) / check

    costly = {name: share(body) for name, body in bodies.items()}
    assert {name: cost for name, cost in costly.items() if cost > SHORT} == {}
    costly = {name: share(body) for name, body in long_ones.items()}
    assert {name: cost for name, cost in costly.items() if cost > AS_LONG_AS_A_BALLOT} == {}
