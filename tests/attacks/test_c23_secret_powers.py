"""C23. What the time of a power tells of its exponent; which exponents go to which function."""

import ast
import time
from pathlib import Path
from statistics import fmean, variance

import gmpy2

from crypto import numbers
from crypto.entropy import random_bytes, random_nonzero_scalar
from crypto.group import DEFAULT_PARAMETERS, group_named

ROOT = Path(__file__).parents[2]
GROUP = group_named(DEFAULT_PARAMETERS)
TRIES = 300  # of each kind
NOTICEABLE = 4.5
"""From such a t on (dudect's bound) nobody believes in chance any more."""


def t_of(power) -> float:
    """Welch's t between the times of a secret of one set bit and of random ones, in random order.

    All are four words long, as all secrets are but one in 2^64: of shorter ones the length shows.
    """
    base = GROUP.power(GROUP.g, GROUP.scalar(12345))
    sparse = GROUP.scalar(2**255)
    times: tuple[list[int], list[int]] = ([], [])
    for byte in random_bytes(2 * TRIES):
        kind = byte & 1
        exponent = sparse if kind else random_nonzero_scalar(GROUP)
        begun = time.thread_time_ns()  # other processes' turns are not in it
        power(base, exponent)
        times[kind].append(time.thread_time_ns() - begun)
    return welch(*map(quickest, times))


def quickest(times: list[int]) -> list[int]:
    """Nine in ten: what other processes took from the rest is no property of the exponent."""
    return sorted(times)[: len(times) * 9 // 10]


def welch(first: list[int], second: list[int]) -> float:
    spread = variance(first) / len(first) + variance(second) / len(second)
    return abs(fmean(first) - fmean(second)) / spread**0.5


def test_the_time_of_unlocking_tells_nothing_of_the_key():
    """The least of three runs: a machine that changes its pace in one of them is no leak."""
    assert min(t_of(GROUP.secret_power) for _ in range(3)) < NOTICEABLE


def test_the_measurement_would_notice():
    assert t_of(GROUP.power) > NOTICEABLE


def test_gmpy2_s_function_for_secrets_is_the_one_that_runs():
    assert not numbers.IS_PLAIN
    assert numbers.powmod_sec is gmpy2.powmod_sec


SECRET_NAMES = {
    *("key_share", "_key_share", "secret", "coefficients", "communication_secret"),
    *("signing_seed", "encryption", "nonces", "u", "z"),
}
SECRET_MODULES = ("decryption", "equality_proof", "schnorr", "trustee_keys", "ceremony_proofs")


def test_no_secret_of_a_key_holder_goes_to_the_fast_function():
    """Every exponent of `power` in the modules that hold keys is looked at by name."""
    careless = []
    for module in SECRET_MODULES:
        tree = ast.parse((ROOT / f"crypto/{module}.py").read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in (
                "power",
                "powmod",
            ):
                continue
            names = {
                node.id if isinstance(node, ast.Name) else node.attr
                for node in ast.walk(call.args[-1])
                if isinstance(node, ast.Name | ast.Attribute)
            }
            if names & SECRET_NAMES:
                careless.append(f"{module}: {ast.unparse(call)}")
    assert careless == []


def test_what_browsers_do_is_said_plainly():
    told = (ROOT / "docs/limitations.md").read_text(encoding="utf-8")
    assert "Exponentiation in the browser (BigInt)" in told
    assert "is not constant time" in told
