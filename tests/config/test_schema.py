import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLResolver, get_resolver

from board.errors import BoardError
from voting.errors import VotingError

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs/spec/openapi.yaml"
COMMAND = ".venv/bin/python manage.py spectacular --fail-on-warn --validate --file"
# What config.api makes of the errors of crypto/, which knows of no interface.
OF_CRYPTO = {(400, "malformed"), (422, "proof_refused")}


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    """Made anew; any warning, and anything that is not OpenAPI, is an error."""
    made = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", fail_on_warn=True, validate=True, file=str(made))
    return made.read_text()


@pytest.fixture(scope="module")
def operations(description):
    paths = yaml.safe_load(description)["paths"].values()
    return [operation for methods in paths for operation in methods.values()]


def addresses(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", "/" + address)


def subclasses(kind):
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def test_the_committed_description_is_the_one_of_this_code(description):
    same = description == SNAPSHOT.read_text()
    assert same, f"make it anew: {COMMAND} docs/spec/openapi.yaml"


def test_every_address_of_the_interface_is_described(description):
    served = {name for name in addresses(get_resolver().url_patterns) if name.startswith("/api/")}
    assert set(yaml.safe_load(description)["paths"]) == served - {"/api/v1/", "/api/v1/schema"}


def test_every_operation_says_what_it_answers(operations):
    for operation in operations:
        good = [answer for status, answer in operation["responses"].items() if status < "300"]
        assert len(good) == 1, operation["operationId"]
        assert good[0]["content"], operation["operationId"]


def test_every_refusal_described_is_one_that_the_code_knows(operations):
    kinds = [*subclasses(BoardError), *subclasses(VotingError)]
    known = OF_CRYPTO | {(kind.status, kind.code) for kind in kinds}
    for operation in operations:
        described = {
            (int(status), code)
            for status, answer in operation["responses"].items()
            if status >= "400"
            for code in answer["description"].split(", ")
        }
        assert described <= known, operation["operationId"]


def test_the_description_is_served(client, description):
    assert client.get("/api/v1/schema").content.decode().strip() == description.strip()
