"""Git as a program of its own: started in one folder, with nothing of the user's and one token.

No configuration but ours is read, no hook runs, nothing is asked on a terminal. The token stands
in the environment of the process only, for one server; what git says is shown without it.
"""

import base64
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sync.errors import SyncError
from sync.publish.forge.answers import REPOSITORY, TOKEN
from sync.report.escape import REASON, plain
from sync.sources import retry

TRIES = 3
_TIMEOUT = 600
_KEPT = ("GIT_EXEC_PATH", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH")
_DROPPED = ("SSH_ASKPASS", "HTTP_PROXY", "http_proxy")
"""Who would ask for a password; a proxy for what is on this machine."""

_CONFIG = {
    "credential.helper": "",
    "core.hooksPath": "/dev/null",
    "core.autocrlf": "false",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "push.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.followRedirects": "false",  # the token would go along
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    "protocol.allow": "never",
    "protocol.http.allow": "always",
    "protocol.https.allow": "always",
}

_PASSING = re.compile(
    r"returned error: (?:429|5\d\d)|RPC failed; HTTP (?:429|5\d\d)|RPC failed; curl|early EOF|timed out"
    r"|hung up unexpectedly|Empty reply|Connection reset|Couldn't connect|Could not resolve"
    r"|unexpected disconnect"
)
_MENDED = (
    (re.compile(r"Authentication failed|could not read (?:Username|Password)|error: 401"),
     f"set {TOKEN} to a token that is valid now"),
    (re.compile(r"error: 403|Permission to .* denied|Write access .* not granted"),
     f"give the token of {TOKEN} the permission contents: write"),
    (re.compile(r"error: 404|[Rr]epository .*not found"),
     f"correct {REPOSITORY}, or let the token of {TOKEN} see that repository"),
    (re.compile(r"error: 3\d\d|redirect"),
     f"it has moved, and the token isn't sent after it: correct {REPOSITORY}"),
    (_PASSING, "run again later; check the network here if it stays so"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What a git command ended with; `said` is what it wrote for people, without the token."""

    code: int
    out: bytes
    said: str


def environment(environ: Mapping[str, str], config: Mapping[str, str], *, loopback: bool) -> dict[str, str]:
    """The environment of every git: a network's needs, and our configuration instead of anybody's."""
    kept = {
        name: value
        for name, value in environ.items()
        if name in _KEPT or not (name.startswith("GIT_") or name in _DROPPED)
    }
    bundle = retry.ca_bundle(environ)
    if bundle:
        kept.setdefault("GIT_SSL_CAINFO", bundle)
    if loopback:
        kept |= {"NO_PROXY": "*", "no_proxy": "*"}
    kept |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    kept |= {"LC_ALL": "C", "LANGUAGE": "", "GIT_CONFIG_COUNT": str(len(config))}
    for number, (key, value) in enumerate(config.items()):
        kept |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return kept


class Git:
    """Runs git in `folder`. `server` is the address that gets the token, and no other."""

    def __init__(
        self,
        folder: Path,
        *,
        server: str,
        token: str,
        environ: Mapping[str, str],
        sleep: Callable[[float], None],
    ) -> None:
        secret = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
        loopback = retry.is_loopback(retry.host_of(server))
        header = {f"http.{server}/.extraHeader": f"Authorization: Basic {secret}"}
        self._folder, self._sleep, self._secrets = folder, sleep, (secret, token)
        self._quiet = environment(environ, _CONFIG, loopback=loopback)
        self._signed = environment(environ, {**_CONFIG, **header}, loopback=loopback)

    def ask(
        self,
        *words: str,
        at: Path | None = None,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a command that needs no network, and has no token."""
        return self._run(words, at or self._folder, stdin, {**self._quiet, **(variables or {})})

    def must(
        self,
        *words: str,
        at: Path | None = None,
        stdin: bytes = b"",
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        """The output of such a command, which has to succeed."""
        done = self.ask(*words, at=at, stdin=stdin, variables=variables)
        if done.code:
            raise self.failed(words[0], done, "look at it with git fsck, in a clone of its own")
        return done.out

    def remote(self, *words: str) -> Done:
        """Run a command that speaks with the forge; it has to bear being run again."""
        for tried in range(1, TRIES):
            done = self._run(words, self._folder, b"", self._signed)
            if done.code == 0 or not _PASSING.search(done.said):
                return done
            self._sleep(2.0 ** (tried - 1))
        return self._run(words, self._folder, b"", self._signed)

    def failed(self, command: str, done: Done, fix: str = "look at what it says") -> SyncError:
        """The error for what git said."""
        lines = [line.strip() for line in done.said.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "!"))] or lines
        mended = next((mend for pattern, mend in _MENDED if pattern.search(done.said)), fix)
        what = plain("; ".join(told), REASON) if told else f"it ended with {done.code}"
        return SyncError(what, where=f"git {command}", fix=mended)

    def _run(self, words: tuple[str, ...], at: Path, stdin: bytes, variables: Mapping[str, str]) -> Done:
        where = f"git {words[0]}"
        try:
            done = subprocess.run(
                ["git", *words],
                cwd=at,
                env=variables,
                input=stdin,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            what = f"it didn't end within {_TIMEOUT // 60} min"
            raise SyncError(what, where=where, fix="run again later") from None
        except OSError as error:
            raise SyncError(f"can't be started: {error.strerror}", where=where, fix="install git") from None
        said = done.stderr.decode("utf-8", "replace")
        for secret in self._secrets:
            said = said.replace(secret, "***")
        return Done(done.returncode, done.stdout, said)


def lendable(git: Git, root: Path) -> Path | None:
    """The objects of a user's clone, where it has all that belong to any commit it has."""
    if not root.is_dir():
        return None
    asked = ("--is-shallow-repository", "--show-object-format", "--git-path", "objects")
    told = git.ask("rev-parse", *asked, at=root)
    shallow, kind, path, *_ = [*os.fsdecode(told.out).splitlines(), "", "", ""]
    if told.code or (shallow, kind) != ("false", "sha1"):
        return None
    partial = ("--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    found = (root / path).resolve()
    if git.ask("config", *partial, at=root).code != 1 or not str(found).isprintable():
        return None
    return found if found.is_dir() else None
