"""Verifying ballots together: against each by itself, without tables, and Python's own powers.

One question of five options at 3,072 bits; membership, hashing and decoding are included where not
said otherwise. Ratios are of processor time within one run, but for two processes against one.
"""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

import gmpy2
from gmpy2 import mpz
from playwright.sync_api import sync_playwright

from crypto import canonical_json
from crypto.ballot import ballot_hash, decode_ballot, range_statements
from crypto.batch import BallotClaim, verify_together
from crypto.commitments import decode_commitments
from crypto.context import ElectionContext
from crypto.elgamal import EncryptionBases
from crypto.encryption import MadeBallot
from crypto.manifest import encode_manifest
from scripts.bench.cryptography import CHROMIUM, encrypted, sample_context, served_static

OPTIONS = 5
LARGE = 1000
IN_BROWSER, ALONE_IN_BROWSER = 128, 8
FAULTY = 3
LEAST = {
    "batch1000_vs_naive_gmpy2": 15.0,
    "batch1000_vs_python_pow": 110.0,
    "batch1_vs_naive_gmpy2": 4.0,
    "two_process_speedup": 1.8,
    "browser_batch_vs_single": 3.0,
}
MOST = {"faulty_vs_clean": 3.0}
Power = Callable[[mpz, mpz, mpz], "mpz | int"]


def measure() -> dict[str, float]:
    context = sample_context(OPTIONS)
    made = [_made(context, number) for number in range(LARGE)]
    sent = [_sent(one) for one in made]
    naive = _cpu(lambda: _naive(sent[0], context, gmpy2.powmod), 5)
    python = _cpu(lambda: _naive(sent[0], context, _python_power), 2)
    sizes = {size: _batch(sent, context, size) for size in (1, 10, 100, LARGE)}
    figures = {f"batch{size}_ballots_per_second": 1 / cost for size, cost in sizes.items()}
    clean = sizes[LARGE] * LARGE
    return figures | {
        "naive_gmpy2_ballots_per_second": 1 / naive,
        "python_pow_ballots_per_second": 1 / python,
        "batch1000_vs_naive_gmpy2": naive / sizes[LARGE],
        "batch1000_vs_python_pow": python / sizes[LARGE],
        "batch1_vs_naive_gmpy2": naive / sizes[1],
        "two_process_speedup": _two_processes(sent, context),
        "faulty_vs_clean": _with_faulty(sent, context) / clean,
        "bytes_per_ballot": float(len(made[0].data)),
        "bytes_of_commitments": float(len(canonical_json.encode(made[0].commitments))),
        "browser_batch_vs_single": _browser(made[:IN_BROWSER], context),
    }


def _made(context: ElectionContext, number: int) -> MadeBallot:
    return encrypted(context, [[int(option == number % OPTIONS) for option in range(OPTIONS)]])


@dataclass(frozen=True, slots=True)
class Sent:
    """A ballot and its commitments as the bytes they came as."""

    ballot: bytes
    commitments: bytes


def _sent(made: MadeBallot) -> Sent:
    return Sent(made.data, canonical_json.encode(made.commitments))


def _claims(sent: Sequence[Sent], context: ElectionContext) -> list[BallotClaim]:
    return [
        BallotClaim(
            decode_ballot(one.ballot, context), decode_commitments(one.commitments, context, 1)
        )
        for one in sent
    ]


def _cpu(work: Callable[[], object], rounds: int) -> float:
    start = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - start) / rounds


def _batch(sent: Sequence[Sent], context: ElectionContext, size: int) -> float:
    """Seconds a ballot in batches of `size`."""
    rounds = max(1, 30 // size)
    batches = [sent[number * size :][:size] for number in range(rounds)]
    following = count()
    cost = _cpu(lambda: _all_proven(batches[next(following)], context), rounds)
    return cost / size


def _all_proven(sent: Sequence[Sent], context: ElectionContext) -> None:
    if None in verify_together(_claims(sent, context), context):
        raise AssertionError("a sound ballot was not proven")


def _python_power(base: mpz, exponent: mpz, modulus: mpz) -> int:
    return pow(int(base), int(exponent), int(modulus))


class _PlainBase:
    """Stands in for a table: every power from nothing."""

    def __init__(self, base: mpz, power: Power, modulus: mpz) -> None:
        self._base, self._power, self._modulus = base, power, modulus

    def power(self, exponent: mpz) -> mpz:
        return mpz(self._power(self._base, exponent, self._modulus))


def _naive(sent: Sent, context: ElectionContext, power: Power) -> None:
    """Check a ballot by the equations as they are written, each power by itself."""
    group, ballot = context.group, decode_ballot(sent.ballot, context)
    p = group.p
    numbers = [x for c in ballot.contests for s in c.selections for x in (s.alpha, s.beta)]
    if any(power(x, group.q, p) != 1 for x in numbers):
        raise AssertionError("a sound ballot was refused")
    g, k = _PlainBase(group.g, power, p), _PlainBase(context.joint_key, power, p)
    bases = EncryptionBases(group, g, k)  # type: ignore[arg-type]
    for statement, proof in range_statements(ballot, context):  # type: ignore[arg-type]
        alpha = _PlainBase(statement.ciphertext.alpha, power, p)
        beta = _PlainBase(statement.ciphertext.beta, power, p)
        pairs = [
            (
                bases.g.power(v) * alpha.power(c) % p,
                bases.k.power(group.scalar(v - j * c)) * beta.power(c) % p,
            )
            for j, (c, v) in zip(statement.values, proof.branches, strict=True)
        ]
        proof.verify_challenge(group, statement, pairs)


def _with_faulty(sent: Sequence[Sent], context: ElectionContext) -> float:
    """Seconds for all of them when three of them, far apart, are false."""
    places = [round(len(sent) * (0.5 + number) / FAULTY) for number in range(FAULTY)]
    mixed = list(sent)
    for place in places:
        mixed[place] = _spoiled(context)
    start = time.process_time()
    verified = verify_together(_claims(mixed, context), context)
    cost = time.process_time() - start
    if [place for place, one in enumerate(verified) if one is None] != places:
        raise AssertionError("not exactly the faulty ballots were named")
    return cost


def _spoiled(context: ElectionContext) -> Sent:
    """A ballot of which one equation is false, though its challenges add up."""
    made = _made(context, 0)
    document = canonical_json.decode(made.data, max_size=len(made.data), place="ballot")
    proof = document["contests"][0]["proof"]  # type: ignore[index,call-overload]
    proof[0][1] = f"{(int(proof[0][1], 16) ^ 1):064x}"  # type: ignore[index,call-overload,arg-type]
    return Sent(canonical_json.encode(document), canonical_json.encode(made.commitments))


_shared: list[tuple[Sequence[Sent], ElectionContext]] = []


def _half(number: int) -> None:
    sent, context = _shared[0]
    _all_proven(sent[number::2], context)


def _two_processes(sent: Sequence[Sent], context: ElectionContext) -> float:
    """How much sooner two processes have checked the two halves than one."""
    _shared[:] = [(sent, context)]
    forking = multiprocessing.get_context("fork")
    seconds = {}
    for number in (1, 2):
        with forking.Pool(number) as pool:
            pool.map(_half, [0, 1][:number], chunksize=1)  # the processes are there and warm
            start = time.perf_counter()
            pool.map(_half, [0, 1], chunksize=1)
            seconds[number] = time.perf_counter() - start
    return seconds[1] / seconds[2]


def _browser(made: Sequence[MadeBallot], context: ElectionContext) -> float:
    """How many times longer a ballot by itself takes in Chromium than one of many."""
    lines = [
        canonical_json.encode(
            {"ballot": ballot_hash(one.data), "commitments": one.commitments}
        ).decode()
        for one in made
    ]
    argument = {
        "manifest": encode_manifest(context.manifest).decode(),
        "key": context.group.element_hex(context.joint_key),
        "ballots": [one.data.decode() for one in made],
        "lines": lines,
        "alone": ALONE_IN_BROWSER,
    }
    with served_static() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.goto(f"{address}/js/crypto/parameters.js")
            return float(page.evaluate(BROWSER, argument))
        finally:
            browser.close()


BROWSER = """
async ({manifest, key, ballots, lines, alone}) => {
  const { ElectionContext } = await import("/js/crypto/context.js");
  const { decodeBallot, verifyBallot } = await import("/js/crypto/ballot.js");
  const { decodeCommitments, verifyTogether } = await import("/js/crypto/batch.js");
  const bytes = (text) => new TextEncoder().encode(text);
  const context = await ElectionContext.build(bytes(manifest), key);
  let start = performance.now();
  for (const text of ballots.slice(0, alone))
    await verifyBallot(decodeBallot(bytes(text), context), context);
  const single = (performance.now() - start) / alone;
  start = performance.now();
  const claims = ballots.map((text, index) => {
    const ballot = decodeBallot(bytes(text), context);
    return { ballot, ...decodeCommitments(bytes(lines[index]), ballot, context.group) };
  });
  const proven = await verifyTogether(claims, context);
  if (proven.includes(false)) throw new Error("a sound ballot was not proven");
  return single / ((performance.now() - start) / ballots.length);
}
"""


def table(figures: dict[str, float]) -> list[list[str]]:
    naive = figures["naive_gmpy2_ballots_per_second"]
    rows = (
        ("Python's pow, every power by itself", "python_pow_ballots_per_second"),
        ("gmpy2, every power by itself", "naive_gmpy2_ballots_per_second"),
        ("alone", "batch1_ballots_per_second"),
        ("in tens", "batch10_ballots_per_second"),
        ("in hundreds", "batch100_ballots_per_second"),
        ("in thousands", "batch1000_ballots_per_second"),
    )
    lines = [
        [label, f"{figures[name]:.1f}", f"{figures[name] / naive:.1f}"] for label, name in rows
    ]
    return [["ballots of one question with five options", "a second", "against gmpy2"], *lines]


def ratio_lines(figures: dict[str, float]) -> str:
    return (
        f"\n- a thousand against Python's pow: {figures['batch1000_vs_python_pow']:.0f} times\n"
        f"- two processes against one: {figures['two_process_speedup']:.2f} times\n"
        f"- a thousand with three faulty ones against clean ones: "
        f"{figures['faulty_vs_clean']:.2f} times\n"
        f"- in Chromium, many together against each alone: "
        f"{figures['browser_batch_vs_single']:.1f} times\n"
        f"- bytes of a ballot: {figures['bytes_per_ballot']:.0f}, and of its commitments: "
        f"{figures['bytes_of_commitments']:.0f}\n"
    )


def faults(figures: dict[str, float]) -> list[str]:
    low = [
        f"{name} is {figures[name]:.2f}, at least {least}"
        for name, least in LEAST.items()
        if figures[name] < least
    ]
    high = [
        f"{name} is {figures[name]:.3f}, at most {most}"
        for name, most in MOST.items()
        if figures[name] > most
    ]
    return low + high
