"""The page that checks an election on the reader's own device (screen B4)."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser.looks import LOOKS, check, looked_at
from tests.browser.observers import INSIDE, drop, long_record, with_one_digit_changed
from tests.simulator import Simulation
from tests.verifier.defects import spoil

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("check")]

PASSED = "All 5 checks passed. The published result matches the public record."
PATIENCE = 120_000


@pytest.fixture
def address(check_server):
    return f"{check_server['address']}/e/{check_server['elections']['published']}"


@pytest.fixture(scope="module")
def long_file(tmp_path_factory):
    """Without what makes batches possible, so that there is time to stop it in the middle."""
    record = long_record()
    record.commitments = []
    return record.write(tmp_path_factory.mktemp("long") / "record.zip")


@pytest.fixture(scope="module")
def short_file(tmp_path_factory):
    """Long enough to be stopped in the middle."""
    return long_record(15).write(tmp_path_factory.mktemp("short") / "record.zip")


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("#start")


def result(page):
    page.wait_for_selector("#result", timeout=PATIENCE)
    return page.locator("#result-title").inner_text()


def checked_file(page, path):
    page.locator("details", has=page.locator("#record-file")).evaluate("node => node.open = true")
    page.set_input_files("#record-file", path)
    page.click("#start")


def test_a_published_election_is_checked_over_the_network(page, address):
    asked = []
    opened(page, f"{address}/check")
    page.context.on("request", lambda request: asked.append(request.url))
    page.click("#start")
    assert result(page) == PASSED
    assert page.locator("#parts li").count() == 5
    assert page.locator("#parts .app-steps__item--done").count() == 5
    expect(page.locator("#result")).to_contain_text("Dana Levi")
    assert [url for url in asked if "/static/" not in url] == [f"{address}/record.zip"]


def test_the_page_runs_only_what_the_list_of_the_checker_holds(page, check_server, address):
    fetched = set()
    page.context.on("request", lambda request: fetched.add(request.url.partition("?")[0]))
    opened(page, f"{address}/check")
    page.click("#start")
    result(page)
    files = page.request.get(f"{check_server['address']}/api/v1/checker").json()["files"]
    known = {f"{check_server['address']}/static/{path}" for path in files}
    scripts = {url for url in fetched if url.endswith(".js")}
    assert any(url.endswith("/judge-worker.js") for url in scripts)
    assert not scripts - known


def test_a_changed_record_is_traced_to_its_entry(page, address):
    changed, index = with_one_digit_changed(page.request.get(f"{address}/record.zip").body())
    opened(page, f"{address}/check")
    drop(page, "record.zip", changed)
    assert re.fullmatch(r"\d problems found", result(page))
    problem = page.locator("#problems li", has_text=f"C03.2 entry {index} (ballot)")
    assert problem.locator("a").get_attribute("href").endswith(f"/record/{index}")
    expect(page.locator("#part-record")).to_contain_text("1 problem found")
    expect(page.locator("#part-ballots")).to_contain_text("found")
    problem.locator("a").click()
    page.wait_for_url(f"**/record/{index}")


def test_the_report_is_saved_as_a_page_and_for_programs(page, browser, address, tmp_path):
    record, _ = with_one_digit_changed(page.request.get(f"{address}/record.zip").body())
    opened(page, f"{address}/check")
    drop(page, "record.zip", record)
    result(page)
    saved = {}
    for button, name in (("#save-report", "report.html"), ("#save-json", "report.json")):
        with page.expect_download() as waiting:
            page.click(button)
        saved[name] = Path(tmp_path / name)
        waiting.value.save_as(saved[name])
    document = json.loads(saved["report.json"].read_bytes())
    assert document["status"] == 1
    assert document["conclusion"].startswith("This record is NOT in order")
    with browser.new_context(offline=True) as context:
        report = context.new_page()
        asked = []
        report.on("request", lambda request: asked.append(request.url))
        report.goto(saved["report.html"].as_uri())
        expect(report.locator("h1")).to_have_text("Riverside board election")
        expect(report.locator("body")).to_contain_text(document["conclusion"])
        expect(report.locator("li", has_text="C03.2")).to_contain_text("(ballot)")
        assert all(url.startswith(INSIDE) for url in asked)


def test_a_file_is_checked_by_a_file_with_the_network_off(page, browser, check_server, tmp_path):
    tool = tmp_path / "check-election.html"
    tool.write_bytes(
        page.request.get(f"{check_server['address']}/downloads/check-election.html").body()
    )
    honest = Simulation.honest()
    good = honest.write(tmp_path / "good.zip")
    bad = spoil("challenges_do_not_add_up", honest.copy()).write(tmp_path / "bad.zip")
    asked, complaints = [], []
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        context.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        opened(page, tool.as_uri())
        page.click("#start")
        expect(page.locator("#error-summary")).to_contain_text("Choose the record file first")
        page.set_input_files("#record-file", good)
        page.click("#start")
        assert result(page) == PASSED
        page.click("#again")
        page.set_input_files("#record-file", bad)
        page.click("#start")
        assert result(page) == "1 problem found"
        expect(page.locator("#problems li")).to_contain_text(
            "C07.5 entry 17 (ballot): contest 1 option 1"
        )
    assert complaints == []
    assert [url for url in asked if not url.startswith(INSIDE)] == []


def test_nothing_is_asked_for_while_a_dropped_file_is_checked(page, address, long_file):
    opened(page, f"{address}/check")
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    drop(page, "record.zip", long_file.read_bytes())
    assert result(page) == PASSED
    assert [url for url in asked if "/static/" not in url] == []


def test_a_check_is_paused_and_goes_on_after_a_reload(page, address, long_file):
    opened(page, f"{address}/check")
    checked_file(page, long_file)
    row = page.locator("#part-ballots .app-steps__text")
    expect(row).to_have_text(re.compile(r"(8|12|16|20|24|28|32) of 40"), timeout=PATIENCE)
    page.click("#pause")
    expect(page.locator("#status")).to_have_text("The check is paused.")
    # The rest would take less than this if it went on.
    with pytest.raises(PlaywrightTimeout):
        page.wait_for_selector("#result", timeout=8000)
    page.click("#resume")
    expect(page.locator("#status")).to_have_text(re.compile("Checking"), timeout=PATIENCE)
    page.reload()
    page.wait_for_selector("#start")
    checked_file(page, long_file)
    said = page.locator("#estimate")
    expect(said).to_have_text(re.compile(r"^\d+ ballots were checked on this device before"))
    assert result(page) == PASSED


def test_what_was_found_out_about_a_record_is_used_for_no_other(page, address, long_file, tmp_path):
    changed, index = with_one_digit_changed(long_file.read_bytes())
    other = tmp_path / "other.zip"
    other.write_bytes(changed)
    opened(page, f"{address}/check")
    checked_file(page, long_file)
    row = page.locator("#part-ballots .app-steps__text")
    expect(row).to_have_text(re.compile(r"[1-3][0-9] of 40"), timeout=PATIENCE)
    page.reload()
    page.wait_for_selector("#start")
    checked_file(page, other)
    assert "found" in result(page)
    assert "before" not in page.locator("#estimate").text_content()
    expect(page.locator("#problems")).to_contain_text(f"entry {index} (ballot)")


def test_what_another_checker_found_out_is_not_used(page, address, long_file):
    opened(page, f"{address}/check")
    checked_file(page, long_file)
    row = page.locator("#part-ballots .app-steps__text")
    expect(row).to_have_text(re.compile(r"[1-3][0-9] of 40"), timeout=PATIENCE)
    page.route(re.compile("/check$"), of_another_version)
    page.reload()
    page.wait_for_selector("#start")
    checked_file(page, long_file)
    assert result(page) == PASSED
    assert "before" not in page.locator("#estimate").text_content()


def of_another_version(route):
    response = route.fetch()
    body = re.sub(r'data-version="[0-9a-f]+"', 'data-version="other"', response.text())
    route.fulfill(response=response, body=body)


def test_some_ballots_drawn_at_random_come_first(page, address, tmp_path):
    record = long_record(110).write(tmp_path / "record.zip")
    opened(page, f"{address}/check")
    page.locator("details", has=page.locator("#record-file")).evaluate("node => node.open = true")
    page.set_input_files("#record-file", record)
    page.click("#sample")
    assert result(page) == "Nothing is wrong with 100 ballots drawn at random."
    expect(page.locator("#part-ballots")).to_contain_text("Not checked")


def test_a_kept_checkpoint_that_the_record_does_not_continue(page, address, tmp_path):
    made = spoil("history_rewritten_since_the_kept_checkpoint", Simulation.honest())
    (tmp_path / "record.zip").write_bytes(made.record)
    opened(page, f"{address}/check")
    page.locator("details", has=page.locator("#kept")).evaluate("node => node.open = true")
    page.fill("#kept", made.kept_note)
    checked_file(page, tmp_path / "record.zip")
    assert result(page) == "1 problem found"
    expect(page.locator("#problems")).to_contain_text("C03.8 kept checkpoint")


def test_an_unfinished_election_is_not_called_wrong(page, check_server):
    opened(page, f"{check_server['address']}/e/{check_server['elections']['open']}/check")
    page.click("#start")
    assert "the record is not complete" in result(page)
    expect(page.locator("#result")).to_contain_text("C12: there is no result")


def test_a_file_that_is_no_record(page, address, tmp_path):
    (tmp_path / "record.zip").write_bytes(b"hello")
    opened(page, f"{address}/check")
    checked_file(page, tmp_path / "record.zip")
    assert result(page) == "This file is not an election record."


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_is_accessible(browser, address, short_file, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        opened(page, f"{address}/check")
        check(page)
        changed, _ = with_one_digit_changed(short_file.read_bytes())
        drop(page, "record.zip", changed)
        page.click("#pause")
        page.wait_for_selector("#resume")
        check(page)
        page.click("#resume")
        result(page)
        check(page)
        page.click("#again")
        page.click("#start")
        result(page)
        assert page.get_attribute("#result", "data-outcome") == "passed"
        check(page)


@pytest.mark.parametrize("look", LOOKS)
def test_the_single_file_is_accessible(browser, check_server, tmp_path, look):
    with looked_at(browser, LOOKS[look]) as context:
        page = context.new_page()
        file = tmp_path / "check-election.html"
        source = f"{check_server['address']}/downloads/check-election.html"
        file.write_bytes(page.request.get(source).body())
        opened(page, file.as_uri())
        check(page)
