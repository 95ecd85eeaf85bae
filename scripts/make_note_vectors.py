"""Make tests/vectors/notes-v1.json: cosignatures and promises, sound and malformed.

Run as `python -m scripts.make_note_vectors`. Both implementations, in Python and in JavaScript, are
tested against the file; a test makes it again and compares.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crypto.canonical_json import JsonValue
from crypto.cosignatures import CosignatureSigner
from crypto.notes import Checkpoint, NoteSigner, encode_signature_line
from crypto.promises import Promise
from crypto.signing import sign

TARGET = Path(__file__).parent.parent / "tests/vectors/notes-v1.json"

ABOUT = (
    "Made by scripts/make_note_vectors.py. 'expected' is what a note says: when a witness signed, "
    "how many witnesses did, or what was promised; or 'decode' where its form is refused, and "
    "'proof' where the form is right and the signature or its place is not."
)
ORIGIN = "tabella.example/e/8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
LOG = NoteSigner(ORIGIN, b"\1" * 32)
WITNESSES = [
    CosignatureSigner("witness.example/w1", b"\2" * 32),
    CosignatureSigner("witness.example/w2", b"\3" * 32),
    CosignatureSigner("newspaper.example", b"\4" * 32),
]
FIRST = WITNESSES[0]
TEXT = Checkpoint(ORIGIN, 1204, bytes(range(32))).text()
NOTE = LOG.sign(TEXT)
TIME = 1_900_000_000
LINE = FIRST.cosign(TEXT, TIME)
PROMISE = Promise(ORIGIN, "ab" * 32, "cd" * 32, datetime(2030, 5, 1, 8, 0, 1, tzinfo=UTC))
PROMISED = PROMISE.sign(LOG)


def cosigned_by(text: str, time: bytes, message: str, *, witness: CosignatureSigner = FIRST) -> str:
    """A note of `text` and one line whose time and message are free."""
    value = witness.verifier().key_id + time + sign(witness.seed, message.encode())
    return f"{LOG.sign(text)}{encode_signature_line(witness.name, value)}"


def message(time: int, text: str = TEXT) -> str:
    return f"cosignature/v1\ntime {time}\n{text}"


def wide(time: int, width: int = 8) -> bytes:
    return time.to_bytes(width, "big")


def with_value(change: bytes, place: int) -> str:
    """The honest line with bytes of its value changed."""
    value = bytearray(b64decode(LINE.split(" ")[2]))
    value[place : place + len(change)] = change
    return NOTE + encode_signature_line(FIRST.name, bytes(value))


def cosignatures() -> Iterator[tuple[str, str, int | str]]:
    yield from cosignatures_that_hold()
    yield from cosignatures_that_do_not_hold()
    yield from cosignatures_that_cannot_be_read()


def cosignatures_that_hold() -> Iterator[tuple[str, str, int | str]]:
    later, earlier = FIRST.cosign(TEXT, TIME + 60), FIRST.cosign(TEXT, 1)
    yield "one line", NOTE + LINE, TIME
    yield "the line before the log's", NOTE.replace("\n\n", f"\n\n{LINE}"), TIME
    yield "without the log's line", f"{TEXT}\n{LINE}", TIME
    yield "the latest of several times", NOTE + later + LINE + earlier, TIME + 60
    yield "the same line twice", NOTE + LINE + LINE, TIME
    yield "beside other witnesses", NOTE + WITNESSES[1].cosign(TEXT, 5) + LINE, TIME
    yield "the first second", NOTE + earlier, 1
    last = 2**53 - 1
    yield "the last second", NOTE + FIRST.cosign(TEXT, last), last
    unknown = encode_signature_line(FIRST.name, b"\0\0\0\0" + bytes(72))
    yield "beside another key of that name", NOTE + LINE + unknown, TIME


def cosignatures_that_do_not_hold() -> Iterator[tuple[str, str, int | str]]:
    yield "none", NOTE, "proof"
    yield "another witness only", NOTE + WITNESSES[1].cosign(TEXT, TIME), "proof"
    yield (
        "one line holds and one does not",
        NOTE + LINE + with_value(b"\0", 40)[len(NOTE) :],
        "proof",
    )
    yield "another time than was signed", with_value(wide(TIME + 1), 4), "proof"
    yield "another signature", with_value(bytes(64), 12), "proof"
    yield "another key id", with_value(b"\0\0\0\0", 0), "proof"
    yield "another size", (NOTE + LINE).replace("\n1204\n", "\n1205\n"), "proof"
    yield "another origin", (NOTE + LINE).replace(f"{ORIGIN}\n1204", "elsewhere\n1204"), "proof"
    yield "signed as a log signs", cosigned_by(TEXT, wide(TIME), TEXT), "proof"
    yield (
        "another version",
        cosigned_by(TEXT, wide(TIME), f"cosignature/v2\ntime {TIME}\n{TEXT}"),
        "proof",
    )
    yield (
        "a time with a zero in front",
        (cosigned_by(TEXT, wide(TIME), f"cosignature/v1\ntime 0{TIME}\n{TEXT}")),
        "proof",
    )
    yield "without the last newline", cosigned_by(TEXT, wide(TIME), message(TIME)[:-1]), "proof"
    yield "under another name", (NOTE + LINE).replace("/w1 ", "/w3 "), "proof"


def cosignatures_that_cannot_be_read() -> Iterator[tuple[str, str, int | str]]:
    yield "second zero", cosigned_by(TEXT, wide(0), message(0)), "decode"
    yield "a second too late", cosigned_by(TEXT, wide(2**53), message(2**53)), "decode"
    yield "a time of seven bytes", cosigned_by(TEXT, wide(TIME, 7), message(TIME)), "decode"
    yield "a time of nine bytes", cosigned_by(TEXT, wide(TIME, 9), message(TIME)), "decode"
    yield (
        "a plain signature",
        NOTE
        + encode_signature_line(
            FIRST.name, FIRST.verifier().key_id + sign(FIRST.seed, TEXT.encode())
        ),
        "decode",
    )
    extended = f"{TEXT}extension\n"
    yield (
        "a checkpoint with a line more",
        cosigned_by(extended, wide(TIME), message(TIME, extended)),
        "decode",
    )
    promise = PROMISE.text()
    yield "a promise", cosigned_by(promise, wide(TIME), message(TIME, promise)), "decode"
    yield "no last newline", NOTE + LINE[:-1], "decode"
    yield "no dash", NOTE + LINE.replace("\N{EM DASH}", "-"), "decode"
    yield "two spaces", NOTE + LINE.replace("w1 ", "w1  "), "decode"
    yield "a value without padding", NOTE + LINE.replace("=", ""), "decode"
    yield "another alphabet", NOTE + LINE.replace("+", "-").replace("/", "_"), "decode"
    yield "too many lines", NOTE + LINE * 100, "decode"


def counts() -> Iterator[tuple[str, str, int]]:
    lines = [witness.cosign(TEXT, TIME + place) for place, witness in enumerate(WITNESSES)]
    false = with_value(b"\0", 40)[len(NOTE) :]
    stranger = CosignatureSigner("stranger.example", b"\5" * 32).cosign(TEXT, TIME)
    copied = lines[0].replace("/w1 ", "/w2 ")
    yield "nobody", NOTE, 0
    yield "everybody", NOTE + "".join(lines), 3
    yield "everybody in another order", NOTE + "".join(reversed(lines)), 3
    yield "two of three", NOTE + lines[2] + lines[0], 2
    yield "one witness many times", NOTE + lines[0] * 5, 1
    yield "a stranger", NOTE + stranger + lines[1], 1
    yield "a line of somebody else's", NOTE + lines[0] + copied, 1
    yield "a witness with a false line beside a true one", NOTE + lines[0] + false + lines[1], 1
    yield "signed for another size", (NOTE + "".join(lines)).replace("\n1204\n", "\n1205\n"), 0
    yield "a malformed note", NOTE + "".join(lines) + "x\n", 0


def promises() -> Iterator[tuple[str, str, JsonValue]]:
    text = PROMISE.text()
    said: JsonValue = {
        "at": "2030-05-01T08:00:01Z",
        "ballot": PROMISE.ballot,
        "credential": PROMISE.credential,
    }
    yield "a promise", PROMISED, said
    yield "with a witness's line, which says nothing", PROMISED + LINE, said
    yield (
        "a leap day",
        LOG.sign(text.replace("2030-05-01", "2032-02-29")),
        {
            **said,
            "at": "2032-02-29T08:00:01Z",
        },
    )
    stranger = NoteSigner(ORIGIN, b"\6" * 32)
    elsewhere = Promise("elsewhere.example/e/1", PROMISE.ballot, PROMISE.credential, PROMISE.at)
    yield "of another log, signed by this one", elsewhere.sign(LOG), "proof"
    yield "signed by another key", PROMISE.sign(stranger), "proof"
    for name, old, new in (
        ("another ballot", "abab", "acac"),
        ("another credential", "cdcd", "cece"),
        ("another time", ":01Z", ":02Z"),
    ):
        yield f"{name} than was signed", PROMISED.replace(old, new, 1), "proof"
    yield "a checkpoint", NOTE, "decode"
    for name, changed in (
        ("another heading", text.replace("v1", "v2")),
        ("no heading", text.partition("\n")[2]),
        ("a line more", f"{text}more\n"),
        ("an empty line more", f"{text}\n"),
        ("a line less", text.replace(f"{PROMISE.credential}\n", "")),
        ("capitals", text.replace("abab", "ABAB")),
        ("a hash that is too short", text.replace("abab", "ab", 1)),
        ("a hash that is too long", text.replace("abab", "ababab", 1)),
        ("a time with an offset", text.replace("Z\n", "+00:00\n")),
        ("a time with parts of a second", text.replace("Z\n", ".5Z\n")),
        ("a day that does not exist", text.replace("05-01", "02-30")),
        ("a leap second", text.replace("08:00:01", "23:59:60")),
        ("hour 24", text.replace("08:00:01", "24:00:00")),
        ("the year 0", text.replace("2030", "0000")),
        ("an origin with a space", text.replace("tabella.example", "tabella example")),
        ("an origin with a plus sign", text.replace("tabella.example", "tabella+example")),
        ("no origin", text.replace(f"{ORIGIN}\n", "\n")),
        ("line ends of another kind", text.replace("\n", "\r\n")),
    ):
        yield name, LOG.sign(changed), "decode"
    yield "no signature", f"{text}\n", "decode"


def make_document() -> JsonValue:
    named = {
        "cosignatures": cosignatures(),
        "counts": counts(),
        "promises": promises(),
    }
    return {
        "about": ABOUT,
        "log_key": LOG.verifier().text(),
        "witness_keys": [witness.verifier().text() for witness in WITNESSES],
        **{
            kind: [
                {"name": name, "base64": b64encode(note.encode()).decode(), "expected": expected}
                for name, note, expected in vectors
            ]
            for kind, vectors in named.items()
        },
    }


def make_file() -> bytes:
    return (json.dumps(make_document(), indent=1, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    TARGET.write_bytes(make_file())
    print(f"wrote {TARGET.name}")
