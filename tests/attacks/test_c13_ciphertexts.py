"""C13, P11. What ten thousand parts of ciphertexts have in common, and that none comes twice."""

from gmpy2 import jacobi

from crypto import entropy
from crypto.elgamal import encrypt
from voting.contexts import election_context

PARTS = 10_000


def test_ten_thousand_parts_have_one_symbol_and_are_all_different(built):
    """The key is that of a real election, and the votes are 0 to 4."""
    context = election_context(built.election)
    symbols, seen = set(), set()
    for number in range(PARTS // 2):
        nonce = entropy.random_scalar(context.group)
        made = encrypt(context.bases, number % 5, nonce)
        symbols |= {jacobi(part, context.group.p) for part in (made.alpha, made.beta)}
        seen |= {made.alpha, made.beta}
    assert symbols == {1}
    assert len(seen) == PARTS
