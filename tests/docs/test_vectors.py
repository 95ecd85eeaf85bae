"""The vectors that README.md of docs/spec sends a stranger to, read by a stranger's program."""

import hmac  # noqa: TID251  a stranger has no other
import json
import re
from pathlib import Path

import pytest

from tests.docs.stranger.arithmetic import group_named, number
from tests.docs.stranger.ed25519 import is_signed
from tests.docs.stranger.log import inclusion, root
from tests.docs.stranger.record import canonical, sha256
from tests.evil.__main__ import SAMPLE
from tests.evil.corpus import GROUPS
from tests.verifier.defects import DEFECTS

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests/vectors"
SPECIFICATION = ROOT / "docs/spec"
VALUES = json.loads((SPECIFICATION / "example/values.json").read_bytes())


def read(name):
    return json.loads((VECTORS / f"{name}.json").read_bytes())


def in_bytes(case):
    return [bytes.fromhex(case[name]) for name in ("public_key", "message", "signature")]


@pytest.mark.parametrize("kind", ["valid", "valid_with_cofactor"])
def test_signatures_that_hold(kind):
    assert all(is_signed(*in_bytes(case)) for case in read("rfc8032")[kind])


def test_signatures_that_are_refused():
    taken = [case["reason"] for case in read("rfc8032")["refused"] if is_signed(*in_bytes(case))]
    assert taken == []


def test_hmac():
    for case in read("rfc4231")["cases"]:
        key, data = bytes.fromhex(case["key"]), bytes.fromhex(case["data"])
        assert hmac.digest(key, data, "sha256").hex() == case["tag"]


def test_trees():
    tree = read("rfc6962")
    leaves = [sha256(b"\0" + bytes.fromhex(leaf)).digest() for leaf in tree["leaves"]]
    assert [leaf.hex() for leaf in leaves] == tree["leaf_hashes"]
    assert [root(leaves[:size]).hex() for size in range(len(leaves) + 1)] == tree["roots"]
    for case in tree["inclusion"]:
        path = inclusion(leaves[: case["size"]], case["index"])
        assert [value.hex() for value in path] == case["hashes"]


def test_canonical_documents():
    for case in read("rfc8785")["canonical"]:
        assert canonical(case["value"]).hex() == case["bytes"], case["name"]


def test_both_parameter_sets_make_the_published_powers():
    for election in read("golden-v1")["elections"]:
        group = group_named(election["parameters"])
        assert group.power(group.g, number(election["secret_key"])) == number(election["joint_key"])


def hashes_in(value):
    """Every hash of values.json: its tag and the length of its message."""
    if isinstance(value, dict):
        if "equation" in value:
            yield value["input"][:2], len(value["input"]) // 2
        for item in value.values():
            yield from hashes_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from hashes_in(item)


def test_messages_have_the_lengths_that_the_protocol_gives():
    text = (SPECIFICATION / "protocol.md").read_text()
    rows = re.findall(r"^\| ([0-9]{2}) \|.*\| ([^|]+) \|$", text, re.MULTILINE)
    known = {"n": 3, "k": 2, "E": 384, "m": 0, "M": 1}
    lengths = {}
    for tag, formula in rows:
        sizes = formula.replace("its length", str(VALUES["C01"]["members"][1]["size"]))
        product = re.sub(r"(?<=[0-9a-zA-Z)])(?=[(a-zA-Z])", "*", sizes)
        lengths[tag] = eval(product, known)  # noqa: S307  formulas of our own document
    found = set(hashes_in(VALUES))
    assert found == {(tag, lengths[tag]) for tag, _ in found}
    # Shares are for their recipients, and nonces of selections for the voter.
    assert lengths.keys() - {tag for tag, _ in found} == {"11", "21"}


def test_the_readme_names_every_vector_and_every_document():
    text = (SPECIFICATION / "README.md").read_text()
    for path in (*VECTORS.iterdir(), *SPECIFICATION.iterdir()):
        assert path.name == "README.md" or f"{path.name}" in text, path.name


def test_links_between_the_documents_lead_somewhere():
    for page in SPECIFICATION.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_says_what_has_to_come_out_of_the_sample():
    text = (SPECIFICATION / "README.md").read_text()
    rows = re.findall(r"^\| `(\w+)\.zip` \| ([^|]+) \| ([0-2]) \|$", text, re.MULTILINE)
    assert sorted(name for name, _, _ in rows) == sorted(SAMPLE)
    for name, sentences, status in rows:
        expected = DEFECTS[name].sentences if name in DEFECTS else frozenset()
        assert sentences == (", ".join(sorted(expected)) or "passes")
        assert int(status) == (1 if expected else 0)


def test_the_readme_names_every_group_of_evil_boards():
    text = (SPECIFICATION / "README.md").read_text()
    assert all(f'"{title}"' in text for title, _ in GROUPS.values())
