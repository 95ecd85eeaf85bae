"""How far checking has come, and how long it will take."""

import time
from collections.abc import Callable

from trustee.words import Speaker, duration


class Progress:
    """Is told how many of how many ballots are done, and tells the person.

    Args:
        speaker: tells the person.
        clock: gives the seconds since some moment.
    """

    def __init__(self, speaker: Speaker, clock: Callable[[], float] = time.monotonic) -> None:
        self._speaker = speaker
        self._clock = clock
        self._began = clock()

    def __call__(self, done: int, total: int) -> None:
        """Show what is done; the time left is taken from the time so far."""
        if done == 0:
            self._began = self._clock()
        text = f"{done:,} of {total:,} ballots checked"
        if 0 < done < total:
            left = (self._clock() - self._began) * (total - done) / done
            text = f"{text}, about {duration(left)} left"
        if total:
            self._speaker.show(text, is_last=done == total)
