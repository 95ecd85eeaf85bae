import itertools

import pytest

from voting.errors import StateError
from voting.states import MOVES, ElectionState, verify_move

FORWARD = [
    ElectionState.DRAFT,
    ElectionState.FROZEN,
    ElectionState.OPEN,
    ElectionState.CLOSED,
    ElectionState.COUNTING,
    ElectionState.COUNTED,
    ElectionState.PUBLISHED,
]


@pytest.mark.parametrize("wanted", ElectionState)
@pytest.mark.parametrize("current", ElectionState)
def test_an_election_moves_one_step_forward_or_is_cancelled(current, wanted):
    is_next = (current, wanted) in itertools.pairwise(FORWARD)
    is_cancelling = wanted == ElectionState.CANCELLED and MOVES[current]
    if is_next or is_cancelling:
        verify_move(current=current, wanted=wanted)
    else:
        with pytest.raises(StateError, match=f"{current.value} cannot become {wanted.value}"):
            verify_move(current=current, wanted=wanted)


def test_nothing_follows_publication_or_cancellation():
    assert not MOVES[ElectionState.PUBLISHED]
    assert not MOVES[ElectionState.CANCELLED]
