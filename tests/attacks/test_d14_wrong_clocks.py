"""D14. Voters' devices whose clocks are half a day off."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import booth, page  # noqa: F401  fixtures, by their names
from tests.browser.voters import Voter

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("booth")]


@pytest.mark.parametrize("hours", [-12, 12])
def test_voting_works_whatever_the_device_thinks_the_time_is(hours, page, booth):  # noqa: F811
    """A challenge lives ten minutes and a promise is due: by the server's clock alone."""
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    voter = Voter(page, booth)
    voter.sign_in()
    code = voter.choose_short()
    voter.send()
    off = page.evaluate("Date.now()") / 1000 - datetime.now(UTC).timestamp()
    assert abs(off - hours * 3600) < 3600
    assert voter.api(f"trackers/{code}")["status"] == "counted"
