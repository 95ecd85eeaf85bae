import pytest

from tests.election.product import Place, redis_number, running_product
from tests.election.story import play
from tests.election.witnesses import witnessed


@pytest.fixture(scope="session")
def worker(request):
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def story(tmp_path_factory, worker, browser):
    """A whole election from draft to verified record; what was left behind can still be read."""
    place = Place(tmp_path_factory.mktemp("product"), redis_number=redis_number(worker))
    place.extra["TABELLA_PROXIES"] = "1"
    with (
        place.made(),
        witnessed(place, count=3, quorum=2, degraded="wait") as witnesses,
        running_product(place) as product,
    ):
        yield play(product, witnesses, tmp_path_factory.mktemp("people"), browser)
