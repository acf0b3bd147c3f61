"""A forge with one branch ahead of main, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.forge import Forge, Person, serve

BRANCH = "catalog-sync/one"
ONE, TWO = "offers/one.yaml", "offers/two.yaml"
BEFORE, AFTER = "price: 1\nunit: token\n", "price: 2\nunit: token\n"


def prepare(folder: Path) -> Path:
    """The folder of a forge whose main has two files, and whose bot pushed another price on a branch."""
    with serve(folder) as forge:
        Person(forge, "maintainer").change("main", {ONE: BEFORE, TWO: BEFORE}, "Begin")
        Person(forge, "bot").change(BRANCH, {ONE: AFTER}, "sync(one): 1 change")
    shutil.rmtree(folder / "people")
    return folder


@contextmanager
def running(prepared: Path, folder: Path) -> Iterator[Forge]:
    """A copy of it, served."""
    shutil.copytree(prepared, folder)
    with serve(folder) as forge:
        yield forge


def send(
    forge: Forge, method: str, path: str, body: object = None, *, user: str = "bot", root: str = ""
) -> requests.Response:
    """A request as a program sends it; `path` is below the repository, or `/user`."""
    below = path if path == "/user" else f"/repos/{forge.slug}{path}"
    return requests.request(
        method,
        f"{forge.url}{root}{below}",
        json=body,
        headers={"Authorization": f"Bearer {forge.token(user)}"},
        timeout=30,
    )


def refusal(answer: requests.Response) -> tuple[int, str, list[Any]]:
    """Status, message and errors of an answer."""
    body = answer.json()
    return answer.status_code, body["message"], body.get("errors", [])
