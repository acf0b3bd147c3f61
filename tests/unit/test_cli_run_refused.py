"""What `run` refuses to begin: a wrong call, and a catalog with a broken file in it."""

from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import BASE, OFFERS, ONE, PROVIDER, Scratch, scratch
from tests.unit.holding import HELD, HISTORY, dear
from tests.unit.running import Capture, dearer, errors


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["--provider", "nope"],
            "error: there is no provider 'nope'\n"
            "  fix: use one of openrouter, or add catalog/providers/nope.yaml\n",
        ),
        (
            ["--from-file", "nope=PAYLOAD"],
            "error: there is no provider 'nope'\n"
            "  fix: use one of openrouter, or add catalog/providers/nope.yaml\n",
        ),
        (
            ["--from-file", "PAYLOAD"],
            "error: --from-file 'PAYLOAD' is not P=FILE\n  fix: write for example openrouter=models.json\n",
        ),
        (
            ["--from-file", "openrouter="],
            "error: --from-file 'openrouter=' is not P=FILE\n"
            "  fix: write for example openrouter=models.json\n",
        ),
        (
            ["--from-file", "openrouter=FOLDER/absent.json"],
            "error: FOLDER/absent.json: there is no such file\n"
            "  fix: name the payload's file with --from-file P=FILE\n",
        ),
        (
            ["--from-file", "openrouter=FOLDER"],
            "error: FOLDER: this is a folder\n  fix: name a file in it, or read it whole with --from-dir\n",
        ),
        (
            ["--from-file", "openrouter=PAYLOAD", "--from-file", "openrouter=PAYLOAD"],
            "error: --from-file names openrouter twice\n  fix: hand one file in for each provider\n",
        ),
        (
            ["--from-file", "other=PAYLOAD", "--provider", "openrouter"],
            "error: no payload was handed in for openrouter\n"
            "  fix: hand one in with --from-file openrouter=FILE, or leave --provider openrouter out\n",
        ),
        (
            ["--from-file", "openrouter=PAYLOAD", "--from-file", "b=PAYLOAD", "--provider", "openrouter"],
            "error: --from-file is for b, which --provider leaves out\n"
            "  fix: add --provider b, or leave the file out\n",
        ),
        (
            ["--from-dir", "FOLDER/absent"],
            "error: FOLDER/absent: there is no such folder\n  fix: name one with --from-dir\n",
        ),
        (
            ["--from-dir", "FOLDER/empty"],
            "error: FOLDER/empty: no provider's payload is here\n"
            "  fix: name the files <provider>.json or .json.gz\n",
        ),
        (
            ["--list", "nope", "--from-file", "openrouter=PAYLOAD"],
            "error: there is no list 'nope'\n"
            "  fix: use one of free, paid, all, or add catalog/lists/nope.yaml\n",
        ),
        (
            ["--today", "2026-13-01"],
            "error: --today '2026-13-01' is not a date\n  fix: write it as YYYY-MM-DD\n",
        ),
        (
            ["--today", "22.08.2026"],
            "error: --today '22.08.2026' is not a date\n  fix: write it as YYYY-MM-DD\n",
        ),
        (
            ["--today", "2026-08-20", "--from-file", "openrouter=PAYLOAD"],
            "error: --today 2026-08-20 is before 2026-08-21, the day of openrouter's last accepted list\n"
            "  fix: use 2026-08-21 or later\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_writes_nothing(
    catalog: Scratch, tmp_path: Path, capsys: Capture, args: list[str], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    payload, before = str(catalog.payload()), catalog.tracked()

    def filled(text: str) -> str:
        return (
            text.replace("'PAYLOAD'", repr(payload))
            .replace("PAYLOAD", payload)
            .replace("FOLDER", str(tmp_path))
        )

    assert catalog.call("run", *map(filled, args)) == 2

    assert errors(capsys) == filled(said)
    assert catalog.tracked() == before


@pytest.mark.parametrize(("listed", "name"), [(dearer(), HISTORY), (dear(), HELD)], ids=["written", "held"])
def test_a_day_before_what_a_limited_run_dated_is_refused(
    catalog: Scratch, capsys: Capture, listed: list[object], name: str
) -> None:
    assert catalog.run(listed, "--model", "acme/one", today="2026-08-25") == 0
    assert '"as_of": "2026-08-21"' in catalog.read(BASE)
    capsys.readouterr()

    assert catalog.run() == 2

    said = f"error: --today 2026-08-22 is before 2026-08-25, the newest day in {name}\n"
    assert errors(capsys) == f"{said}  fix: use 2026-08-25 or later\n"
    assert catalog.run(today="2026-08-25") == 0


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--dry-run"], ["check"], ["status"], ["explain", "a/b"]]
)
def test_a_folder_without_a_catalog_is_left_as_it_is(
    tmp_path: Path, capsys: Capture, command: list[str]
) -> None:
    assert call([*command, "--root", str(tmp_path)]) == 2

    assert capsys.readouterr().err == (
        f"error: {tmp_path}: there is no catalog here\n"
        "  fix: name its folder with --root, or make one with `init DIR`\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_payload_is_named(catalog: Scratch, tmp_path: Path, capsys: Capture) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)

    assert catalog.call("run", "--from-file", f"openrouter={loop}") == 2

    assert str(loop) in errors(capsys)


BROKEN = [
    (ONE, "name: A\nname: B\n", f"{ONE}:2 name: the key stands here twice [duplicate-key]"),
    (OFFERS, "<<<<<<< mine\n", f"{OFFERS}:1: a merge marker [merge-marker]"),
    (OFFERS, b"a: \xff\n", f"{OFFERS}:1: not UTF-8 [encoding]"),
    (ONE, "active: yes\n", f"{ONE}:1 active: "),
    (ONE, "active: 3\n", f"{ONE}:1 active: 3 is not true or false [schema]"),
    (PROVIDER, "name: X\n", f"{PROVIDER}:1: the key models_api is missing [schema]"),
    (PROVIDER, "- X\n", f"{PROVIDER}:1: the file does not hold a mapping [yaml]"),
    ("catalog/lists/top.yaml", "models: [3]\n", "catalog/lists/top.yaml:1 models.0: 3 is not text [schema]"),
    (
        "overrides/offers/openrouter.yaml",
        "a/b: 3\n",
        "overrides/offers/openrouter.yaml:1 a/b: an entry is a mapping in a list",
    ),
    (BASE, "{\n", f"{BASE}:1: not JSON"),
    (BASE, "<<<<<<< mine\n", f"{BASE}:1: a merge marker [merge-marker]"),
]


@pytest.mark.parametrize(("name", "text", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_a_broken_file_stops_the_run_with_its_line_and_a_fix(
    catalog: Scratch, capsys: Capture, name: str, text: str | bytes, said: str
) -> None:
    catalog.write(name, text)
    before = catalog.tracked()

    assert catalog.run(dearer()) == 1

    told = errors(capsys).splitlines()
    assert told[0].startswith(said)
    assert told[1].startswith("  fix: ")
    assert told[-1] == "1 problem; nothing was written."
    assert catalog.tracked() == before


def test_every_broken_file_is_told_at_once(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(ONE, "name: A\nname: B\n")
    catalog.write(OFFERS, "<<<<<<< mine\na/b:\n=======\n>>>>>>> theirs\n")
    catalog.write("catalog/models/beta/big.yaml", "limits: {context: 1e5}\n")
    catalog.edit("catalog/models/acme/two.yaml", "active: false", "active: 0")
    before = catalog.tree()

    assert catalog.run(dearer()) == 1

    assert [
        line.partition(" [")[0] for line in errors(capsys).splitlines() if line.startswith("catalog")
    ] == [
        "catalog/models/acme/one.yaml:2 name: the key stands here twice",
        "catalog/models/acme/two.yaml:15 active: 0 is not true or false",
        "catalog/models/beta/big.yaml:1 limits.context: '1e5' looks like a number "
        "and readers disagree about it",
        "catalog/offers/openrouter.yaml:1: a merge marker",
        "catalog/offers/openrouter.yaml:3: a merge marker",
        "catalog/offers/openrouter.yaml:4: a merge marker",
    ]
    assert catalog.tree() == before
