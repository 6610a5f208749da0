"""A real server, and a fake service behind it that is new for each test."""

import pytest

from interfaces.http.fake_service import FakeService, served


@pytest.fixture(scope="session")
def server():
    """One server for all tests."""
    with served(FakeService()) as caller:
        yield caller


@pytest.fixture
def service():
    """What stands behind the routes."""
    return FakeService()


@pytest.fixture
def told():
    """What the server tells its owner."""
    return []


@pytest.fixture
def call(server, service, told):
    """Call the server."""
    server.app.service = service
    server.app.told = told.append
    return server
