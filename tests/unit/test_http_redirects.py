"""Where a redirect may lead, and with the key or without."""

import pytest

from sync.sources import retry
from tests.unit.http_stage import BODY, KEY, answer, failure, get, stage


def test_a_redirect_is_followed() -> None:
    with stage(answer(301, b"x" * 100_000, Location="/v2/models?page=1"), answer(200, BODY)) as server:
        fetched = get(server.url(), key=KEY)

        assert [path for path, _ in server.seen] == ["/v1/models", "/v2/models?page=1"]
        assert server.seen[1][1]["authorization"] == f"Bearer {KEY}"
    assert (fetched.body, fetched.url) == (BODY, server.url())


def test_a_redirect_to_another_host_never_sees_the_key() -> None:
    with stage(answer(200, BODY)) as other, stage(answer(302, Location=other.url())) as server:
        error = failure(server.url(), key=KEY)

        assert other.seen == []
    assert f"it leads to another host (http://127.0.0.1:{other.server_port})" in error.what


def test_a_redirect_to_another_host_is_followed_without_a_key() -> None:
    with stage(answer(200, BODY)) as other, stage(answer(302, Location=other.url())) as server:
        assert get(server.url()).body == BODY


def test_redirects_end_after_five() -> None:
    with stage(answer(307, Location="/again")) as server:
        error = failure(server.url())

        assert len(server.seen) == 6
    assert error.what == "it answered with more than 5 redirects"


def test_a_redirect_away_from_this_machine_is_not_followed() -> None:
    with stage(answer(302, Location="https://acme.example/models")) as server:
        assert "it leads from this machine to another one, or back" in failure(server.url()).what


@pytest.mark.parametrize(
    ("url", "location", "with_key", "why"),
    [
        ("https://a.example/x", "http://a.example/x", False, "it is http"),
        ("https://127.0.0.1/x", "http://127.0.0.1/x", False, "from https to http"),
        ("https://a.example/x", "https://127.0.0.1/x", False, "this machine"),
        ("https://a.example/x", "https://127.1/x", False, "can't be read"),
        ("https://a.example/x", "https://2130706433/x", False, "can't be read"),
        ("https://a.example/x", "https://[::1/x", False, "no address"),
        ("https://a.example/x", "https://b\x1b.example/", False, "can't be read"),
        ("https://a.example/x", "ftp://a.example/x", False, "neither https nor http"),
        ("https://a.example/x", "https://me:pw@a.example/x", False, "user name"),
        ("https://a.example/x", "https://a.example:8443/x", True, "another host"),
        ("https://a.example/x", "//b.example/x", True, "another host"),
    ],
)
def test_a_redirect_that_is_refused(url: str, location: str, with_key: bool, why: str) -> None:
    with pytest.raises(retry.RefusedError, match=why):
        retry.redirected(url, location, with_key=with_key)


@pytest.mark.parametrize(
    ("url", "location", "with_key", "target"),
    [
        ("https://a.example/x", "/y", True, "https://a.example/y"),
        ("https://a.example/x", "https://A.example:443/y", True, "https://A.example:443/y"),
        ("https://a.example/x", "https://b.example/y", False, "https://b.example/y"),
    ],
)
def test_a_redirect_that_is_followed(url: str, location: str, with_key: bool, target: str) -> None:
    assert retry.redirected(url, location, with_key=with_key) == target


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_what_counts_as_this_machine(host: str, expected: bool) -> None:
    assert retry.is_loopback(host) is expected
