"""The one place that speaks HTTP: a provider's list as bytes, or a SourceError that says how to mend it.

    Endpoint + key + ETag ──fetch──> Fetched(fresh | not_modified)
    jobs ──fetch_all──> a Fetched or a SourceError for each, hosts side by side

A key goes into the one header its endpoint names and nowhere else; where an answer holds it, it
is taken out right here (echo.py). A session lends its connections, proxies and CA bundle only:
requests are sent through its adapters, because `Session.send` would read .netrc, keep cookies
and swallow the body of a redirect whole.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Literal

import requests
from requests import exceptions as errors

from sync.errors import SourceError
from sync.sources import echo, retry
from sync.sources.provider import Endpoint, Job
from sync.sources.retry import DEFAULT, Failure, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an endpoint answered; `body` is decoded, and empty when nothing was modified.

    echoed  it held the key, for which `***` stands now
    """

    url: str
    status: Literal["fresh", "not_modified"]
    body: bytes = field(repr=False)
    etag: str | None
    sha256: str
    echoed: bool = False


def new_session(environ: Mapping[str, str]) -> requests.Session:
    """A session that takes from the environment what a network needs, and no credentials.

    Taken: HTTPS_PROXY, ALL_PROXY, NO_PROXY and a CA bundle (REQUESTS_CA_BUNDLE,
    CURL_CA_BUNDLE, SSL_CERT_FILE), because CI behind a company's proxy has no other way
    out. Not taken: .netrc, which would quietly replace the key of the provider's file.
    """
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(retry.proxies(environ))
    session.verify = retry.ca_bundle(environ) or True
    return session


def send(
    session: requests.Session, request: requests.PreparedRequest, timeout: float | tuple[float, float]
) -> requests.Response:
    """Send through the session's adapter: the session itself would read .netrc, keep cookies and follow
    redirects. The answer's body is still to be read. Raises OSError, which RequestException is one of.
    """
    url = request.url or ""
    direct = retry.bypasses_proxy(retry.host_of(url), session.proxies.get("no_proxy", ""))
    return session.get_adapter(url).send(
        request,
        stream=True,
        timeout=timeout,
        verify=True if session.verify is None else session.verify,
        cert=session.cert,
        proxies={} if direct else session.proxies,
    )


def fetch(
    endpoint: Endpoint,
    *,
    key: str | None,
    etag: str | None,
    session: requests.Session,
    policy: Policy = DEFAULT,
    sleep: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """The endpoint's body, or word that it has not changed since `etag`.

    Tries again after network errors, 5xx and 429; never beyond the policy's deadline.
    """
    call = _Call(Job(endpoint=endpoint, key=key, etag=etag), session, policy, clock)
    unfit = retry.unfit(endpoint, key)
    if unfit:
        raise call.failed(*unfit)
    for tried in range(1, policy.tries + 1):
        try:
            return _within_deadline(call)
        except _AgainError as again:
            failure = again.failure
            wait = policy.wait(tried, failure.asked)
            if tried == policy.tries or wait >= call.left():
                raise call.failed(f"{failure.what} (tries: {tried})", failure.fix) from None
        sleep(wait)
    raise AssertionError("a policy allows at least one try")


def fetch_all(
    jobs: Sequence[Job],
    *,
    session: Callable[[], AbstractContextManager[requests.Session]],
    policy: Policy = DEFAULT,
    sleep: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
    workers: int = 8,
    pause: float = 1,
) -> list[Fetched | SourceError]:
    """A result for each job, in their order; one that fails never touches another.

    Hosts are asked side by side, each in one thread with a session of its own; the jobs of
    one host one after another with a pause between them. A job's own deadline goes before the policy's.
    """
    hosts: dict[str, list[int]] = {}
    for index, job in enumerate(jobs):
        hosts.setdefault(retry.host_of(job.endpoint.url), []).append(index)

    def one_host(indexes: list[int]) -> list[tuple[int, Fetched | SourceError]]:
        with session() as own:
            return [(index, one_job(jobs[index], own, index != indexes[0])) for index in indexes]

    def one_job(job: Job, own: requests.Session, later: bool) -> Fetched | SourceError:
        if later:
            sleep(pause)
        at, key, etag = job.endpoint, job.key, job.etag
        its = policy if job.deadline is None else replace(policy, deadline=job.deadline)
        try:
            return fetch(at, key=key, etag=etag, session=own, policy=its, sleep=sleep, clock=clock)
        except SourceError as error:
            return error

    pool = ThreadPoolExecutor(max_workers=max(1, min(workers, len(hosts))))
    try:
        done = dict(pair for pairs in pool.map(one_host, hosts.values()) for pair in pairs)
    finally:
        # Who presses Ctrl-C waits for no server; in every other case nothing is left to wait for.
        pool.shutdown(wait=False, cancel_futures=True)
    return [done[index] for index in range(len(jobs))]


class _AgainError(Exception):
    """One try failed in a way that may pass."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


class _Call:
    """One `fetch` under way: what is asked, with what, until when, and how its failure is told."""

    def __init__(
        self, job: Job, session: requests.Session, policy: Policy, clock: Callable[[], float]
    ) -> None:
        self.endpoint, self.key, self.etag = job.endpoint, job.key or None, job.etag
        self.session, self.policy, self.clock = session, policy, clock
        self.ends = clock() + policy.deadline

    def left(self) -> float:
        return self.ends - self.clock()

    def failed(self, what: str, fix: str | None = None) -> SourceError:
        fix = fix or f"correct the endpoint's url in {retry.file_of(self.endpoint)}"
        return SourceError(what, where=retry.show(self.endpoint.url), fix=fix)

    def too_slow(self) -> SourceError:
        what = f"the answer was not complete after {self.policy.deadline:g} s"
        fix = f"run again later, or let it take longer: `timeout` in {retry.file_of(self.endpoint)}"
        return self.failed(what, fix)


def _within_deadline(call: _Call) -> Fetched:
    """One try, given up at the deadline even while it waits for a name, a header or a byte.

    No timeout of a socket bounds a whole answer, so the try has a thread of its own; one
    that is given up ends with its next chunk, and a daemon never keeps the process.
    """
    done: Future[Fetched] = Future()

    def work() -> None:
        try:
            done.set_result(_attempt(call))
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=work, name=f"fetch {retry.host_of(call.endpoint.url)}", daemon=True).start()
    try:
        return done.result(timeout=max(0.0, call.left()))
    except TimeoutError:
        raise call.too_slow() from None


def _attempt(call: _Call) -> Fetched:
    url = call.endpoint.url
    try:
        for _ in range(call.policy.redirects + 1):
            with _ask(call, url) as response:
                location = response.headers.get("Location")
                if response.status_code not in (301, 302, 303, 307, 308) or location is None:
                    return _answer(call, response)
            url = retry.redirected(url, location, with_key=call.key is not None)
    except OSError as error:  # RequestException is one
        if call.left() <= 0:  # a socket waits no longer than the deadline, and may tell of it first
            raise call.too_slow() from None
        raise _AgainError(_network(error, call.policy)) from None
    except retry.RefusedError as why:
        raise call.failed(f"a redirect was not followed: {why}") from None
    raise call.failed(f"it answered with more than {call.policy.redirects} redirects")


def _ask(call: _Call, url: str) -> requests.Response:
    sent = retry.headers(call.endpoint, key=call.key, etag=call.etag)
    request = requests.Request("GET", url, headers=sent).prepare()
    left = max(0.001, call.left())
    return send(call.session, request, (min(call.policy.connect, left), min(call.policy.read, left)))


def _answer(call: _Call, response: requests.Response) -> Fetched:
    code, etag = response.status_code, response.headers.get("ETag")
    unchanged = code == 304 and bool(call.etag)
    if code != 200 and not unchanged:
        failure = retry.failure(code, response.headers, endpoint=call.endpoint, with_key=call.key is not None)
        raise _AgainError(failure) if failure.again else call.failed(failure.what, failure.fix)
    said = b"" if unchanged else _body(call, response)
    mark = (etag or "").encode("utf-8", "surrogateescape")
    body, kept_mark = echo.without(call.key, said), echo.without(call.key, mark)
    etag = kept_mark.decode("utf-8", "surrogateescape")
    return Fetched(
        url=retry.show(call.endpoint.url),
        status="not_modified" if unchanged else "fresh",
        body=body,
        etag=etag or (call.etag if unchanged else None),
        sha256=hashlib.sha256(body).hexdigest(),
        echoed=(body, kept_mark) != (said, mark),
    )


def _body(call: _Call, response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(64 * 1024):
        body += chunk
        if len(body) > call.policy.max_bytes:
            what = f"the answer is longer than {call.policy.max_bytes:,} bytes once decoded"
            raise call.failed(what, "check the endpoint's url; sync/sources/retry.py sets the limit")
        if call.left() <= 0:
            raise call.too_slow()
    return bytes(body)


def _network(error: OSError, policy: Policy) -> Failure:
    """The failure in words of ours: the error's own can hold the whole address, query and all."""
    theirs, ours = "run again later; the fault is the provider's", "check the network here, then run again"
    kinds = (
        (errors.SSLError, "no TLS connection could be made", "check the clock and the CA bundle here"),
        (errors.ProxyError, "the proxy let nothing through", "correct HTTPS_PROXY or NO_PROXY"),
        (errors.ConnectTimeout, f"no connection within {policy.connect:g} s", ours),
        (errors.ReadTimeout, f"no byte for {policy.read:g} s", theirs),
        (errors.ContentDecodingError, "the answer can't be unpacked", theirs),
    )
    for kind, what, fix in kinds:
        if isinstance(error, kind):
            return Failure(what=what, fix=fix)
    if not isinstance(
        error, requests.RequestException
    ):  # requests checks this path with an OSError of its own
        return Failure(what="the CA bundle can't be read", fix="correct REQUESTS_CA_BUNDLE or SSL_CERT_FILE")
    return Failure(what=": ".join(filter(None, ("the connection failed", retry.os_reason(error)))), fix=ours)
