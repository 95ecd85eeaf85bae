"""What is drawn lies in its range and does not repeat."""

from crypto import entropy
from tests.tiny_group import TINY


def test_bytes_have_the_length_asked_for():
    assert [len(entropy.random_bytes(count)) for count in (0, 13, 32)] == [0, 13, 32]
    assert len({entropy.random_bytes(16) for _ in range(1000)}) == 1000


def test_scalars_are_below_q():
    drawn = {entropy.random_scalar(TINY) for _ in range(1000)}
    assert len(drawn) == 1000
    assert max(drawn) < TINY.q


def test_a_nonzero_scalar_covers_everything_but_zero(monkeypatch):
    bounds = []

    def smallest(bound):
        bounds.append(bound)
        return 0

    monkeypatch.setattr(entropy.secrets, "randbelow", smallest)
    assert entropy.random_nonzero_scalar(TINY) == 1
    assert entropy.random_scalar(TINY) == 0
    assert bounds == [TINY.q - 1, TINY.q]


def test_batch_exponents_are_independent_and_of_128_bits():
    drawn = entropy.random_exponents(1000)
    assert len(set(drawn)) == 1000
    assert 120 < max(drawn).bit_length() <= 128
    assert entropy.random_exponents(0) == []
