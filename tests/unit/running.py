"""What the tests of `run` share: lists with a change in them, more providers, and what was said on stderr."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.scratch import Scratch, body, priced, records

Capture = pytest.CaptureFixture[str]


def dearer() -> list[object]:
    """The same list with one price up."""
    return [priced("acme/one", "0.000004", "0.000015"), *records()[1:]]


def errors(capsys: Capture) -> str:
    """What was said on stderr, of which the progress is not the matter."""
    lines = capsys.readouterr().err.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("fetch", "plan ")))


def add_provider(catalog: Scratch, name: str, url: str = "", *, api: str = "", top: str = "") -> None:
    """One more provider, of OpenRouter's dialect; `api` and `top` are lines for `models_api` and the file."""
    url = url or f"https://{name}.example/models"
    head = f"name: {name.title()}\nhomepage: https://{name}.example\n{top}"
    endpoints = f"  endpoints:\n    - {{url: '{url}', transformer: openrouter}}\n"
    catalog.write(f"catalog/providers/{name}.yaml", f"{head}models_api:\n{api}{endpoints}")


def anybody_brings_models(catalog: Scratch) -> None:
    """No rule says whose listing makes a new model's file."""
    (catalog.root / "catalog/rules/authority.yaml").unlink()


def payloads(catalog: Scratch, **listed: list[object]) -> str:
    """A folder of payloads, by provider, for --from-dir."""
    folder = catalog.root.parent / "payloads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, items in listed.items():
        (folder / f"{name}.json").write_bytes(body(items))
    return str(folder)


def own(name: str, prompt: str = "0.000001") -> list[object]:
    """What a provider lists that has a lab of its own: two models."""
    return [priced(f"{name}/one", prompt, "0.000002"), priced(f"{name}/two", "0.000003", "0.000004")]


def git(root: Path, *words: str) -> str:
    """Run git as nobody in particular; what it says."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *words]
    return subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=True).stdout
