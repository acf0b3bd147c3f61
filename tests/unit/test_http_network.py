"""What a fetch takes from its environment: proxies and certificates, and no credentials."""

from pathlib import Path

import pytest

from sync.errors import SourceError
from sync.sources import retry
from sync.sources.http import fetch, new_session
from tests.unit.http_stage import BODY, KEY, Clock, answer, endpoint, stage


def test_netrc_and_proxies_of_the_environment_do_not_touch_a_loopback_fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    for name, value in {
        "NETRC": str(netrc),
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    with stage(answer(200, BODY)) as server, new_session({"ALL_PROXY": "http://127.0.0.1:1"}) as session:
        clock = Clock()
        fetch(endpoint(server.url()), key=KEY, etag=None, session=session, sleep=clock.sleep, clock=clock)

        assert server.seen[0][1]["authorization"] == f"Bearer {KEY}"


def test_a_session_takes_proxies_and_certificates_from_its_environment() -> None:
    environ = {"https_proxy": "http://p:3128", "NO_PROXY": "acme.example", "SSL_CERT_FILE": "/etc/ca.pem"}

    with new_session(environ) as session:
        assert dict(session.proxies) == {"https": "http://p:3128", "no_proxy": "acme.example"}
        assert (session.verify, session.trust_env) == ("/etc/ca.pem", False)
    with new_session({}) as session:
        assert (dict(session.proxies), session.verify) == ({}, True)


@pytest.mark.parametrize(
    ("host", "no_proxy", "expected"),
    [
        ("api.acme.example", "acme.example", True),
        ("api.acme.example", ".acme.example, other", True),
        ("api.acme.example", "*.acme.example", True),
        ("api.acme.example", "*", True),
        ("notacme.example", "acme.example", False),
        ("api.acme.example", "", False),
        ("localhost", "", True),
    ],
)
def test_no_proxy_names_hosts_and_domains(host: str, no_proxy: str, expected: bool) -> None:
    assert retry.bypasses_proxy(host, no_proxy) is expected


def test_a_proxy_that_is_not_there_is_named_as_the_cause() -> None:
    with new_session({"HTTPS_PROXY": "http://127.0.0.1:1"}) as session, pytest.raises(SourceError) as caught:
        clock = Clock()
        fetch(
            endpoint("https://acme.example/m"),
            key=KEY,
            etag=None,
            session=session,
            sleep=clock.sleep,
            clock=clock,
        )

    assert caught.value.what == "the proxy let nothing through (tries: 3)"


def test_a_ca_bundle_that_is_not_there_is_named_as_the_cause() -> None:
    clock = Clock()
    with new_session({"SSL_CERT_FILE": "/nowhere.pem"}) as session, pytest.raises(SourceError) as caught:
        at = endpoint("https://127.0.0.1:1/m")
        fetch(at, key=KEY, etag=None, session=session, sleep=clock.sleep, clock=clock)

    assert caught.value.what == "the CA bundle can't be read (tries: 3)"
