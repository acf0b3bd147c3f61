"""The workflows that an adopter's catalog runs: ours, with the engine checked out at a fixed commit.

.github/workflows/*.yml ──without what tests the engine, + repository and ref of the engine──> the same
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.errors import UsageError
from sync.files import revision
from sync.files.read import read

FOLDER = ".github/workflows"
HOME = "modelbook/modelbook"
"""Where the engine comes from, unless this checkout came from elsewhere."""

PROVIDERS = "catalog/providers/*.yaml"

Keys = Mapping[str, Sequence[str]]
"""{provider: names of the environment variables that hold its key}."""

_KEY = "          {name}: ${{{{ matrix.provider == '{provider}' && secrets.{name} || '' }}}}\n"
_KEYS = re.compile(r"(?:^ +[A-Z0-9_]+: \$\{\{ matrix\.provider == .*\n)+", re.MULTILINE)
_OURS = re.compile(r"\n *# modelbook: begin\n.*?# modelbook: end\n", re.DOTALL)
_CHECKOUT = re.compile(r"^(?P<blanks> +)path: engine\n", re.MULTILINE)
_NAMED = re.compile(r"(?P<repository>[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+)@(?P<commit>[0-9a-f]{40})")
_REMOTE = re.compile(
    r"(?:https://|(?:ssh://)?git@)github\.com[/:](?P<slug>[A-Za-z0-9_-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?"
)


@dataclass(frozen=True, slots=True)
class Engine:
    """A commit of the engine's repository on the forge, `OWNER/NAME`."""

    repository: str
    commit: str

    def __str__(self) -> str:
        return f"{self.repository}@{self.commit}"


def engine(checkout: Path, named: str | None) -> Engine | None:
    """The engine by its name `OWNER/NAME@COMMIT`, or the commit of this checkout; None: it has none.

    Raises UsageError for a name that isn't of this form.
    """
    if named is not None:
        found = _NAMED.fullmatch(named)
        if found is None:
            fix = f"write OWNER/NAME@COMMIT with all 40 characters, such as {HOME}@{'0123456789' * 4}"
            raise UsageError(f"--engine {named!r} names no commit of a repository", fix=fix)
        return Engine(found["repository"], found["commit"])
    try:
        commit = revision.resolve(checkout, "HEAD")
    except UsageError:
        return None
    origin = _REMOTE.fullmatch(revision.remote(checkout) or "")
    return Engine(origin["slug"] if origin else HOME, commit) if commit else None


def adopted(checkout: Path, engine: Engine, keys: Keys) -> Mapping[str, str]:
    """{path: content} of the workflows for a catalog that this engine keeps, of these providers."""
    paths = sorted((checkout / FOLDER).glob("*.yml"))
    return {f"{FOLDER}/{path.name}": _adopted(path.read_text("utf-8"), engine, keys) for path in paths}


def keys(root: Path) -> Keys:
    """The keys that a catalog's providers may be asked with."""
    docs = {path: read(path.read_text("utf-8"), str(path)) for path in sorted(root.glob(PROVIDERS))}
    named = {path.stem: doc.mapping().get("api_keys") for path, doc in docs.items()}
    return {name: [str(key) for key in given] for name, given in named.items() if isinstance(given, list)}


def _adopted(text: str, engine: Engine, keys: Keys) -> str:
    given = "".join(_KEY.format(name=name, provider=who) for who, every in keys.items() for name in every)

    def pinned(found: re.Match[str]) -> str:
        blanks = found["blanks"]
        return f"{found[0]}{blanks}repository: {engine.repository}\n{blanks}ref: {engine.commit}\n"

    return _KEYS.sub(lambda _: given, _CHECKOUT.sub(pinned, _OURS.sub("", text)))
