"""Who may import what, read from the sources: the directions that CONTRIBUTING.md states."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STDLIB = sys.stdlib_module_names
IMPURE = frozenset({
    "asyncio", "glob", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "signal",
    "socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
})  # fmt: skip
"""Files, clock, network, chance: none of them in what is pure."""

ONLY_IN = {
    "requests": ("sync/sources/http.py", "sync/publish/forge/rest.py", "sync/schedule/webhook.py"),
    "subprocess": ("sync/files/", "sync/publish/forge/git_process.py"),
    "urllib3": ("sync/sources/http.py",),
    "click": ("sync/cli/",),
    "yaml": ("sync/files/",),
    "ruamel": ("sync/files/",),
    "jsonschema": ("sync/files/",),
    "referencing": ("sync/files/",),
    "deepdiff": ("sync/report/", "sync/cli/explain.py"),
}
HEAVY = ("deepdiff", "jsonschema", "referencing", "requests", "ruamel", "urllib3", "yaml")
LAZY = ("deepdiff", "jsonschema", "referencing", "requests", "ruamel", "urllib3")
"""Packages that are imported inside the function that needs them, wherever a command may do without."""


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@cache
def imports(path: Path, *, at_import_time: bool = False) -> frozenset[str]:
    """Dotted names of what a module imports; `if TYPE_CHECKING` is no import."""
    return frozenset(_imports(ast.parse(path.read_text("utf-8")).body, into_functions=not at_import_time))


def _imports(body: list[ast.stmt], *, into_functions: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _imports(node.orelse, into_functions=into_functions)
        elif into_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _imports(getattr(node, part, []), into_functions=into_functions)
            for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                yield from _imports(inner.body, into_functions=into_functions)


def within(name: str, *allowed: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in allowed)


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("path", named(modules("modelbook")))
def test_the_reader_imports_the_standard_library_only(path: Path) -> None:
    assert {
        name for name in imports(path) if top(name) not in STDLIB and not within(name, "modelbook")
    } == set()


@pytest.mark.parametrize("path", named(modules("sync/core")))
def test_the_core_imports_nothing_but_itself_and_pure_things(path: Path) -> None:
    allowed = ("sync.core", "sync.ids", "sync.errors", "modelbook")

    found = imports(path)

    assert {name for name in found if not within(name, *allowed) and top(name) not in STDLIB} == set()
    assert {top(name) for name in found} & IMPURE == set()


ADAPTERS = [path for path in modules("sync/sources") if path.name not in ("http.py", "gather.py", "retry.py")]


@pytest.mark.parametrize("path", named(ADAPTERS))
def test_adapters_are_pure(path: Path) -> None:
    found = imports(path)

    assert {top(name) for name in found} & (IMPURE | ONLY_IN.keys()) == set()
    assert {
        name for name in found if within(name, "sync.files", "sync.cli", "sync.engine", "sync.report")
    } == set()


DECIDES = [ROOT / f"sync/publish/{name}.py" for name in (
    "actions", "automerge/likeness", "automerge/reasons", "automerge/refused", "decide", "forge/shapes",
    "items", "marker", "policy", "proof", "text/body", "text/labels", "text/notes", "text/page",
    "text/resolve", "text/retold", "trailers", "world",
)]  # fmt: skip
"""What of publishing asks no forge: the words, the decision, what is written there."""


TELLS = [ROOT / f"sync/schedule/{name}.py" for name in ("news", "page", "plan", "rows", "state", "steps")]
"""What of the schedule says how it goes, for a given day."""


@pytest.mark.parametrize("path", named([*DECIDES, *TELLS]))
def test_what_is_published_is_decided_and_worded_without_looking(path: Path) -> None:
    found = imports(path)

    assert {top(name) for name in found} & (IMPURE | ONLY_IN.keys()) == set()
    assert {
        name for name in found if within(name, "sync.publish.forge.git", "sync.publish.forge.github")
    } == set()


PURE = [*modules("sync/core"), *ADAPTERS, *DECIDES, *TELLS, ROOT / "sync/ids.py", ROOT / "sync/errors.py"]


@pytest.mark.parametrize("path", named(PURE))
def test_what_is_pure_asks_no_clock_opens_no_file_and_prints_nothing(path: Path) -> None:
    calls = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(node := call.func, ast.Attribute | ast.Name)
    }

    assert (
        calls & {"now", "utcnow", "today", "open", "print", "input", "read_text", "read_bytes", "getenv"}
        == set()
    )


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_package_is_imported_only_where_it_belongs(package: str) -> None:
    places = {
        path.relative_to(ROOT).as_posix()
        for path in [*modules("sync"), *modules("modelbook")]
        if any(within(name, package) for name in imports(path))
    }

    assert {place for place in places if not place.startswith(ONLY_IN[package])} == set()


@pytest.mark.parametrize("path", named(modules("sync")))
def test_heavy_packages_are_imported_where_they_are_used(path: Path) -> None:
    lazy = () if path.relative_to(ROOT).as_posix() in ONLY_IN["requests"] else LAZY

    assert {name for name in imports(path, at_import_time=True) if within(name, *lazy)} == set()


def test_layers_are_imported_downwards_only() -> None:
    highest = ("sync.cli", "sync.schedule")
    above = {
        "sync/files": (*highest, "sync.engine", "sync.publish", "sync.report", "sync.sources"),
        "sync/sources": (*highest, "sync.engine", "sync.publish", "sync.report", "sync.files"),
        "sync/report": (*highest, "sync.engine", "sync.publish", "sync.sources", "sync.files"),
        "sync/publish": highest,
        "sync/schedule": ("sync.cli",),
    }
    wrong = {
        f"{path.relative_to(ROOT).as_posix()} imports {name}"
        for folder, layers in above.items()
        for path in modules(folder)
        for name in imports(path)
        if within(name, *layers)
    }

    assert wrong == set()


def test_help_loads_none_of_the_heavy_packages() -> None:
    program = (
        "import json, sys; from sync.cli.main import call; code = call(['--help']); "
        "print(json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    code, loaded = json.loads(done.stderr)
    assert code == 0
    assert "Usage: python -m sync" in done.stdout
    assert set(loaded) & set(HEAVY) == set()
