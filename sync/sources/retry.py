"""What HTTP may do, as pure rules: which addresses and redirects, how long to wait, what to tell.

Nothing here asks for anything; `sync.sources.http` does, and obeys.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlsplit

from sync.sources.provider import Endpoint

AGENT = "modelbook-sync"
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How patient a fetch is. Seconds and bytes.

    connect, read  for one connection and one silence
    deadline       for everything: tries, waits, redirects and the whole body
    max_bytes      of a body once it is decoded, so a gzip bomb counts in full
    """

    connect: float = 10
    read: float = 60
    deadline: float = 120
    tries: int = 3
    backoff: float = 1
    longest_wait: float = 60
    max_bytes: int = 64 * 1024 * 1024
    redirects: int = 5

    def wait(self, tried: int, asked: float | None) -> float:
        """Seconds before the next try, after `tried` tries; `asked` is the server's wish."""
        return min(self.longest_wait, self.backoff * 2 ** (tried - 1) if asked is None else asked)


DEFAULT = Policy()


class RefusedError(Exception):
    """An address that must not be asked; its text says why, in words safe to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What an answer that is no list means; `asked` is how long the server asked to wait."""

    what: str
    fix: str
    again: bool = False
    asked: float | None = None


def headers(endpoint: Endpoint, *, key: str | None, etag: str | None) -> dict[str, str]:
    """What is sent along: the key in its own header only."""
    sent = {"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
    if key:
        sent[endpoint.auth.header_name] = endpoint.auth.prefix + key
    if etag and etag.isascii() and etag.isprintable():
        sent["If-None-Match"] = etag
    return sent


def unfit(endpoint: Endpoint, key: str | None) -> tuple[str, str] | None:
    """Why nothing may be sent at all, and how to mend it; None when it may."""
    try:
        check_address(endpoint.url)
    except RefusedError as why:
        return f"this address is not asked: {why}", f"correct the endpoint's url in {file_of(endpoint)}"
    if key and not (key.isascii() and key.isprintable()):
        return "the key holds characters that can't stand in a header", f"set {_variables(endpoint)} again"
    return None


def failure(status: int, answered: Mapping[str, str], *, endpoint: Endpoint, with_key: bool) -> Failure:
    """What a status other than 200 and 304 means for whoever runs the sync."""
    what = f"it answered {_status(status)}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        fix = f"ask less often (`update_frequency` in {file_of(endpoint)}), or with a key that may ask more"
        return Failure(what=what, fix=fix, again=True, asked=retry_after(answered))
    if status >= 500:
        fix = "run again later; the fault is the provider's"
        return Failure(what=what, fix=fix, again=True, asked=retry_after(answered))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        sent = "the key was not accepted" if with_key else "no key was sent"
        return Failure(what=f"{what}: {sent}", fix=f"set {_variables(endpoint)} to a valid key")
    fix = f"correct the endpoint's url in {file_of(endpoint)}, or set `enabled: false` there"
    return Failure(what=what, fix=fix)


def file_of(endpoint: Endpoint) -> str:
    """The file that declares an endpoint."""
    return f"catalog/providers/{endpoint.provider or '<provider>'}.yaml"


def show(url: str) -> str:
    """An address without what may be secret in it: user, password, query, fragment."""
    try:
        parts = urlsplit(url)
        return f"{_origin_text(parts)}{parts.path}" if parts.hostname else "an unreadable address"
    except ValueError:
        return "an unreadable address"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: 127.0.0.0/8, ::1, localhost."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower() == "localhost"
    return address.is_loopback and (address.version == 4 or address == ipaddress.IPv6Address("::1"))


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_address(url: str) -> None:
    """Raise `RefusedError` unless the address may be asked: https, or http on this machine."""
    parts = _split(url)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS:
        raise RefusedError("it is neither https nor http")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("it holds a user name or a password")
    if parts.scheme == "http" and not is_loopback(host):
        raise RefusedError("it is http, which only an address of this machine may be")


def redirected(url: str, location: str, *, with_key: bool) -> str:
    """Where a redirect from `url` leads; `RefusedError` when it may not be followed."""
    try:
        target = urljoin(url, location)
    except ValueError:
        raise RefusedError("its target is no address") from None
    check_address(target)
    here, there = _split(url), _split(target)
    if here.scheme == "https" and there.scheme == "http":
        raise RefusedError("it leads from https to http")
    if is_loopback(here.hostname or "") != is_loopback(there.hostname or ""):
        raise RefusedError("it leads from this machine to another one, or back")
    if with_key and _origin(here) != _origin(there):
        raise RefusedError(f"it leads to another host ({_origin_text(there)}), which must not see the key")
    return target


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a server asks to wait; None when it says nothing that can be understood.

    A date is measured against the server's own `Date`, so no clock of ours is needed and
    none of the two has to be right.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    then, now = _date(text), _date(headers.get("Date", ""))
    return None if then is None or now is None else max(0.0, (then - now).total_seconds())


def os_reason(error: BaseException | None) -> str:
    """What the operating system said: the first such error among the causes."""
    while error is not None:
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        error = error.__cause__ or error.__context__
    return ""


def proxies(environ: Mapping[str, str]) -> dict[str, str]:
    """The proxies an environment names, by the names requests has for them."""
    found = {key: _first(environ, f"{key}_proxy", f"{key}_proxy".upper()) for key in ("https", "all", "no")}
    return {"no_proxy" if key == "no" else key: value for key, value in found.items() if value}


def ca_bundle(environ: Mapping[str, str]) -> str:
    """The file of certificates an environment trusts; empty when it names none."""
    return _first(environ, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def bypasses_proxy(host: str, no_proxy: str) -> bool:
    """Whether `NO_PROXY` names the host: `*`, a host, or a domain with all below it."""
    names = [
        name.strip().lower().removeprefix("*").lstrip(".") for name in no_proxy.split(",") if name.strip()
    ]
    return is_loopback(host) or any(name in ("", host) or host.endswith(f".{name}") for name in names)


def _first(environ: Mapping[str, str], *names: str) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _split(url: str) -> SplitResult:
    """The parts of an address whose host can't be misread or break a line of the log."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        if ":" in host and "%" not in host:
            ipaddress.IPv6Address(host)
        # 127.1, 0x7f.1 and 2130706433 are 127.0.0.1 to a resolver and a name to everybody else
        elif not _HOST.fullmatch(host) or _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
            ipaddress.IPv4Address(host)
    except ValueError:
        raise RefusedError("its host or port can't be read") from None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def _origin_text(parts: SplitResult) -> str:
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if parts.port is None else f":{parts.port}")


def _variables(endpoint: Endpoint) -> str:
    names = endpoint.api_keys
    if not names:
        return f"a variable that `api_keys` in {file_of(endpoint)} names"
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
