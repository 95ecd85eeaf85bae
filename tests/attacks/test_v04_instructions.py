"""V4. How a vote is checked is said outside the page that might leave it out."""

import pytest
from django.core import mail

from tests.elections import frozen_election
from voting.mail import new_code_message, voter_message
from voting.models import Election

LANGUAGES = {
    "en": "test ballot",
    "fr": "bulletin test",
    "es": "papeleta de prueba",
    "ar": "تجريبية",
}


@pytest.fixture
def built(db):
    return frozen_election(voters=1)


@pytest.mark.parametrize("make", [voter_message, new_code_message])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voting_mail_carries_the_steps(language, make, built):
    Election.objects.filter(pk=built.election.pk).update(languages=[language])
    voter = built.reload().voters.get()
    make(voter, built.codes[1], None).send()
    text = mail.outbox[-1].body
    steps = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert len(steps) == 3
    assert LANGUAGES[language] in steps[1]
    assert steps[2].endswith(f"/e/{built.election.slug}/code")
