"""Measure, print ratios, and write var/bench.json.

Machines differ and are noisy, so every figure stands beside others of the same run: raw
`gmpy2.powmod`, and the same work done without tables. Times are medians in milliseconds.
"""

import functools
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
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
from tests.verifier.many_ballots import cut, election_of

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
ROUNDS = 15
CREDENTIAL = bytes(32)
BUDGETS = {"browser_ballot_1x5_ms": 40.0, "browser_ballot_1x50_ms": 400.0}
LEAST_ENCRYPTION_GAIN = 5.0
LEAST_PROCESSES_GAIN = 1.8
VERIFIED, NEW = 1500, 500
"""Ballots of the record that is verified: those known before, and those that are new."""


class NaiveBase:
    """Stands in for a table: every power from nothing."""

    def __init__(self, group: object, base: Element) -> None:
        self.base = base
        self._p = group.p  # type: ignore[attr-defined]

    def power(self, e: Scalar) -> mpz:
        return gmpy2.powmod(self.base, e, self._p)


def main() -> int:
    figures: dict[str, float] = {}
    figures |= python_figures(options=5)
    figures |= browser_figures()
    figures |= verifier_figures()
    show(figures)
    out = Path(os.environ.get("TABELLA_VAR", ROOT / "var"))
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
    return 0 if within_budget(figures) else 1


def python_figures(options: int) -> dict[str, float]:
    context = sample_context(options)
    votes = [[1] + [0] * (options - 1)]
    made = _encrypted(context, votes)  # the tables are made here
    submitted = decode_ballot(made.data, context)
    p = context.group.p
    exponent = entropy.random_scalar(context.group)
    powmod = median(lambda: gmpy2.powmod(context.joint_key, exponent, p))
    encrypt = median(lambda: _encrypted(context, votes))
    verify = median(lambda: verify_ballot(submitted, context))
    with patch("crypto.elgamal.cached_base", NaiveBase):
        encrypt_naive = median(lambda: _encrypted(context, votes))
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


def verifier_figures() -> dict[str, float]:
    """The verifier over records of small ballots: processes, and going on from a state."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        whole = election_of(VERIFIED + NEW)
        record = whole.write(folder / "record.zip")
        alone = election_of(NEW).write(folder / "new.zip")
        early = cut(whole, VERIFIED).write(folder / "early.zip")
        one = verifier_seconds("--jobs", "1", record)
        two = verifier_seconds("--jobs", "2", record)
        verifier_seconds("--jobs", "1", "--state", folder / "state", early)
        later = verifier_seconds("--jobs", "1", "--state", folder / "state", record)
        new = verifier_seconds("--jobs", "1", alone)
    return {
        "verifier_one_process_ms": 1000 * one,
        "verifier_two_processes_gain": one / two,
        "verifier_going_on_ms": 1000 * later,
        "verifier_new_alone_ms": 1000 * new,
        "verifier_going_on_by_new_alone": later / new,
    }


def verifier_seconds(*words: object) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "verifier", "--no-progress", *(str(word) for word in words)]
    subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


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
  const { encryptBallot } = await import("/js/crypto/encryption.js");
  const median = (xs) => xs.sort((a, b) => a - b)[Math.floor(xs.length / 2)];
  const bytes = new TextEncoder().encode(manifest);
  let start = performance.now();
  const context = await ElectionContext.build(bytes, key);
  const tables = performance.now() - start;
  const votes = [[1, ...Array(options - 1).fill(0)]];
  const credential = new Uint8Array(32);
  const make = () => encryptBallot(context, { style: 1, credential, votes });
  await make();
  const times = [];
  for (let i = 0; i < rounds; i += 1) {
    start = performance.now();
    await make();
    times.push(performance.now() - start);
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
    )
    return Manifest(
        booth="00" * 32,
        opens=datetime(2030, 1, 1, tzinfo=UTC),
        closes=datetime(2030, 1, 2, tzinfo=UTC),
        contests=(contest,),
        demonstration=True,
        description={"en": ""},
        election_id=election_id,
        key_tool="00" * 32,
        languages=("en",),
        log_key=NoteSigner(origin, bytes(32)).verifier().text(),
        origin=origin,
        parameters=DEFAULT_PARAMETERS,
        styles=(Style("All", (1,)),),
        threshold=1,
        time_zone="UTC",
        title={"en": "Bench"},
        trustees=("Bench",),
        witnesses=Witnesses((), 0),
    )


def _encrypted(context: ElectionContext, votes: list[list[int]]) -> MadeBallot:
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


def show(figures: dict[str, float]) -> None:
    powmod = figures["powmod_ms"]
    rows = [
        ("one raw gmpy2.powmod, 3072 bits", powmod, powmod),
        ("Python: lock a 1x5 ballot", figures["python_encrypt_1x5_ms"],
         figures["python_encrypt_1x5_naive_ms"]),
        ("Python: verify a 1x5 ballot", figures["python_verify_1x5_ms"],
         figures["python_verify_1x5_naive_ms"]),
        ("Chromium: lock a 1x5 ballot", figures["browser_ballot_1x5_ms"],
         figures["browser_ballot_1x5_naive_ms"]),
        ("Chromium: lock a 1x50 ballot", figures["browser_ballot_1x50_ms"],
         figures["browser_ballot_1x50_naive_ms"]),
        ("Chromium: make the tables", figures["browser_tables_ms"], None),
    ]  # fmt: skip
    print(f"{'':<34} {'ms':>9} {'powmods':>9} {'without tables, ms':>19} {'gain':>6}")
    for label, value, naive in rows:
        comparison = f"{naive:>19.2f} {naive / value:>6.1f}" if naive is not None else ""
        print(f"{label:<34} {value:>9.2f} {value / powmod:>9.1f} {comparison}")
    print(
        f"verifier: two processes are {figures['verifier_two_processes_gain']:.2f} times one;"
        f" going on with {NEW} new ballots takes"
        f" {figures['verifier_going_on_by_new_alone']:.2f} times what they take alone"
    )


def within_budget(figures: dict[str, float]) -> bool:
    late = [name for name, most in BUDGETS.items() if figures[name] > most]
    for name in late:
        print(f"over budget: {name} is {figures[name]:.1f}, at most {BUDGETS[name]:.0f}")
    gain = figures["python_encrypt_tables_gain"]
    if gain < LEAST_ENCRYPTION_GAIN:
        print(f"over budget: tables gain {gain:.1f}, at least {LEAST_ENCRYPTION_GAIN:.0f}")
    shared = figures["verifier_two_processes_gain"]
    if shared < LEAST_PROCESSES_GAIN:
        print(f"over budget: two processes gain {shared:.2f}, at least {LEAST_PROCESSES_GAIN}")
    is_gaining = gain >= LEAST_ENCRYPTION_GAIN and shared >= LEAST_PROCESSES_GAIN
    return not late and is_gaining


if __name__ == "__main__":
    sys.exit(main())
