import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import canonical_json
from crypto.cosignatures import CosignatureSigner
from crypto.errors import DecodeError
from crypto.manifest import Contest, Style, decode_manifest, encode_manifest
from crypto.notes import NoteSigner
from crypto.witness_policy import Witnesses
from tests.crypto.manifests import (
    ELECTION_ID,
    both,
    option,
    sample_document,
    sample_manifest,
    spoiled,
)

WITNESS = CosignatureSigner("witness.example", bytes(32)).verifier().text()
SAME_NAME = CosignatureSigner("witness.example", b"\1" * 32).verifier().text()
SAME_KEY = CosignatureSigner("another.example", bytes(32)).verifier().text()
NAMED_AS_LOG = CosignatureSigner(sample_manifest().origin, bytes(32)).verifier().text()
NO_WITNESS = NoteSigner("witness.example", bytes(32)).verifier().text()
DOCUMENT = sample_document()
CONTEST = DOCUMENT["contests"][0]


def contests(option_maxima):
    options = tuple(option(f"option {number}", top) for number, top in enumerate(option_maxima))
    return st.integers(1, sum(option_maxima)).flatmap(
        lambda most: st.integers(0, most).map(
            lambda least: Contest(both("Q", "F"), both("", "d"), options, least, most, both("", ""))
        )
    )


manifests = st.builds(
    sample_manifest,
    contests=st.lists(
        st.lists(st.integers(1, 100), min_size=1, max_size=4).flatmap(contests),
        min_size=2,
        max_size=4,
    ).map(tuple),
    threshold=st.integers(1, 3),
    opens=st.datetimes(max_value=datetime(2030, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    witnesses=st.sampled_from([Witnesses((), 0), Witnesses((WITNESS,), 1, "wait")]),
    demonstration=st.booleans(),
)


@given(manifests)
def test_every_manifest_survives_the_round_trip(manifest):
    data = encode_manifest(manifest)
    assert decode_manifest(data) == manifest
    assert encode_manifest(decode_manifest(data)) == data


def test_texts_fall_back_on_the_first_language():
    manifest = sample_manifest()
    assert manifest.text(manifest.title, "de") == "Hauptversammlung"
    assert manifest.text(manifest.title, "fr") == "General meeting"


def test_a_style_knows_its_contests_by_their_numbers_in_the_manifest():
    manifest = sample_manifest()
    assert manifest.contests_of_style(2) == ((2, manifest.contests[1]),)
    assert [number for number, _ in manifest.contests_of_style(1)] == [1, 2]
    assert manifest.option_count == 5


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_is_no_style_or_contest_beyond_the_list(number):
    with pytest.raises(DecodeError, match=rf"^style {number}: expected 1 to 2"):
        sample_manifest().contests_of_style(number)
    with pytest.raises(DecodeError, match=rf"^contest {number}: expected 1 to 2"):
        sample_manifest().contest(number)


BAD_FIELDS = [
    (("v",), 2),
    (("revote",), "first"),
    (("booth",), "5A" * 32),
    (("key_tool",), "7E" * 32),
    (("demonstration",), 0),
    (("election",), ELECTION_ID.upper()),
    (("languages",), []),
    (("languages",), ["en", "en"]),
    (("languages",), ["en", "German"]),
    (("languages",), ["en", "d e"]),
    (("opens",), "2030-05-01"),
    (("closes",), "2030-05-01T08:00:00Z"),
    (("log_key",), "x"),
    (("log_key",), WITNESS),
    (("origin",), f"tabella.example/{ELECTION_ID}"),
    (("origin",), f"tabella.example/e/{ELECTION_ID[:-1]}1"),
    (("parameters",), "EG-2.1-2048"),
    (("parameters",), ["EG-2.1-3072"]),
    (("threshold",), 0),
    (("threshold",), 4),
    (("trustees",), ["Ada"] * 101),
    (("trustees",), []),
    (("trustees", 0), ""),
    (("time_zone",), "Europe/Vienna\n"),
    (("title", "en"), ""),
    (("title",), {"en": "only"}),
    (("title",), {"en": "a", "de": "b", "fr": "c"}),
    (("title", "de"), "x" * 1001),
    (("title", "de"), "a\x1bb"),
    (("description", "de"), "x" * 20_001),
    (("contact", "de"), "x" * 2_001),
    (("contact",), {"en": "only"}),
    (("quorum",), "12"),
    (("quorum",), 1_000_001),
    (("quorum",), True),
    (("contests",), []),
    (("contests",), [CONTEST] * 101),
    (("contests", 1, "votes_max"), 0),
    (("contests", 1, "votes_max"), 10),
    (("contests", 1, "votes_max"), 1001),
    (("contests", 1, "votes_min"), 6),
    (("contests", 1, "title", "en"), ""),
    (("contests", 0, "order"), "random"),
    (("contests", 0, "order"), 0),
    (("contests", 0, "seats"), 3),
    (("contests", 0, "section", "de"), ""),
    (("contests", 0, "section", "de"), "x" * 1001),
    (("contests", 0, "options", 0, "exclusive"), 1),
    (("contests", 1, "options", 0, "exclusive"), True),
    (("contests", 1, "options"), []),
    (("contests", 1, "options"), [CONTEST["options"][0]] * 501),
    (("contests", 1, "options", 2, "option_max"), 0),
    (("contests", 1, "options", 2, "option_max"), 101),
    (("contests", 1, "options", 2, "title", "en"), ""),
    (("contests", 1, "options", 2, "extra"), 1),
    (("styles",), []),
    (("styles", 0, "contests"), []),
    (("styles", 0, "contests"), [2, 1]),
    (("styles", 0, "contests"), [1, 1]),
    (("styles", 0, "contests"), [0]),
    (("styles", 0, "contests"), [3]),
    (("styles", 0, "name"), 1),
    (("witnesses", "quorum"), 1),
    (("witnesses", "keys"), ["x"]),
    (("witnesses", "keys"), [NO_WITNESS]),
    (("witnesses", "keys"), [WITNESS, WITNESS]),
    (("witnesses", "keys"), [WITNESS, SAME_NAME]),
    (("witnesses", "keys"), [WITNESS, SAME_KEY]),
    (("witnesses", "keys"), [NAMED_AS_LOG]),
    (("witnesses", "degraded"), "give up"),
    (("witnesses", "degraded"), 1),
    (("witnesses", "extra"), 1),
]


def place_of(path):
    return "manifest" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)


@pytest.mark.parametrize(("path", "value"), BAD_FIELDS, ids=lambda item: str(item)[:50])
def test_every_rule_is_checked_and_names_the_place(path, value):
    with pytest.raises(DecodeError) as caught:
        decode_manifest(spoiled(DOCUMENT, path, value))
    said = str(caught.value).split(":")[0]
    assert place_of(path).startswith(said) or said.startswith(place_of(path))


@pytest.mark.parametrize("name", DOCUMENT)
def test_no_field_can_be_missing(name):
    rest = {key: value for key, value in DOCUMENT.items() if key != name}
    with pytest.raises(DecodeError, match=rf"^manifest: lacks the field '{name}'"):
        decode_manifest(canonical_json.encode(rest))


def test_an_unknown_field_is_refused():
    with pytest.raises(DecodeError, match=r"^manifest: has the unknown field 'x'"):
        decode_manifest(canonical_json.encode(DOCUMENT | {"x": 1}))


def test_a_single_trustee_is_for_demonstrations_only():
    alone = sample_manifest(trustees=("Ada",), threshold=1, demonstration=True)
    assert decode_manifest(encode_manifest(alone)) == alone
    with pytest.raises(DecodeError, match="only for a demonstration"):
        encode_manifest(replace(alone, demonstration=False))


def test_a_manifest_no_reader_takes_is_not_written():
    with pytest.raises(
        DecodeError, match=re.escape("manifest.styles[0].contests: no such contest")
    ):
        encode_manifest(sample_manifest(styles=(Style("All", (1, 3)),)))


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ({}, True),
        ({"votes_min": 1, "votes_max": 3}, True),
        ({"votes_min": 2, "votes_max": 3}, False),
        ({"options": (option("Ada", 2), option("None", exclusive=True))}, False),
    ],
    ids=["up to one", "one to three", "at least two", "points"],
)
def test_an_exclusive_option_must_be_one_that_can_be_chosen_alone(rules, is_allowed):
    names = (option("Ada"), option("Grace"), option("None", exclusive=True))
    asked = Contest(both("Q", "F"), both("", ""), names, 0, 1, both("", ""))
    manifest = sample_manifest(contests=(replace(asked, **rules),), styles=(Style("All", (1,)),))
    if is_allowed:
        assert decode_manifest(encode_manifest(manifest)) == manifest
    else:
        with pytest.raises(DecodeError, match=r"contests\[0\]\.options: an exclusive option"):
            encode_manifest(manifest)


def test_options_are_shown_as_frozen_or_from_another_one_on_for_each_style():
    names = (option("Ada"), option("Grace"), option("Edsger"), option("None", exclusive=True))
    fixed = Contest(both("Q", "F"), both("", ""), names, 0, 1, both("", ""))
    assert fixed.shown_order(2) == (1, 2, 3, 4)
    rotated = replace(fixed, order="by_style")
    shown = [rotated.shown_order(style) for style in (1, 2, 3, 4, 6)]
    assert shown == [(1, 2, 3, 4), (2, 3, 1, 4), (3, 1, 2, 4), (1, 2, 3, 4), (3, 1, 2, 4)]
    alone = replace(rotated, options=(option("None", exclusive=True),))
    assert alone.shown_order(5) == (1,)


values = st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text() | st.just([])
values |= st.dictionaries(st.text(), st.integers(0, 9), max_size=2) | st.lists(st.just({}))


def paths(document):
    if isinstance(document, dict | list):
        items = document.items() if isinstance(document, dict) else enumerate(document)
        for key, item in items:
            yield (key,)
            yield from ((key, *path) for path in paths(item))


@given(st.sampled_from(list(paths(DOCUMENT))), values)
def test_any_value_anywhere_gives_a_manifest_or_a_decode_error(path, value):
    try:
        manifest = decode_manifest(spoiled(DOCUMENT, path, value))
    except DecodeError:
        return
    assert decode_manifest(encode_manifest(manifest)) == manifest


@given(st.binary())
def test_any_bytes_are_refused(data):
    with pytest.raises(DecodeError):
        decode_manifest(data)
