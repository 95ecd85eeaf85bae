"""Key ceremonies at full size whose key holders use either program, and the record they make."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crypto import entropy
from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import CeremonyPayload, ComplaintPayload, ConfirmPayload
from crypto.entries import decode_entry, encode_entry
from crypto.group import group_named
from crypto.transcript import sha256
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    answer_drill,
    draw_key_nonces,
    encrypt_shares,
    key_share,
    publish_keys,
)
from crypto.waiver import WaiverPayload
from tests.crypto.manifests import ELECTION_ID, KEY_TOOL, LOG_SIGNER, ORIGIN
from tests.js.holder import Holder, Pair, secret_of

GROUP = group_named("EG-2.1-3072")
CHALLENGE = bytes(range(32))


def beginning(n: int, k: int, attempt: int = 1) -> CeremonyPayload:
    return CeremonyPayload(
        election_id=ELECTION_ID,
        attempt=attempt,
        demonstration=False,
        key_tool=KEY_TOOL,
        log_key=LOG_SIGNER.verifier().text(),
        origin=ORIGIN,
        parameters=GROUP.name,
        threshold=k,
        trustees=tuple(f"Trustee {i}" for i in range(1, n + 1)),
    )


def waiver(*trustees: int) -> WaiverPayload:
    at = datetime(2031, 3, 1, 12, tzinfo=UTC)
    return WaiverPayload(ELECTION_ID, at, 1, "The device was stolen.", trustees)


@dataclass
class PythonActor:
    """A key holder who uses the Python program."""

    view: CeremonyView
    secret: TrusteeSecret

    def make(self, kind: str) -> tuple[bytes, str]:
        payload = self._makers()[kind]()
        return payload, self.secret.sign(kind, sha256(payload)).hex()

    def key_share(self) -> str:
        return GROUP.scalar_hex(key_share(self.secret, self.view))

    def _makers(self) -> dict[str, Callable[[], bytes]]:
        return {
            "trustee": self._keys,
            "share": self._shares,
            "confirm": self._confirmation,
            "complaint": self._complaint,
            "drill": self._drill,
        }

    def _keys(self) -> bytes:
        nonces = draw_key_nonces(GROUP, self.view.ceremony.threshold)
        return publish_keys(self.secret, self.view.ceremony, nonces).encode(GROUP)

    def _shares(self) -> bytes:
        nonces = {i: ShareNonces.draw(GROUP) for i in self.view.keys if i != self.secret.index}
        return encrypt_shares(self.secret, self.view, nonces).encode(GROUP)

    def _confirmation(self) -> bytes:
        key_share(self.secret, self.view)
        view, index = self.view, self.secret.index
        return ConfirmPayload(ELECTION_ID, view.attempt, index, view.transcript()).encode()

    def _complaint(self) -> bytes:
        index = self.secret.index
        against = 1 if index > 1 else 2
        return ComplaintPayload(ELECTION_ID, self.view.attempt, index, against, "share").encode()

    def _drill(self) -> bytes:
        nonce = entropy.random_nonzero_scalar(GROUP)
        made = answer_drill(self.secret, self.view, challenge=CHALLENGE, nonce=nonce)
        return made.encode(GROUP)


@dataclass
class BrowserActor:
    """A key holder who uses the browser's modules; the process serves all of them in turn."""

    holder: Holder
    secret: TrusteeSecret

    def make(self, kind: str) -> tuple[bytes, str]:
        self.holder.keep(self.secret)
        more = {"challenge": CHALLENGE.hex()} if kind == "drill" else {}
        return self.holder.make(kind, **more)

    def key_share(self) -> str:
        self.holder.keep(self.secret)
        return self.holder.ask("keyShare")


@dataclass
class MixedCeremony:
    """One record, followed by both programs at once."""

    holder: Holder
    view: CeremonyView = field(default_factory=CeremonyView)
    record: list[Pair] = field(default_factory=list)
    actors: dict[int, PythonActor | BrowserActor] = field(default_factory=dict)

    def begin(self, k: int, programs: tuple[str, ...]) -> None:
        self.holder.follow([])
        payload = beginning(len(programs), k).encode()
        self.put((encode_entry("ceremony", payload), payload))
        for index, program in enumerate(programs, start=1):
            self.actors[index] = self._actor(index, program)

    def _actor(self, index: int, program: str) -> PythonActor | BrowserActor:
        if program == "python":
            threshold = self.view.ceremony.threshold
            secret = TrusteeSecret.draw(GROUP, index=index, threshold=threshold)
            return PythonActor(self.view, secret)
        drawn = self.holder.ask("draw", index=index)
        return BrowserActor(self.holder, secret_of(drawn, GROUP))

    def put(self, pair: Pair) -> None:
        """Add an entry to the record; both programs have to take it."""
        self.view.add_entry(decode_entry(pair[0]), pair[1])
        self.holder.add(pair)
        self.record.append(pair)

    def made(self, kind: str, trustee: int) -> Pair:
        payload, signature = self.actors[trustee].make(kind)
        return encode_entry(kind, payload, trustee=trustee, signature=signature), payload

    def send(self, kind: str, *trustees: int) -> None:
        for trustee in trustees:
            self.put(self.made(kind, trustee))

    def send_all(self, *kinds: str) -> None:
        for kind in kinds:
            self.send(kind, *self.actors)

    def python_state(self) -> dict[str, object]:
        """Return what `state` of holder.js returns."""
        view = self.view
        numbers = range(1, len(view.ceremony.trustees) + 1)
        return {
            "phase": str(view.phase),
            "missing": list(view.missing()),
            "drilled": sorted(view.drilled),
            "waived": sorted(view.waived),
            "is_complete": view.is_complete,
            "parameter_hash": view.ceremony.h_p.hex(),
            "joint_key": GROUP.element_hex(view.joint_key()),
            "transcript": view.transcript().hex(),
            "share_keys": [GROUP.element_hex(view.share_key(i)) for i in numbers],
        }
