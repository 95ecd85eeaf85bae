"""D21. Requests that a machine makes up from the description of the interface: no fault comes out.

Half of them name what is there: the election, a ballot, an entry, a key holder's token. Bodies are
sent in canonical JSON where they can be, so that they get past the first look.
"""

import contextlib
import json
from pathlib import Path

import pytest
import requests
import schemathesis
import yaml
from django.test import Client, TestCase
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from crypto import canonical_json
from crypto.errors import CryptoError
from tests.attacks.doors import cast, key_holder, locked

DESCRIPTION = Path(__file__).parents[2] / "docs/spec/openapi.yaml"
EXAMPLES, MANY = 6, 500
# What the product answers at any address, besides what is described of it (config/settings.py).
ALWAYS = {404, 405, 406, 415, 400}


def described():
    """The operations of the committed description, which tests/config/test_schema.py holds."""
    document = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    found = schemathesis.openapi.from_dict(document).get_all_operations()
    return [result.ok() for result in found]


OPERATIONS = {f"{each.method} {each.path}": each for each in described()}


@pytest.fixture
def facts(built) -> dict[str, object]:
    """What somebody knows who was given a key holder's link and looked at the record."""
    mine = locked(built)
    cast(mine)
    election = built.election.slug
    return {
        "election_id": election,
        "slug": election,
        "ballot_hash": mine.hash,
        "code": mine.tracker,
        "index": 1,
        "Authorization": key_holder(built, 1).defaults["HTTP_AUTHORIZATION"],
    }


def informed(case, facts) -> None:
    """Put what is known in its places, and leave the rest as it was made up."""
    for known in case.path_parameters.keys() & facts.keys():
        case.path_parameters[known] = facts[known]
    if "/trustee" in case.path:
        case.headers["Authorization"] = facts["Authorization"]


def sent(case):
    made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = made.body or b""
    with contextlib.suppress(CryptoError, TypeError, ValueError):
        if isinstance(case.body, dict | list):
            body = canonical_json.encode(case.body)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return Client(raise_request_exception=False).generic(
            made.method,
            made.path_url,
            body,
            content_type=made.headers.get("Content-Type", "application/json"),
            headers={"Authorization": made.headers.get("Authorization", "")},
        )


def statuses(operation) -> set[int]:
    return {int(status) for status in operation.definition.raw["responses"]} | ALWAYS


def try_out(operation, facts, examples: int) -> None:
    """Well-formed requests, and such as break a rule of the description."""
    limits = settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    known, sizes = statuses(operation), set()

    def check(case, is_informed):
        if is_informed:
            informed(case, facts)
        answer = sent(case)
        sizes.add(answer.status_code)
        assert answer.status_code in known, (case.formatted_path, case.body, answer.content[:300])
        if answer["Content-Type"] == "application/json" and answer.status_code >= 400:
            assert set(json.loads(answer.content)) == {"code", "message"}

    for mode in GenerationMode:
        cases = operation.as_strategy(generation_mode=mode)
        with contextlib.suppress(Unsatisfiable):  # nothing in it could be wrong
            limits(given(cases, st.booleans())(check))()
    assert sizes


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_fault_of_the_server_comes_out(name, facts):
    try_out(OPERATIONS[name], facts, EXAMPLES)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_fault_comes_out_of_many_requests(name, facts):
    try_out(OPERATIONS[name], facts, MANY)


def test_a_fault_would_be_noticed(facts, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("ballots.api.selectors.standing_by_tracker", broken)
    name = "get /api/v1/elections/{election_id}/trackers/{code}"
    with pytest.raises(AssertionError):
        try_out(OPERATIONS[name], facts, EXAMPLES)
