"""D17. Guessing voter codes, and asking which voters and officials there are."""

import re
from uuid import uuid4

from django.core.cache import cache
from django.test import Client

from crypto import base32, entropy
from crypto.credentials import CODE_LENGTH, CODE_RANDOM_BYTES, credential_seed, new_code, parse_code
from crypto.signing import public_key
from tests import people
from voting.models import Voter

FEWEST_BITS = 80


def test_a_code_has_more_bits_than_anybody_can_try(built):
    assert CODE_LENGTH * 5 >= FEWEST_BITS
    assert len(base32.ALPHABET) == 32
    assert CODE_RANDOM_BYTES * 8 >= FEWEST_BITS
    assert all(len(parse_code(code)) == CODE_LENGTH for code in built.codes.values())
    assert len(set(built.codes.values())) == 12


def test_a_thousand_guesses_find_nobody(built):
    """What a guess costs is a hash and a key; what it needs is the roll, which is public."""
    keys = set(Voter.objects.filter(election=built.election).values_list("credential", flat=True))
    assert built.credential(1).hex() in keys
    guesses = [new_code(entropy.random_bytes(CODE_RANDOM_BYTES)) for _ in range(1000)]
    seeds = [credential_seed(parse_code(code), built.election.slug) for code in guesses]
    assert keys.isdisjoint(public_key(seed).hex() for seed in seeds)


def test_signing_in_as_an_official_says_the_same_of_everybody(db):
    cache.clear()
    known = people.official()
    told = {
        without_what_was_typed(Client().post("/officials/sign-in", form), form)
        for form in (
            {"email": known.username, "password": "wrong"},
            {"email": f"{uuid4()}@example.org", "password": "wrong"},
        )
    }
    assert len(told) == 1


def without_what_was_typed(answer, form) -> tuple[int, str]:
    text = answer.content.decode().replace(form["email"], "")
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
