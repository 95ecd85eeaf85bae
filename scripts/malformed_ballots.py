"""Ballots that must be refused, each with one defect that names it."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gmpy2 import powmod

from crypto.context import ElectionContext
from crypto.group import Group
from scripts.forged_ballots import forged_ballots

Document = dict[str, Any]
"""A ballot as plain dictionaries and lists, to be damaged."""

Edit = Callable[[Document], object]
Case = tuple[str, str, Edit]
"""Name, words of the message, and what damages the document."""


@dataclass(frozen=True)
class MalformedBallot:
    """Bytes, where they are refused ("decode" or "proof"), and words of the message."""

    name: str
    expected: str
    place: str
    data: bytes


def malformed_ballots(
    context: ElectionContext, sound: Mapping[str, bytes], foreign: Mapping[str, bytes]
) -> Iterator[MalformedBallot]:
    """Damage sound ballots of an election; foreign ones are of other elections with its id."""
    one = sound["one contest"]
    group = context.group
    for name, place, edit in (*_spellings(group), *_shapes(), *_identities()):
        yield MalformedBallot(name, "decode", place, _edited(one, edit))
    for name, data in _documents(one):
        yield MalformedBallot(name, "decode", "ballot", data)
    yield from _wrong_contests(sound)
    for name, place, edit in (*_strangers(group), *_swaps(), *_tampered_proofs(group)):
        yield MalformedBallot(name, "proof", place, _edited(one, edit))
    for name, edit in _copies(context, sound):
        yield MalformedBallot(name, "proof", "contest 2 option 1", _edited(one, edit))
    for name, data in foreign.items():
        yield MalformedBallot(f"made for {name}", "proof", "contest 2 option 1", data)
    for name, place, data in forged_ballots(context, one):
        yield MalformedBallot(name, "proof", place, data)


def _edited(data: bytes, edit: Edit) -> bytes:
    document = copy.deepcopy(json.loads(data))
    edit(document)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def _selection(document: Document, number: int = 0) -> Document:
    return document["contests"][0]["selections"][number]


ALPHA = "ballot.contests[0].selections[0].alpha"
PROOF = "ballot.contests[0].selections[0].proof"


def _set_alpha(change: Callable[[str], object]) -> Edit:
    return lambda d: _selection(d).update(alpha=change(_selection(d)["alpha"]))


def _set_scalar(branch: int, part: int, change: Callable[[str], object]) -> Edit:
    def edit(document: Document) -> None:
        pair = _selection(document)["proof"][branch]
        pair[part] = change(pair[part])

    return edit


def _spellings(group: Group) -> Iterator[Case]:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    wide = str.maketrans("0123456789abcdef", "０１２３４５６７８９ａｂｃｄｅｆ")
    p, q = int(group.p), int(group.q)
    changes = {
        "alpha one digit short": lambda x: x[1:],
        "alpha one byte short": lambda x: x[2:],
        "alpha with a leading zero": lambda x: "0" + x,
        "alpha in upper case": lambda x: x.upper(),
        "alpha with a plus sign": lambda x: "+" + x[1:],
        "alpha with a minus sign": lambda x: "-" + x[1:],
        "alpha with a prefix": lambda x: "0x" + x[2:],
        "alpha with an underscore": lambda x: x[:3] + "_" + x[4:],
        "alpha with a leading space": lambda x: " " + x[1:],
        "alpha with a trailing newline": lambda x: x[:-1] + "\n",
        "alpha with a newline after it": lambda x: x + "\n",
        "alpha with a null character": lambda x: x[:-1] + "\0",
        "alpha in Arabic-Indic digits": lambda x: x.translate(arabic),
        "alpha in full-width digits": lambda x: x.translate(wide),
        "alpha empty": lambda _: "",
        "alpha an integer": lambda _: 5,
        "alpha null": lambda _: None,
        "alpha true": lambda _: True,
        "alpha zero": lambda x: "0" * len(x),
        "alpha p": lambda _: f"{p:x}",
        "alpha above p": lambda x: "f" * len(x),
    }
    for name, change in changes.items():
        yield name, "ballot" if name == "alpha null" else ALPHA, _set_alpha(change)
    scalars = {
        "challenge one digit short": (0, lambda c: c[1:]),
        "challenge in upper case": (0, lambda c: c.upper()),
        "challenge with a trailing newline": (0, lambda c: c[:-1] + "\n"),
        "challenge empty": (0, lambda _: ""),
        "challenge q": (0, lambda _: f"{q:064x}"),
        "challenge above q": (0, lambda _: "f" * 64),
        "response q": (1, lambda _: f"{q:064x}"),
        "response an integer": (1, lambda _: 0),
    }
    for name, (part, change) in scalars.items():
        yield name, PROOF + "[1]", _set_scalar(1, part, change)


def _shapes() -> Iterator[Case]:
    contest = "ballot.contests[0]"
    yield "a branch missing", PROOF, lambda d: _selection(d)["proof"].pop()
    yield "a branch too many", PROOF, lambda d: _selection(d)["proof"].append(["0" * 64] * 2)
    yield "no branches", PROOF, lambda d: _selection(d).update(proof=[])
    yield "a branch of one number", PROOF + "[0]", lambda d: _selection(d)["proof"][0].pop()
    yield (
        "a branch of three numbers",
        PROOF + "[0]",
        lambda d: _selection(d)["proof"][0].append("0" * 64),
    )
    yield (
        "a contest branch missing",
        f"{contest}.proof",
        lambda d: d["contests"][0]["proof"].pop(),
    )
    yield (
        "a contest branch too many",
        f"{contest}.proof",
        lambda d: d["contests"][0]["proof"].append(["0" * 64] * 2),
    )
    yield (
        "a selection missing",
        f"{contest}.selections",
        lambda d: d["contests"][0]["selections"].pop(),
    )
    yield (
        "a selection too many",
        f"{contest}.selections",
        lambda d: d["contests"][0]["selections"].append(_selection(d)),
    )
    yield "a contest too many", "ballot.contests", lambda d: d["contests"].append(d["contests"][0])
    yield "no contests", "ballot.contests", lambda d: d.update(contests=[])
    yield (
        "an unknown field in a selection",
        f"{contest}.selections[0]",
        lambda d: _selection(d).update(note=""),
    )
    yield "beta missing", f"{contest}.selections[0]", lambda d: _selection(d).pop("beta")
    yield "contests an object", "ballot.contests", lambda d: d.update(contests={})


def _identities() -> Iterator[Case]:
    yield "an unknown field", "ballot", lambda d: d.update(weight=1)
    yield "salt missing", "ballot", lambda d: d.pop("salt")
    yield "salt in upper case", "ballot.salt", lambda d: d.update(salt=d["salt"].upper())
    yield "credential short", "ballot.credential", lambda d: d.update(credential="00" * 31)
    yield "style 0", "ballot.style", lambda d: d.update(style=0)
    yield "a style that does not exist", "ballot.style", lambda d: d.update(style=4)
    yield "style a text", "ballot.style", lambda d: d.update(style="2")
    yield "style true", "ballot.style", lambda d: d.update(style=True)
    yield "another style", "ballot.contests", lambda d: d.update(style=1)
    yield "version 2", "ballot.v", lambda d: d.update(v=2)
    yield (
        "another election's id",
        "ballot.election",
        lambda d: d.update(election="00000000-0000-4000-8000-000000000002"),
    )
    yield "election id in braces", "ballot.election", lambda d: d.update(election="{}")


def _documents(one: bytes) -> Iterator[tuple[str, bytes]]:
    """Make documents that are not canonical JSON, though some parsers would take them."""
    yield "no bytes", b""
    yield "not JSON", b"ballot"
    yield "a list", b"[" + one + b"]"
    yield "cut short", one[:-1]
    yield "followed by a newline", one + b"\n"
    yield "followed by a document", one + b"{}"
    yield "after a byte order mark", b"\xef\xbb\xbf" + one
    yield "a space after a colon", one.replace(b'"v":1', b'"v": 1')
    yield "a duplicate key", one.replace(b'"v":1', b'"v":1,"v":1')
    yield (
        "a duplicate key with another value first",
        one.replace(b'"style":2', b'"style":1,"style":2'),
    )
    yield "keys out of order", b'{"v":1,' + one[1:].replace(b',"v":1', b"")
    yield "a digit escaped", one.replace(b'"election":"0', b'"election":"\\u0030')
    yield "a key escaped", one.replace(b'"salt"', b'"s\\u0061lt"')
    yield "an unpaired surrogate", one.replace(b'"election":"0', b'"election":"\\ud800')
    yield "not UTF-8", one.replace(b'"election":"0', b'"election":"\xff')
    yield "version 1.0", one.replace(b'"v":1', b'"v":1.0')
    yield "version 1e0", one.replace(b'"v":1', b'"v":1e0')
    yield "version 01", one.replace(b'"v":1', b'"v":01')
    yield "version NaN", one.replace(b'"v":1', b'"v":NaN')
    yield "nested deeply", one.replace(b'"v":1', b'"v":' + b"[" * 5000 + b"]" * 5000)


def _wrong_contests(sound: Mapping[str, bytes]) -> Iterator[MalformedBallot]:
    everything = sound["everything"]

    def case(name: str, place: str, edit: Edit) -> MalformedBallot:
        return MalformedBallot(name, "decode", place, _edited(everything, edit))

    contests = "ballot.contests"
    yield case("a contest missing", contests, lambda d: d["contests"].pop())
    yield case("contests in another order", contests, lambda d: d["contests"].reverse())
    yield case("contest 2 left out", contests, lambda d: d["contests"].pop(1))


def _set_number(part: str, change: Callable[[int], int]) -> Edit:
    def edit(document: Document) -> None:
        selection = _selection(document)
        text = selection[part]
        selection[part] = f"{change(int(text, 16)):0{len(text)}x}"

    return edit


def _strangers(group: Group) -> Iterator[Case]:
    """Put numbers in the place of elements that are outside the subgroup, or are neutral."""
    p, q = int(group.p), int(group.q)
    # g has order q, so w = 5^(2q) has the order of the large prime (p - 1) / (2q).
    stray = int(powmod(5, 2 * q, p))
    alpha, beta = "contest 2 option 1: alpha", "contest 2 option 1: beta"
    yield "alpha p - 1", alpha, _set_number("alpha", lambda _: p - 1)
    yield "alpha negated", alpha, _set_number("alpha", lambda x: p - x)
    yield "beta negated", beta, _set_number("beta", lambda x: p - x)
    yield "alpha 2", alpha, _set_number("alpha", lambda _: 2)
    yield (
        "alpha times an element of the other order",
        alpha,
        _set_number("alpha", lambda x: x * stray % p),
    )
    yield (
        "beta times an element of the other order",
        beta,
        _set_number("beta", lambda x: x * stray % p),
    )
    yield "beta times both", beta, _set_number("beta", lambda x: (p - x) * stray % p)
    yield "alpha one", "contest 2 option 1", _set_number("alpha", lambda _: 1)
    yield "beta one", "contest 2 option 1", _set_number("beta", lambda _: 1)


def _swaps() -> Iterator[Case]:
    place = "contest 2 option 1"

    def swap(first: Document, second: Document, field: str) -> None:
        first[field], second[field] = second[field], first[field]

    yield "options swapped", place, lambda d: d["contests"][0]["selections"].reverse()
    yield "proofs swapped", place, lambda d: swap(_selection(d), _selection(d, 1), "proof")
    yield "alphas swapped", place, lambda d: swap(_selection(d), _selection(d, 1), "alpha")
    yield "branches in another order", place, lambda d: _selection(d)["proof"].reverse()
    yield (
        "contest branches in another order",
        "contest 2",
        lambda d: d["contests"][0]["proof"].reverse(),
    )
    yield (
        "contest proof taken from a selection",
        "contest 2",
        lambda d: d["contests"][0].update(proof=_selection(d)["proof"]),
    )

    def exchange(document: Document) -> None:
        selection = _selection(document)
        selection["alpha"], selection["beta"] = selection["beta"], selection["alpha"]

    yield "alpha and beta exchanged", place, exchange


def _tampered_proofs(group: Group) -> Iterator[Case]:
    q = int(group.q)

    def add(text: str, amount: int = 1) -> str:
        return f"{(int(text, 16) + amount) % q:064x}"

    place = "contest 2 option 1"
    yield "a challenge changed", place, _set_scalar(0, 0, add)
    yield "a response changed", place, _set_scalar(0, 1, add)
    yield "the last response changed", place, _set_scalar(3, 1, add)
    yield "all of a proof zero", place, lambda d: _selection(d).update(proof=[["0" * 64] * 2] * 4)

    def shift(document: Document) -> None:
        proof = _selection(document)["proof"]
        proof[0][0], proof[1][0] = add(proof[0][0]), add(proof[1][0], -1)

    yield "challenges changed, their sum kept", place, shift

    def contest_part(part: int) -> Edit:
        def edit(document: Document) -> None:
            pair = document["contests"][0]["proof"][0]
            pair[part] = add(pair[part])

        return edit

    yield "a contest challenge changed", "contest 2", contest_part(0)
    yield "a contest response changed", "contest 2", contest_part(1)


def _copies(context: ElectionContext, sound: Mapping[str, bytes]) -> Iterator[tuple[str, Edit]]:
    """Take parts of other ballots, or this ballot for other voters."""
    group = context.group
    alice = json.loads(sound["everything"])
    yield "copied under another credential", lambda d: d.update(credential=alice["credential"])
    yield "another salt", lambda d: d.update(salt=alice["salt"])
    yield (
        "a selection taken from another ballot",
        lambda d: d["contests"][0]["selections"].__setitem__(
            0, alice["contests"][1]["selections"][0]
        ),
    )
    yield (
        "a contest taken from another ballot",
        lambda d: d["contests"].__setitem__(0, alice["contests"][1]),
    )

    def multiply(alpha: int, beta: int) -> Edit:
        def edit(document: Document) -> None:
            _set_number("alpha", lambda x: x * alpha % int(group.p))(document)
            _set_number("beta", lambda x: x * beta % int(group.p))(document)

        return edit

    k = context.joint_key
    seven = group.scalar(7)
    yield (
        "a copy encrypted anew",
        multiply(int(group.power(group.g, seven)), int(group.power(k, seven))),
    )
    yield "a vote added", multiply(1, int(k))
