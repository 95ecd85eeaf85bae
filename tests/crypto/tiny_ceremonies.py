"""Key ceremonies in the tiny group, held by as many trustees as a test wants."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crypto.ceremony import CeremonyView
from crypto.ceremony_payloads import CeremonyPayload, ConfirmPayload
from crypto.entropy import random_nonzero_scalar
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    answer_drill,
    draw_key_nonces,
    encrypt_shares,
    publish_keys,
)
from crypto.waiver import WaiverPayload
from tests.crypto.manifests import ELECTION_ID, KEY_TOOL, LOG_SIGNER, ORIGIN
from tests.tiny_group import TINY

CHALLENGE = bytes(range(32))


def beginning(n=3, k=2, **changes):
    payload = CeremonyPayload(
        election_id=ELECTION_ID,
        attempt=1,
        demonstration=n == 1,
        key_tool=KEY_TOOL,
        log_key=LOG_SIGNER.verifier().text(),
        origin=ORIGIN,
        parameters="tiny",
        threshold=k,
        trustees=tuple(f"Trustee {i}" for i in range(1, n + 1)),
    )
    return replace(payload, **changes)


@dataclass
class Held:
    """A ceremony in progress: the board's view and every trustee's secrets."""

    view: CeremonyView
    secrets: dict[int, TrusteeSecret]

    def keys(self, i):
        nonces = draw_key_nonces(TINY, self.view.ceremony.threshold)
        return publish_keys(self.secrets[i], self.view.ceremony, nonces)

    def shares(self, i):
        nonces = {j: ShareNonces.draw(TINY) for j in self.secrets if j != i}
        return encrypt_shares(self.secrets[i], self.view, nonces)

    def confirmation(self, i):
        attempt = self.view.attempt
        return ConfirmPayload(ELECTION_ID, attempt, i, self.view.transcript())

    def drill(self, i):
        nonce = random_nonzero_scalar(TINY)
        return answer_drill(self.secrets[i], self.view, challenge=CHALLENGE, nonce=nonce)

    def all(self, make):
        for i in self.secrets:
            self.view.add(make(i))
        return self


def waiver(*trustees, **changes):
    at = datetime(2031, 3, 1, 8, tzinfo=UTC)
    return replace(WaiverPayload(ELECTION_ID, at, 1, "at sea", trustees), **changes)


def begun(n=3, k=2):
    view = CeremonyView()
    view.add(beginning(n, k))
    secrets = {i: TrusteeSecret.draw(TINY, index=i, threshold=k) for i in range(1, n + 1)}
    return Held(view, secrets)


def keyed(n=3, k=2):
    held = begun(n, k)
    return held.all(held.keys)


def shared(n=3, k=2):
    held = keyed(n, k)
    return held.all(held.shares)


def confirmed(n=3, k=2):
    held = shared(n, k)
    return held.all(held.confirmation)
