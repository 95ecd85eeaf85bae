"""Locking and verifying ballots, in Python and in a browser.

Every figure stands beside others of the same run: raw `gmpy2.powmod`, and the same work done
without tables, or of a ballot that was not prepared while the voter read. Times are medians in
milliseconds.
"""

import functools
import http.server
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import gmpy2
from gmpy2 import mpz
from playwright.sync_api import sync_playwright

from crypto import entropy
from crypto.ballot import decode_ballot, verify_ballot
from crypto.context import ElectionContext
from crypto.encryption import BallotRandomness, MadeBallot, encrypt_ballot
from crypto.group import DEFAULT_PARAMETERS, Element, Scalar, group_named
from crypto.manifest import Contest, Manifest, Option, Style, encode_manifest
from crypto.notes import NoteSigner
from crypto.witness_policy import Witnesses

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
ROUNDS = 15
CREDENTIAL = bytes(32)
BUDGETS = {"browser_ballot_1x5_ms": 40.0, "browser_ballot_1x50_ms": 400.0}
LEAST_ENCRYPTION_GAIN = 5.0
LEAST_PREPARED_GAIN = 3.0


class NaiveBase:
    """Stands in for a table: every power from nothing."""

    def __init__(self, group: object, base: Element) -> None:
        self.base = base
        self._p = group.p  # type: ignore[attr-defined]

    def power(self, e: Scalar) -> mpz:
        return gmpy2.powmod(self.base, e, self._p)


def measure() -> dict[str, float]:
    return python_figures(options=5) | browser_figures()


def python_figures(options: int) -> dict[str, float]:
    context = sample_context(options)
    votes = [[1] + [0] * (options - 1)]
    made = encrypted(context, votes)  # the tables are made here
    submitted = decode_ballot(made.data, context)
    p = context.group.p
    exponent = entropy.random_scalar(context.group)
    powmod = median(lambda: gmpy2.powmod(context.joint_key, exponent, p))
    encrypt = median(lambda: encrypted(context, votes))
    verify = median(lambda: verify_ballot(submitted, context))
    with patch("crypto.elgamal.cached_base", NaiveBase):
        encrypt_naive = median(lambda: encrypted(context, votes))
        verify_naive = median(lambda: verify_ballot(submitted, context))
    return {
        "powmod_ms": powmod,
        "python_encrypt_1x5_ms": encrypt,
        "python_encrypt_1x5_naive_ms": encrypt_naive,
        "python_encrypt_tables_gain": encrypt_naive / encrypt,
        "python_encrypt_1x5_powmods": encrypt / powmod,
        "python_verify_1x5_ms": verify,
        "python_verify_1x5_naive_ms": verify_naive,
        "python_verify_1x5_powmods": verify / powmod,
        "ballot_1x5_bytes": float(len(made.data)),
    }


def browser_figures() -> dict[str, float]:
    figures: dict[str, float] = {}
    with served_static() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.goto(f"{address}/js/crypto/parameters.js")
            for options in (5, 50):
                context = sample_context(options)
                argument = {
                    "manifest": encode_manifest(context.manifest).decode(),
                    "key": context.group.element_hex(context.joint_key),
                    "options": options,
                    "rounds": ROUNDS,
                    "p": hex(context.group.p),
                    "exponent": hex(entropy.random_scalar(context.group)),
                }
                measured = page.evaluate(IN_BROWSER, argument)
                figures |= {f"browser_{name}": value for name, value in measured.items()}
        finally:
            browser.close()
    return figures


IN_BROWSER = """
async ({manifest, key, options, rounds, p, exponent}) => {
  const { ElectionContext } = await import("/js/crypto/context.js");
  const { encryptBallot, prepareBallot } = await import("/js/crypto/encryption.js");
  const median = (xs) => xs.sort((a, b) => a - b)[Math.floor(xs.length / 2)];
  const bytes = new TextEncoder().encode(manifest);
  let start = performance.now();
  const context = await ElectionContext.build(bytes, key);
  while (context.key.grow());
  const tables = performance.now() - start;
  const votes = [[1, ...Array(options - 1).fill(0)]];
  const credential = new Uint8Array(32);
  const make = () => encryptBallot(context, { style: 1, credential, votes });
  await make();
  const times = [];
  const prepared = [];
  for (let i = 0; i < rounds; i += 1) {
    start = performance.now();
    await make();
    times.push(performance.now() - start);
    const ballot = prepareBallot(context, { style: 1, credential });
    while (await ballot.advance());
    start = performance.now();
    await ballot.lock(votes);
    prepared.push(performance.now() - start);
  }
  const modulus = BigInt(p);
  const power = (base, e) => {
    let result = 1n;
    for (let square = base; e > 0n; e >>= 1n, square = (square * square) % modulus) {
      if (e & 1n) result = (result * square) % modulus;
    }
    return result;
  };
  const naive = [];
  for (let i = 0; i < rounds; i += 1) {
    start = performance.now();
    power(BigInt("0x" + key), BigInt(exponent));
    naive.push(performance.now() - start);
  }
  // alpha and beta, and two commitments for each of two branches; one more proof for the contest
  const powers = 6 * options + 4;
  return {
    [`ballot_1x${options}_ms`]: median(times),
    [`ballot_1x${options}_prepared_ms`]: median(prepared),
    [`ballot_1x${options}_prepared_gain`]: median(times) / median(prepared),
    [`ballot_1x${options}_naive_ms`]: powers * median(naive),
    tables_ms: tables,
  };
}
"""


def sample_context(options: int) -> ElectionContext:
    group = group_named(DEFAULT_PARAMETERS)
    joint_key = group.power(group.g, entropy.random_nonzero_scalar(group))
    return ElectionContext.build(encode_manifest(_manifest(options)), joint_key)


def _manifest(options: int) -> Manifest:
    election_id = "00000000-0000-4000-8000-000000000001"
    origin = f"bench.example/e/{election_id}"
    text = {"en": "Option"}
    contest = Contest(
        title={"en": "Contest"},
        description={"en": ""},
        votes_min=0,
        votes_max=1,
        options=tuple(Option(text, {"en": ""}, 1) for _ in range(options)),
        section={"en": ""},
    )
    return Manifest(
        booth="00" * 32,
        opens=datetime(2030, 1, 1, tzinfo=UTC),
        closes=datetime(2030, 1, 2, tzinfo=UTC),
        contact={"en": ""},
        contests=(contest,),
        demonstration=True,
        description={"en": ""},
        election_id=election_id,
        key_tool="00" * 32,
        languages=("en",),
        log_key=NoteSigner(origin, bytes(32)).verifier().text(),
        origin=origin,
        parameters=DEFAULT_PARAMETERS,
        quorum=0,
        styles=(Style("All", (1,)),),
        threshold=1,
        time_zone="UTC",
        title={"en": "Bench"},
        trustees=("Bench",),
        witnesses=Witnesses((), 0),
    )


def encrypted(context: ElectionContext, votes: list[list[int]]) -> MadeBallot:
    """Lock a ballot of the sample election."""
    return encrypt_ballot(
        context,
        style=1,
        credential=CREDENTIAL,
        selections=votes,
        randomness=BallotRandomness.draw(context, 1),
    )


def median(work: Callable[[], object]) -> float:
    """Median milliseconds of one call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


@contextmanager
def served_static() -> Iterator[str]:
    handler = functools.partial(_QuietHandler, directory=str(ROOT / "static"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
        """Say nothing."""


def table(figures: dict[str, float]) -> list[list[str]]:
    powmod = figures["powmod_ms"]
    rows = [
        ("one raw gmpy2.powmod, 3072 bits", "powmod_ms", None),
        ("Python: lock a 1x5 ballot", "python_encrypt_1x5_ms", "python_encrypt_1x5_naive_ms"),
        ("Python: verify a 1x5 ballot", "python_verify_1x5_ms", "python_verify_1x5_naive_ms"),
        ("Chromium: lock a 1x5 ballot", "browser_ballot_1x5_ms", "browser_ballot_1x5_naive_ms"),
        ("Chromium: lock a 1x50 ballot", "browser_ballot_1x50_ms", "browser_ballot_1x50_naive_ms"),
        (
            "Chromium: lock a prepared 1x5 ballot",
            "browser_ballot_1x5_prepared_ms",
            "browser_ballot_1x5_ms",
        ),
        (
            "Chromium: lock a prepared 1x50 ballot",
            "browser_ballot_1x50_prepared_ms",
            "browser_ballot_1x50_ms",
        ),
        ("Chromium: make the tables", "browser_tables_ms", None),
    ]
    lines = [["work", "ms", "raw powers", "without, ms", "gain"]]
    for label, name, naive in rows:
        value = figures[name]
        slow = figures[naive] if naive else 0.0
        compared = [f"{slow:.1f}", f"{slow / value:.1f}"] if naive else ["", ""]
        lines.append([label, f"{value:.2f}", f"{value / powmod:.1f}", *compared])
    return lines


def faults(figures: dict[str, float]) -> list[str]:
    found = [
        f"{name} is {figures[name]:.1f}, at most {most:.0f}"
        for name, most in BUDGETS.items()
        if figures[name] > most
    ]
    gain = figures["python_encrypt_tables_gain"]
    if gain < LEAST_ENCRYPTION_GAIN:
        found.append(f"tables gain {gain:.1f}, at least {LEAST_ENCRYPTION_GAIN:.0f}")
    found += [
        f"{name} is {figures[name]:.1f}, at least {LEAST_PREPARED_GAIN:.0f}"
        for name in ("browser_ballot_1x5_prepared_gain", "browser_ballot_1x50_prepared_gain")
        if figures[name] < LEAST_PREPARED_GAIN
    ]
    return found
