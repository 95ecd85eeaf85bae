"""A key holder whose program is the browser's modules, running in a node process."""

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crypto.canonical_json import JsonValue
from crypto.group import Group, Scalar
from crypto.trustee_keys import TrusteeSecret
from tests.js.node import NODE

Pair = tuple[bytes, bytes]
"""The bytes of an entry and of its payload."""

REFUSALS = {"DecodeError", "ProofError", "CeremonyError", "KeyFileError", "WrongShareError"}


class HolderError(Exception):
    """What the modules threw, by name, with the code or sender it carries."""

    def __init__(self, answer: dict) -> None:
        super().__init__(f"{answer['error']}: {answer['message']}")
        self.name, self.code, self.sender = answer["error"], answer["code"], answer["sender"]


@dataclass
class Holder:
    """One key holder; the modules keep one view of a ceremony and one secret for it."""

    process: subprocess.Popen

    def ask(self, act: str, **more: object) -> JsonValue:
        """Let the modules act.

        Raises:
            HolderError: they refused.
        """
        self.process.stdin.write(f"{json.dumps({'act': act, **more})}\n")
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise HolderError(answer)
        return answer["value"]

    def follow(self, record: Iterable[Pair]) -> None:
        self.ask("follow", record=[_line(pair) for pair in record])

    def add(self, pair: Pair) -> None:
        self.ask("add", **_line(pair))

    def accepts(self, name: str, pair: Pair) -> bool:
        """Whether the modules would take this entry next on the record kept under `name`."""
        try:
            self.ask("judge", name=name, **_line(pair))
        except HolderError as error:
            if error.name not in REFUSALS:
                raise
            return False
        return True

    def make(self, kind: str, **more: object) -> tuple[bytes, str]:
        """Return payload and signature of an entry of this holder."""
        made = self.ask("make", type=kind, **more)
        return base64.b64decode(made["payload"]), made["signature"]

    def keep(self, secret: TrusteeSecret) -> None:
        self.ask(
            "keep",
            secret={
                "index": secret.index,
                "coefficients": [format(int(a), "x") for a in secret.coefficients],
                "communication_secret": format(int(secret.communication_secret), "x"),
                "signing_seed": secret.signing_seed.hex(),
            },
        )


def secret_of(document: dict, group: Group) -> TrusteeSecret:
    """Return a secret as the modules tell it."""

    def scalar(text: str) -> Scalar:
        return group.scalar(int(text, 16))

    return TrusteeSecret(
        index=document["index"],
        coefficients=tuple(scalar(text) for text in document["coefficients"]),
        communication_secret=scalar(document["communication_secret"]),
        signing_seed=bytes.fromhex(document["signing_seed"]),
    )


@contextmanager
def running() -> Iterator[Holder]:
    """Start a key holder and end it afterwards."""
    command = [NODE, str(Path(__file__).parent / "holder.js")]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, bufsize=1) as process:
        yield Holder(process)
        process.stdin.close()
        process.wait(timeout=30)


def _line(pair: Pair) -> dict[str, str]:
    entry, payload = pair
    return {
        "entry": base64.b64encode(entry).decode(),
        "payload": base64.b64encode(payload).decode(),
    }
