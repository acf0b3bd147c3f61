"""`run --out`: a change set for each provider, and not one byte of the catalog's own tree."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sync.files import changeset
from tests.scratch import OFFERS, PROVIDER, Scratch, body, priced, records, scratch
from tests.unit.running import Capture, add_provider, anybody_brings_models, dearer, git, own, payloads
from tests.upstream import Upstream, serve

DOCUMENT = "change-set.json"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """Three providers, of which one listed its models before."""
    found = scratch(tmp_path)
    anybody_brings_models(found)
    add_provider(found, "bazaar")
    add_provider(found, "corner")
    capsys.readouterr()
    return found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def some_fine_some_not(catalog: Scratch) -> str:
    """Payloads: OpenRouter's with a new price and a new model, and a web page from the bazaar."""
    folder = payloads(catalog, openrouter=[*dearer(), priced("gamma/new", "0.000001", "0.000002")], bazaar=[])
    (Path(folder) / "bazaar.json").write_bytes(b"<!doctype html><title>Sign in</title>")
    return folder


def document(out: Path, provider: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / provider / DOCUMENT).read_bytes())
    return found


def test_every_provider_gets_a_change_set_and_the_tree_stays_byte_for_byte(
    catalog: Scratch, out: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder, before = some_fine_some_not(catalog), catalog.tracked()
    plain = Scratch(tmp_path / "plain")
    shutil.copytree(catalog.root, plain.root)
    assert plain.call("run", "--from-dir", folder) == 1

    assert catalog.call("run", "--from-dir", folder, "--out", str(out)) == 1

    assert catalog.tracked() == before
    assert capsys.readouterr().out.endswith(f"change sets: {out}\n")
    assert sorted(path.name for path in out.iterdir()) == ["bazaar", "openrouter"]
    bad, good = (changeset.read(out / name) for name in ("bazaar", "openrouter"))
    assert (good.status, good.base, good.today.isoformat()) == ("ok", None, "2026-08-22")
    assert {file.path: file.new for file in good.files} == {
        name: raw for name, raw in plain.tracked().items() if before.get(name) != raw
    }
    assert [file.path for file in good.files if file.old is None] == [
        "catalog/models/gamma/new.yaml",
        "catalog/history/openrouter.jsonl",
    ]
    assert (bad.status, bad.rule, bad.files) == ("refused", "not-json", ())
    assert "the body is a web page, not JSON" in (bad.reason or "")


def test_applied_to_a_clean_checkout_a_change_set_is_the_run_itself(
    catalog: Scratch, out: Path, tmp_path: Path
) -> None:
    add = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"), corner=own("corner"))
    clean = Scratch(tmp_path / "clean")
    shutil.copytree(catalog.root, clean.root)

    assert catalog.call("run", "--from-dir", add, "--out", str(out)) == 0
    for name in ("openrouter", "corner", "bazaar"):  # in any order: no two share a file
        changeset.apply(clean.root, changeset.read(out / name))
    assert catalog.call("run", "--from-dir", add) == 0

    assert clean.tracked() == catalog.tracked()
    assert (clean.root / "catalog/models/bazaar/one.yaml").exists()


def test_a_change_set_has_the_reports_of_its_provider_alone(
    catalog: Scratch, out: Path, tmp_path: Path
) -> None:
    folder = some_fine_some_not(catalog)
    alone = [tmp_path / "alone.md", tmp_path / "alone.json"]

    catalog.call("run", "--from-dir", folder, "--out", str(out))

    for name in ("openrouter", "bazaar"):
        told = json.loads((out / name / "report.json").read_bytes())
        assert [run["provider"] for run in told["runs"]] == [name]
        assert [run["status"] for run in told["runs"]] == [document(out, name)["status"]]
    handed = ["--provider", "openrouter", "--report", str(alone[0]), "--report-json", str(alone[1])]
    catalog.call("run", "--from-dir", folder, *handed)
    assert (out / "openrouter" / "report.md").read_bytes() == alone[0].read_bytes()
    pages = [json.loads(path.read_bytes()) for path in (out / "openrouter" / "report.json", alone[1])]
    for page in pages:
        del page["runs"][0]["milliseconds"]
    assert pages[0] == pages[1]


def test_a_warning_is_told_to_whose_file_it_is_in(catalog: Scratch, out: Path) -> None:
    catalog.edit(OFFERS, "acme/two:\n", "acme/two:\n  colour: red\n")
    catalog.edit("catalog/models/beta/big.yaml", "active:", "colour: red\nactive:")

    assert catalog.call("run", "--from-dir", some_fine_some_not(catalog), "--out", str(out)) == 1

    told = {name: json.loads((out / name / "report.json").read_bytes()) for name in ("openrouter", "bazaar")}
    assert [problem["file"] for problem in told["openrouter"]["problems"]] == [OFFERS]
    assert told["bazaar"]["problems"] == []


def test_a_skipped_provider_says_so(catalog: Scratch, out: Path) -> None:
    for name in ("openrouter", "bazaar", "corner"):
        path = f"catalog/providers/{name}.yaml"
        catalog.write(path, catalog.read(path).replace("  enabled: true\n", ""))
        catalog.edit(path, "models_api:\n", "models_api:\n  enabled: false\n")

    assert catalog.call("run", "--out", str(out)) == 0

    found = changeset.read(out / "corner")
    why = ("disabled in its provider file", "disabled")
    assert (found.status, found.reason, found.rule, found.files) == ("skipped", *why, ())


def test_a_later_run_replaces_its_change_sets_and_removes_the_others(catalog: Scratch, out: Path) -> None:
    listed = [*dearer(), priced("gamma/new", "0.000001", "0.000002")]
    folder = payloads(catalog, openrouter=listed, bazaar=own("bazaar"))
    assert catalog.call("run", "--from-dir", folder, "--out", str(out)) == 0
    assert (out / "bazaar").is_dir()
    (out / "notes.md").write_text("mine")

    today = ["--from-file", f"openrouter={catalog.payload(dearer())}"]
    assert catalog.call("run", *today, "--out", str(out)) == 0

    assert sorted(path.name for path in out.iterdir()) == ["notes.md", "openrouter"]
    assert [file.path for file in changeset.read(out / "openrouter").files] == [
        OFFERS,
        "catalog/upstream/openrouter.jsonl",
        "catalog/history/openrouter.jsonl",
    ]
    assert not (out / "openrouter/files/catalog/models").exists()


def test_without_a_change_there_is_a_change_set_without_files(catalog: Scratch, out: Path) -> None:
    assert catalog.run(None, "--out", str(out)) == 0

    found = changeset.read(out / "openrouter")
    assert (found.status, found.files) == ("ok", ())


def test_a_change_set_names_the_commit_it_was_planned_on(catalog: Scratch, out: Path) -> None:
    git(catalog.root, "init", "-q")
    git(catalog.root, "add", ".")
    git(catalog.root, "commit", "-q", "-m", "one")

    assert catalog.run(dearer(), "--out", str(out)) == 0

    assert changeset.read(out / "openrouter").base == git(catalog.root, "rev-parse", "HEAD").strip()
    assert git(catalog.root, "status", "--porcelain") == ""


def test_what_was_fetched_is_remembered_though_the_tree_is_not_written(catalog: Scratch, out: Path) -> None:
    upstream = Upstream(payload=body(dearer()))
    with serve(upstream) as host:
        catalog.listen_to(host)
        before = catalog.tracked()

        codes = [catalog.call("run", "--provider", "openrouter", "--out", str(out)) for _ in range(2)]

        assert codes == [0, 0]
        assert catalog.tracked() == before
        assert "openrouter" in json.loads(catalog.read(".state/fetched.json"))
        assert (catalog.root / ".state/raw/openrouter.json").read_bytes() == upstream.payload
        assert "if-none-match" in upstream.seen[1].headers
        assert OFFERS in {file.path for file in changeset.read(out / "openrouter").files}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["--out", "OUT", "--dry-run"],
            "error: --out writes change sets and --dry-run writes nothing\n"
            "  fix: leave one of them out; --out changes no file of the catalog either\n",
        ),
        (
            ["--out", "OUT", "--backup"],
            "error: --out changes no file that --backup could copy\n  fix: leave --backup out\n",
        ),
        (
            ["--out", "ROOT/catalog/offers"],
            "error: ROOT/catalog/offers: this is in the catalog's own catalog/\n"
            "  fix: name a folder outside of it with --out\n",
        ),
        (
            ["--out", "OUT/../catalog/overrides/x"],
            "error: OUT/../catalog/overrides/x: this is in the catalog's own overrides/\n"
            "  fix: name a folder outside of it with --out\n",
        ),
        (
            ["--out", f"ROOT/{PROVIDER}"],
            f"error: ROOT/{PROVIDER}: this is in the catalog's own catalog/\n"
            "  fix: name a folder outside of it with --out\n",
        ),
        (
            ["--out", "ROOT/README.md"],
            "error: ROOT/README.md: this is a file\n  fix: name a folder with --out\n",
        ),
        (
            ["--out", "TAKEN"],
            "error: TAKEN/openrouter: a change set would take the place of what is here\n"
            "  fix: name another folder with --out, or move this one away\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_out_ends_with_2_and_writes_nothing(
    catalog: Scratch, out: Path, tmp_path: Path, capsys: Capture, args: list[str], said: str
) -> None:
    taken = tmp_path / "taken" / "openrouter"
    taken.mkdir(parents=True)
    (taken / "thesis.md").write_text("years of work")
    payload, before = str(catalog.payload(records()[:1])), catalog.tree()

    def filled(text: str) -> str:
        places = {"OUT": out, "ROOT": catalog.root, "TAKEN": tmp_path / "taken"}
        for name, path in places.items():
            text = text.replace(name, str(path))
        return text

    assert catalog.call("run", "--from-file", f"openrouter={payload}", *map(filled, args)) == 2

    assert capsys.readouterr().err == filled(said)
    assert catalog.tree() | {".state/lock": b""} == before | {".state/lock": b""}
    assert [path.name for path in taken.iterdir()] == ["thesis.md"]
    assert not out.exists()
