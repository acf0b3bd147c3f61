"""Several providers in one run: each has its own list, its own files, its own failure."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.scratch import OFFERS, PROVIDER, Scratch, body, priced, records, scratch
from tests.unit.holding import HELD, HISTORY
from tests.unit.running import Capture, add_provider, anybody_brings_models, dearer, own, payloads
from tests.upstream import Upstream, serve
from tests.upstream.server import PATH

ROOT = Path(__file__).parents[2]
PAGE = b"<!doctype html><title>Sign in</title>"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


@contextmanager
def silence() -> Iterator[str]:
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.2", 0)) as server:
        yield f"http://127.0.0.2:{server.getsockname()[1]}{PATH}"


def runs_of(path: Path) -> dict[str, dict[str, Any]]:
    return {run["provider"]: run for run in json.loads(path.read_text("utf-8"))["runs"]}


# -- failures ----------------------------------------------------------------------------


def test_one_hangs_one_sends_a_web_page_and_the_third_is_written_whole(
    catalog: Scratch, tmp_path: Path, capsys: Capture
) -> None:
    anybody_brings_models(catalog)
    pages, before = [tmp_path / "report.md", tmp_path / "report.json"], catalog.tracked()
    # hosts of their own, or there would be a polite pause between them
    new = priced("gamma/new", "0.000001", "0.000002")
    with serve(body([*dearer(), new])) as fine, serve(PAGE) as page, silence() as hanging:
        catalog.listen_to(fine)
        add_provider(catalog, "bazaar", page.replace("127.0.0.1", "localhost") + PATH)
        add_provider(catalog, "corner", hanging, api="  timeout: 0.5\n")

        code = catalog.call("run", "--report", str(pages[0]), "--report-json", str(pages[1]))

    assert code == 1
    changed = {name for name, raw in catalog.tracked().items() if before.get(name) != raw}
    assert changed - {f"catalog/providers/{name}.yaml" for name in ("openrouter", "bazaar", "corner")} == {
        "catalog/models/gamma/new.yaml",
        OFFERS,
        "catalog/history/openrouter.jsonl",
        "catalog/upstream/openrouter.jsonl",
    }
    assert catalog.call("check") == 0
    runs = runs_of(pages[1])
    assert [(name, run["status"], run["rule"]) for name, run in runs.items()] == [
        ("bazaar", "refused", "not-json"),
        ("corner", "failed", None),
        ("openrouter", "ok", None),
    ]
    assert "the body is a web page" in runs["bazaar"]["reason"]
    assert "the answer was not complete after 0.5 s" in runs["corner"]["reason"]
    assert (runs["openrouter"]["added"], runs["openrouter"]["updated"]) == (["gamma/new"], ["acme/one"])
    for told in (capsys.readouterr().out, pages[0].read_text("utf-8")):
        assert re.search(r"refused\W+by `?not-json`?: .*the body is a web page", told)
        assert re.search(r"failed\W+.*the answer was not complete after 0.5 s", told)
        for name in ("bazaar", "corner"):
            assert runs[name]["fix"] and runs[name]["fix"] in told
        assert "1 new · 1 price up" in told


def test_a_list_that_was_not_believed_is_asked_for_again(catalog: Scratch) -> None:
    catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")
    upstream = Upstream(payload=PAGE)
    with serve(upstream) as host:
        catalog.listen_to(host)

        codes = [catalog.call("run")]
        upstream.payload = body(dearer())
        codes += [catalog.call("run"), catalog.call("run")]

    assert codes == [3, 0, 0]
    assert len(upstream.seen) == 2  # once it was believed, it isn't due before tomorrow
    assert catalog.tree()[".state/raw/openrouter.json"] == upstream.payload


def test_when_nobody_can_be_read_the_run_ends_with_3(catalog: Scratch) -> None:
    add_provider(catalog, "bazaar")
    before = catalog.tracked()

    assert catalog.call("run", "--from-dir", payloads(catalog, openrouter=[], bazaar=[])) == 3

    assert catalog.tracked() == before


def test_a_file_that_changed_during_the_run_fails_its_provider_alone(
    catalog: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.files import apply

    add_provider(catalog, "bazaar")
    planned, report = apply.writes, tmp_path / "report.json"

    def a_person_saves_meanwhile(*args: Any) -> Any:
        writes = planned(*args)
        catalog.write(OFFERS, catalog.read(OFFERS) + "# mine\n")
        return writes

    monkeypatch.setattr(apply, "writes", a_person_saves_meanwhile)
    folder = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"))

    assert catalog.call("run", "--from-dir", folder, "--report-json", str(report)) == 1

    runs = runs_of(report)
    assert (runs["bazaar"]["status"], runs["openrouter"]["status"]) == ("ok", "failed")
    assert runs["openrouter"]["reason"] == f"{OFFERS}: the file was changed while the run worked"
    assert (runs["openrouter"]["as_of"], runs["openrouter"]["changes"]) == ("2026-08-21", [])
    assert "price: {input: 3, output: 15}" in catalog.read(OFFERS)
    assert "bazaar/one:" in catalog.read("catalog/offers/bazaar.yaml")


@pytest.mark.parametrize("name", [HELD, HISTORY])
def test_a_broken_line_of_what_only_the_sync_writes_fails_its_provider_alone(
    catalog: Scratch, tmp_path: Path, name: str
) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    catalog.write(name, '{"id": "acme/one"\n')
    before, report = catalog.tracked(), tmp_path / "report.json"
    folder = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"))

    assert catalog.call("run", "--from-dir", folder, "--report-json", str(report)) == 1

    failed, fine = (runs_of(report)[provider] for provider in ("openrouter", "bazaar"))
    assert (fine["status"], fine["added"]) == ("ok", ["bazaar/one", "bazaar/two"])
    assert (failed["status"], failed["held"], failed["as_of"]) == ("failed", [], "2026-08-21")
    assert failed["reason"].startswith(f"{name}:1: not JSON: ") and f"git checkout -- {name}" in failed["fix"]
    assert {key: raw for key, raw in catalog.tracked().items() if key in before} == before


# -- each its own files ------------------------------------------------------------------

WATCHED = """
import json, os, sys
from sync.cli.main import call

seen = set()

def watch(event, args):
    if event == "open" and not isinstance(args[0], int):
        path, mode, flags = args
        if set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_CREAT):
            seen.add(os.fsdecode(path))
    elif event in ("os.rename", "os.link"):
        seen.update(map(os.fsdecode, args[:2]))
    elif event in ("os.remove", "os.truncate", "os.chmod", "os.utime") and not isinstance(args[0], int):
        seen.add(os.fsdecode(args[0]))

sys.addaudithook(watch)
told = []
for run in json.loads(sys.argv[1]):
    seen.clear()
    told.append([call(run), sorted(seen)])
json.dump(told, open(sys.argv[2], "w"))
"""


def touched(catalog: Scratch, *runs: list[str]) -> list[set[str]]:
    """What each of these runs opens for writing, renames or removes below `catalog/`."""
    told = catalog.root.parent / "touched.json"
    calls = [["run", "--root", str(catalog.root), "--today", "2026-08-22", *run] for run in runs]
    subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(calls), str(told)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = []
    for code, paths in json.loads(told.read_text("utf-8")):
        assert code == 0
        inside = (Path(path) for path in paths if path.startswith(f"{catalog.root}/catalog/"))
        names = (path.relative_to(catalog.root).as_posix() for path in inside)
        found.append({re.sub(r"/\.([^/]+)\.\d+\.tmp$", r"/\1", name) for name in names})
    return found


def files_of(provider: str, *models: str, history: bool = False) -> set[str]:
    names = {f"catalog/models/{model}.yaml" for model in models}
    if history:
        names.add(f"catalog/history/{provider}.jsonl")
    return {f"catalog/offers/{provider}.yaml", f"catalog/upstream/{provider}.jsonl"} | names


def test_no_file_of_another_provider_is_opened_for_writing(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    names = ("bazaar", "corner")
    for name in names:
        add_provider(catalog, name)
    first = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"), corner=own("corner"))
    alone = [["--from-dir", first, "--provider", name] for name in ("openrouter", *names)]

    assert touched(catalog, *alone, ["--from-dir", first]) == [
        files_of("openrouter", history=True),
        files_of("bazaar", "bazaar/one", "bazaar/two"),
        files_of("corner", "corner/one", "corner/two"),
        set(),
    ]
    second = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar", "0.000002"), corner=own("corner"))
    assert touched(catalog, ["--from-dir", second]) == [files_of("bazaar", history=True)]


def test_a_model_that_two_providers_bring_is_the_first_ones_and_the_other_waits_a_run(
    catalog: Scratch, tmp_path: Path
) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    report, shared = tmp_path / "report.json", priced("gamma/new", "0.000001", "0.000002")
    folder = payloads(catalog, openrouter=[*records(), shared], bazaar=[shared])
    links = []

    for _ in range(3):
        assert catalog.call("run", "--from-dir", folder, "--report-json", str(report)) == 0
        assert "authority: {provider: bazaar, offer: gamma/new}" in catalog.read(
            "catalog/models/gamma/new.yaml"
        )
        links.append(re.findall(r"gamma/new:\n  model: (\S+)", catalog.read(OFFERS)))

    assert links == [["null"], ["gamma/new"], ["gamma/new"]]
    assert [run["updated"] for run in runs_of(report).values()] == [[], []]


def test_a_model_file_that_names_nobody_is_refreshed_by_one_of_two(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    name = "catalog/models/gamma/new.yaml"
    catalog.write(name, "active: true   # ours\n")
    shared = priced("gamma/new", "0.000001", "0.000002")
    folder = payloads(catalog, openrouter=[*records(), shared], bazaar=[shared])

    codes = [catalog.call("run", "--from-dir", folder) for _ in range(2)]

    assert codes == [0, 0]
    assert "authority: {provider: bazaar, offer: gamma/new}" in catalog.read(name)
    assert "active: true   # ours" in catalog.read(name)


# -- keys --------------------------------------------------------------------------------


@pytest.fixture
def keyed(catalog: Scratch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """A provider that wants a key and is there, and OpenRouter, which nobody is to ask."""
    monkeypatch.delenv("BAZAAR_KEY", raising=False)
    catalog.edit(PROVIDER, "enabled: true", "enabled: false")
    upstream = Upstream(payload=body(own("bazaar")))
    with serve(upstream) as host:
        top = "api_keys: [BAZAAR_KEY, OLD_BAZAAR_KEY]\n"
        api = "  key_required: true\n  update_frequency: realtime\n"
        add_provider(catalog, "bazaar", host + PATH, api=api, top=top)
        yield upstream


def test_a_provider_without_its_key_that_nobody_asked_for_is_skipped(
    catalog: Scratch, keyed: Upstream, tmp_path: Path, capsys: Capture
) -> None:
    report = [tmp_path / "report.md", tmp_path / "report.json"]
    catalog.edit(PROVIDER, "enabled: false", "enabled: true")
    with serve(body(dearer())) as host:
        catalog.listen_to(host)

        code = catalog.call("run", "--report", str(report[0]), "--report-json", str(report[1]))

    assert code == 0
    assert keyed.seen == []
    run = runs_of(report[1])["bazaar"]
    assert (run["status"], run["rule"], run["reason"]) == ("skipped", "no-key", "no key")
    assert run["fix"] == "set BAZAAR_KEY or OLD_BAZAAR_KEY"
    said = "skipped, nothing was written: no key (fix: set BAZAAR_KEY or OLD_BAZAAR_KEY)\n"
    assert f"bazaar      skipped    never  {said}" in capsys.readouterr().out
    page = report[0].read_text("utf-8")
    assert "| bazaar | **skipped** | never | never | 0 | 0 | `no key` (fix: `set BAZAAR_KEY or OLD_" in page
    assert "Needs attention" not in page


@pytest.mark.parametrize("args", [[], ["--force"]], ids=["plain", "force"])
def test_when_keys_are_all_that_is_missing_the_run_is_not_green(
    catalog: Scratch, keyed: Upstream, args: list[str]
) -> None:
    assert catalog.call("run", *args) == 3

    assert keyed.seen == []


def test_a_provider_that_is_not_due_has_a_list_that_is_still_good(catalog: Scratch, keyed: Upstream) -> None:
    with serve(body(records())) as host:
        catalog.edit(PROVIDER, "enabled: false", "enabled: true")
        catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")
        catalog.listen_to(host)

        codes = [catalog.call("run") for _ in range(2)]

    assert codes == [0, 0]


def test_a_provider_that_is_named_needs_its_key(catalog: Scratch, keyed: Upstream, capsys: Capture) -> None:
    assert catalog.call("run", "--provider", "bazaar") == 3

    told = capsys.readouterr().out
    assert "failed: bazaar: no key for this provider" in told
    assert "fix: set BAZAAR_KEY or OLD_BAZAAR_KEY" in told


def test_a_provider_that_was_fetched_before_needs_its_key(
    catalog: Scratch, keyed: Upstream, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("OLD_BAZAAR_KEY", "sesame")
    codes = [catalog.call("run")]
    monkeypatch.setenv("OLD_BAZAAR_KEY", " ")  # as CI sets a secret that is gone

    codes.append(catalog.call("run"))

    assert codes == [0, 3]
    assert [seen.headers["authorization"] for seen in keyed.seen] == ["Bearer sesame"]
    assert "failed: bazaar: no key for this provider" in capsys.readouterr().out


def test_a_key_is_not_needed_for_a_list_that_is_handed_in(catalog: Scratch, keyed: Upstream) -> None:
    folder = payloads(catalog, bazaar=own("bazaar"))

    assert catalog.call("run", "--from-dir", folder) == 0

    assert "bazaar/one:" in catalog.read("catalog/offers/bazaar.yaml")
