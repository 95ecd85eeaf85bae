"""Everybody who follows a key ceremony on the record: key holders' programs and the verifier."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from crypto.canonical_json import encode
from crypto.ceremony import CEREMONY_TYPES, CeremonyView
from crypto.entries import decode_entry
from crypto.trustee_keys import TrusteeSecret
from tests.js.node import NODE
from tests.simulated_line import Line
from tests.simulator import ELECTION_ID, Simulation
from trustee.board import BoardEntry
from trustee.record import BadEntryError, Record

SCRIPT = Path(__file__).with_name("followed.js")


@dataclass
class BrowserModules:
    """The modules of the browser, in one process of Node.js."""

    process: subprocess.Popen

    def follow(self, lines: Sequence[Line], secret: TrusteeSecret | None = None) -> dict:
        """What the page of a key holder, whose secret may be given, makes of a record."""
        rows = [[line.entry().decode(), line.payload.decode()] for line in lines]
        known = _known(secret) if secret else None
        asked = {"election": ELECTION_ID, "rows": rows, "secret": known}
        self.process.stdin.write(json.dumps(asked) + "\n")
        return json.loads(self.process.stdout.readline())


def _known(secret: TrusteeSecret) -> dict:
    return {
        "index": secret.index,
        "coefficients": [f"{int(value):064x}" for value in secret.coefficients],
        "communicationSecret": f"{int(secret.communication_secret):064x}",
        "signingSeed": secret.signing_seed.hex(),
    }


@contextmanager
def browser_modules() -> Iterator[BrowserModules]:
    with subprocess.Popen([NODE, str(SCRIPT)], stdin=-1, stdout=-1, text=True, bufsize=1) as node:
        yield BrowserModules(node)
        node.stdin.close()
        node.wait(timeout=30)


def followed(lines: Sequence[Line]) -> CeremonyView:
    """The ceremony on a record."""
    view = CeremonyView()
    for line in lines:
        if line.kind in CEREMONY_TYPES:
            view.add_entry(decode_entry(line.entry()), line.payload)
    return view


def blamed(lines: Sequence[Line]) -> BadEntryError | None:
    """What the program of the command line says of a record: which entry is at fault, if any."""
    record = Record(ELECTION_ID, BytesIO())
    try:
        record.read(
            BoardEntry(index, decode_entry(line.entry()), line.payload)
            for index, line in enumerate(lines)
        )
    except BadEntryError as error:
        return error
    return None


def task_file(simulation: Simulation, path: Path) -> Path:
    """The record as key holder 1 carries it to a computer without network."""
    header = {
        "checkpoint": simulation.checkpoint(),
        "drill_challenge": "5a" * 32,
        "election": ELECTION_ID,
        "kind": "tabella trustee task",
        "step": "wait",
        "trustee": 1,
        "v": 1,
    }
    entries = [part for line in simulation.lines for part in (line.entry(), line.payload)]
    path.write_bytes(b"".join(part + b"\n" for part in (encode(header), *entries)))
    return path


def before(simulation: Simulation, kind: str, trustee: int) -> list[Line]:
    """What stands on the record before this key holder's entry of a kind."""
    for index, line in enumerate(simulation.lines):
        if line.kind == kind and line.fields.get("trustee") == trustee:
            return simulation.lines[:index]
    raise LookupError(f"no {kind} of trustee {trustee}")
