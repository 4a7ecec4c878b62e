"""Fixtures of the black-box tests. The program is $GS_BINARY or build/dev/bin/governed-speed."""

import pytest

from gateway import BINARY, REFERENCE_POLICY, Gateway
from proxy import proxied, start_proxy  # noqa: F401, fixtures
from res import Res


def pytest_collection_modifyitems(items):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} does not exist: build it or set GS_BINARY", returncode=2)


@pytest.fixture
def start(tmp_path):
    """Starts gateways that are stopped when the test ends: start(policy=..., settings={...})."""
    running = []

    def start_one(policy=REFERENCE_POLICY, settings=None, ready=True, **kwargs):
        gateway = Gateway(tmp_path, policy, settings, **kwargs)
        running.append(gateway)
        return gateway.wait_ready() if ready else gateway

    yield start_one
    for gateway in running:
        gateway.stop()


@pytest.fixture
def start_res(tmp_path):
    """Starts evidence services that are stopped when the test ends: start_res(settings={...})."""
    running = []

    def start_one(policy=REFERENCE_POLICY, settings=None, ready=True, folder=None, **kwargs):
        res = Res(folder or tmp_path, policy, settings, **kwargs)
        running.append(res)
        return res.wait_ready() if ready else res

    yield start_one
    for res in running:
        res.stop()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """One gateway per policy file for all tests that change nothing: shared(policy)."""
    running = {}

    def get(policy=REFERENCE_POLICY):
        if policy not in running:
            folder = tmp_path_factory.mktemp("shared")
            running[policy] = Gateway(folder, policy).wait_ready()
        return running[policy]

    yield get
    for gateway in running.values():
        gateway.stop()


@pytest.fixture(scope="session")
def reference(shared):
    """A gateway with the reference policy and no settings."""
    return shared()
