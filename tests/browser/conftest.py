"""A headless Chromium for the tests of the page; they run only where they are asked for by name."""

import os
import shutil

import pytest

#: What keeps a browser quiet: no first run, no updates, nothing in the background.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_ignore_collect(config):
    """Leave this folder out, unless it is named."""
    return None if any("browser" in str(each) for each in config.args) else True


def programs():
    """Return the browser and its driver; without them the tests are skipped, but fail in CI."""
    found = [shutil.which("chromium"), shutil.which("chromedriver")]
    if not all(found):
        tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        tell("chromium and chromedriver are needed: apt-get install chromium chromium-driver")
    return found


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Return the browser, which tells what its console and network say."""
    chromium, driver = programs()
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options=options, service=Service(driver))
    yield made
    made.quit()
