"""The one place that publishing speaks HTTP: JSON to the forge and back, patiently and within its limits.

    request ──pause before a write──> send ──> fine            the JSON
                                        ^ └──> limit, trouble  wait, as long as it asks; at most 4 times
                                        └─────────┘ └── no ──> ForgeError: where, what, fix

What isn't done twice without harm is sent again only where the forge says that it wasn't done.
The token goes into one header, to one host: no redirect is followed, no next page elsewhere.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Literal

import requests
from requests import exceptions as errors

from sync.errors import SyncError
from sync.publish.forge import answers
from sync.publish.forge.answers import API_URL, TOKEN, Answer, Failure, ForgeError
from sync.sources import retry
from sync.sources.http import new_session, send

TRIES = 4
LONGEST_WAIT = 120.0
"""Seconds; who is asked to wait longer fails, for the next run does as well."""
PAUSE = 1.0
"""Seconds between two writes, as GitHub asks for."""
_TIMEOUT = (10.0, 60.0)
_MOST_BYTES = 32 * 1024 * 1024
_MOST_PAGES = 300

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


class Rest:
    """An API and the token for it. `clock` is in seconds since 1970.

    Raises SyncError where the address is neither https nor this machine's, or the token can't be one.
    """

    def __init__(
        self,
        api_url: str,
        token: str,
        *,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._url = api_url.rstrip("/")
        try:
            retry.check_address(self._url)
        except retry.RefusedError as why:
            fix = f"correct {API_URL}"
            raise SyncError(
                f"this address is not asked: {why}", where=retry.show(self._url), fix=fix
            ) from None
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            what = "there is no token" if not token else "the token holds characters that no token has"
            raise SyncError(what, where=TOKEN, fix=f"set {TOKEN} to a token of the forge")
        self._token, self._sleep, self._clock = token, sleep, clock
        self._session = new_session(os.environ if environ is None else environ)
        self._wrote: float | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def get(self, path: str, *, needs: str) -> Any:
        """The JSON of one thing."""
        return self._send("GET", self._url + path, None, needs, repeat=True).doc

    def pages(
        self, path: str, *, needs: str, query: Mapping[str, str] | None = None, key: str | None = None
    ) -> list[Any]:
        """Everything in a list, however many pages it has; `key`: it stands under this in an object."""
        words = {**(query or {}), "per_page": "100"}
        url: str | None = requests.Request("GET", self._url + path, params=words).prepare().url
        found: list[Any] = []
        for _ in range(_MOST_PAGES):
            if url is None:
                return found
            answer = self._send("GET", url, None, needs, repeat=True)
            doc = answer.doc.get(key) if key is not None and isinstance(answer.doc, dict) else answer.doc
            if not isinstance(doc, list):
                raise self.unlike("GET", url, "a list" if key is None else f"a list under {key}")
            found += doc
            url = self._next(url, answer)
        raise self.unlike("GET", url or path, f"a list of at most {_MOST_PAGES} pages")

    def write(self, method: Method, path: str, body: object = None, *, needs: str, repeat: bool) -> Any:
        """Change something; `repeat` says that doing it twice is as good as doing it once."""
        return self._send(method, self._url + path, body, needs, repeat=repeat).doc

    def unlike(self, method: Method, where: str, what: str) -> ForgeError:
        """The error for an answer that isn't what the forge's own description says."""
        address = where if where.startswith(("http:", "https:")) else self._url + where
        fix = f"is {API_URL} the address of a GitHub API? On an enterprise server it ends in /api/v3"
        return ForgeError(f"its answer isn't {what}", where=f"{method} {retry.show(address)}", fix=fix)

    def _next(self, url: str, answer: Answer) -> str | None:
        links = requests.utils.parse_header_links(answer.headers.get("Link", ""))
        following = next((link["url"] for link in links if link.get("rel") == "next"), None)
        if following is None:
            return None
        try:
            return retry.redirected(url, following, with_key=True)
        except retry.RefusedError as why:
            what = f"a next page was not asked for: {why}"
            fix = f"correct {API_URL}, or what stands between here and the forge"
            raise ForgeError(what, where=f"GET {retry.show(url)}", fix=fix) from None

    def _send(self, method: Method, url: str, body: object, needs: str, *, repeat: bool) -> Answer:
        for tried in range(1, TRIES + 1):
            failure = self._try(method, url, body, needs)
            if isinstance(failure, Answer):
                return failure
            wait = 2.0 ** (tried - 1) if failure.asked is None else failure.asked
            again = failure.kind == "limit" or (failure.kind == "trouble" and repeat)
            if not again or tried == TRIES or wait > LONGEST_WAIT:
                times = f" (tries: {tried})" if tried > 1 else ""
                raise ForgeError(
                    failure.what + times,
                    where=f"{method} {retry.show(url)}",
                    fix=failure.fix,
                    status=failure.status,
                    said=failure.said,
                )
            self._sleep(wait)
        raise AssertionError("at least one try is made")

    def _try(self, method: Method, url: str, body: object, needs: str) -> Answer | Failure:
        if method != "GET":
            self._pause()
        try:
            answer = self._ask(method, url, body)
        except OSError as error:  # RequestException is one
            return _network(error)
        finally:
            if method != "GET":
                self._wrote = self._clock()
        return answers.failure(answer, needs=needs, token=self._token, now=self._clock()) or answer

    def _pause(self) -> None:
        if self._wrote is not None:
            left = PAUSE - max(0.0, self._clock() - self._wrote)
            if left > 0:
                self._sleep(left)

    def _ask(self, method: Method, url: str, body: object) -> Answer:
        sent = {
            "Accept": "application/vnd.github+json",
            "Accept-Encoding": "gzip, deflate",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": retry.AGENT,
            "X-GitHub-Api-Version": "2022-11-28",
        }
        request = requests.Request(method, url, headers=sent, json=body).prepare()
        with send(self._session, request, _TIMEOUT) as response:
            content = bytearray()
            for chunk in response.iter_content(64 * 1024):
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise self.unlike(method, url, f"of at most {_MOST_BYTES:,} bytes")
            return answers.read(response.status_code, response.headers, bytes(content))


def _network(error: OSError) -> Failure:
    """The failure in words of ours: the error's own can hold a whole request."""
    kinds = (
        (errors.SSLError, "no TLS connection could be made", "check the clock and the CA bundle here"),
        (errors.ProxyError, "the proxy let nothing through", "correct HTTPS_PROXY or NO_PROXY"),
        (errors.Timeout, "it didn't answer in time", "run again later"),
    )
    for kind, what, fix in kinds:
        if isinstance(error, kind):
            return Failure(kind="trouble", what=what, fix=fix)
    if not isinstance(error, requests.RequestException):
        fix = "correct REQUESTS_CA_BUNDLE or SSL_CERT_FILE"
        return Failure(kind="no", what="the CA bundle can't be read", fix=fix)
    what = ": ".join(filter(None, ("the connection was lost", retry.os_reason(error))))
    return Failure(kind="trouble", what=what, fix="check the network here, then run again")
