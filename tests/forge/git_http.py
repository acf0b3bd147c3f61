"""Git over HTTP: `git http-backend` as the CGI program that it is, behind the forge's own tokens."""

import re
import subprocess
from collections.abc import Mapping
from urllib.parse import parse_qs

from tests.forge import pushes
from tests.forge.forge import Forge
from tests.forge.repository import environment
from tests.forge.routing import Answer
from tests.forge.users import User

RECEIVE, UPLOAD = "git-receive-pack", "git-upload-pack"
_PATH = re.compile(r"/([^/]+/[^/]+?)(?:\.git)?/(info/refs|git-receive-pack|git-upload-pack)")
"""A repository may be named with `.git` or without."""


def service(address: str) -> str | None:
    """The service that a request is about; None where it isn't git's."""
    path, _, query = address.partition("?")
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    return parse_qs(query).get("service", [""])[0] if found[2] == "info/refs" else found[2]


def answer(
    forge: Forge, user: User | None, method: str, address: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    """The answer to one request; `address` is its path with its query."""
    path, _, query = address.partition("?")
    if user is None:
        challenge = {"WWW-Authenticate": 'Basic realm="GitHub"', "Content-Type": "text/plain"}
        return Answer(status=401, body="Invalid username or token.\n", headers=challenge)
    found = _PATH.fullmatch(path)
    if found is None or found[1].lower() != forge.slug.lower():
        return _refuse(404, "Repository not found.")
    writes = service(address) == RECEIVE
    if writes and "contents" not in user.may:
        return _refuse(403, f"Permission to {forge.slug}.git denied to {user.login}.")
    variables = {
        "GIT_PROJECT_ROOT": str(forge.folder),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{forge.slug}.git/{found[2]}",
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "REMOTE_USER": user.login,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
    }
    if not (writes and method == "POST"):
        return _run(variables, body)
    with forge.lock:
        sent = _run(variables, body)
        pushes.reconcile(forge, user.name)
    return sent


def _refuse(status: int, message: str) -> Answer:
    return Answer(status=status, body=f"{message}\n", headers={"Content-Type": "text/plain"})


def _run(variables: dict[str, str], body: bytes) -> Answer:
    done = subprocess.run(
        ["git", "http-backend"],
        input=body,
        capture_output=True,
        env=environment(**variables),
        check=False,
    )
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line)
    headers = dict(lines)
    status = int(headers.pop("Status", "200").split()[0])
    return Answer(status=status, body=content, headers=headers)
