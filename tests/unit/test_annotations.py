"""`check --annotate`: problems beside the lines of a change, and no line of a file commands the runner."""

import re
from pathlib import Path

import pytest

from sync.cli import annotations
from sync.cli.findings import show
from sync.errors import Level, Problem
from tests.hostile import HOSTILE
from tests.scratch import OFFERS, ONE, Scratch, scratch
from tests.unit.running import Capture, git

COMMANDS = {
    "command": "::error file=x::gotcha",
    "after a line": "a\n::add-mask::a\r\n  ::stop-commands::x\r::debug::y",
    "old form": "a ##[error]gotcha",
    "percent": "100 %, %0A::error::x, %3A",
    "properties": "a,line=7,title=x::y:z",
}


def problem(text: str = "x", level: Level = "error", line: int | None = 3) -> Problem:
    return Problem(file=text, line=line, path=text, message=text, rule="some-rule", level=level, fix=text)


def decoded(line: str) -> tuple[str, dict[str, str], str]:
    """What a runner makes of a line: it takes all up to the second `::`, and then decodes the parts."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line

    def plain(text: str) -> str:
        for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            text = text.replace(code, char)
        return text

    about = dict(each.split("=", 1) for each in match[2].split(","))
    return match[1], {key: plain(value) for key, value in about.items()}, plain(match[3])


@pytest.fixture
def broken(tmp_path: Path, capsys: Capture) -> Scratch:
    """A catalog with an error and a warning."""
    catalog = scratch(tmp_path)
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: -1, output: 2}")
    catalog.edit(ONE, "active: false", "active: false\ncolour: red")
    capsys.readouterr()
    return catalog


def test_each_problem_is_told_once_more_for_github_errors_first(broken: Scratch, capsys: Capture) -> None:
    assert broken.call("check") == 1
    plain = capsys.readouterr().out.splitlines()

    assert broken.call("check", "--annotate") == 1

    told = capsys.readouterr().out.splitlines()
    found = [decoded(line) for line in told if line not in plain]
    assert [line for line in told if line in plain] == plain
    assert [level for level, _, _ in found] == ["error", "warning", "warning", "warning"]
    assert {about["file"] for _, about, _ in found} == {OFFERS, ONE}
    for (_, about, text), head, fix in zip(found, plain[:-1:2], plain[1::2], strict=True):
        start = f"{about['file']}:{about['line']} "
        rest = head.removeprefix(start).removesuffix(f" [{about['title']}]").removesuffix(" (warning)")
        assert head.startswith(start)
        assert text == f"{rest}\n{fix.strip()}"


def test_of_warnings_those_in_files_that_a_change_touched_are_annotated(
    broken: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit(*words: str) -> None:
        git(broken.root, "add", "-A")
        git(broken.root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "x", *words)

    def shown(base: str) -> tuple[list[tuple[str, str]], str]:
        monkeypatch.setenv("SYNC_BASE", base)
        assert broken.call("check", "--annotate") == 1
        told = capsys.readouterr().out.splitlines()
        found = [decoded(line) for line in told if line.startswith("::")]
        assert told[-1].endswith("checked: 1 error, 3 warnings")
        assert sum("(warning)" in line for line in told) == 3
        return [(level, about["file"]) for level, about, _ in found], told[-2]

    git(broken.root, "init", "-q", "-b", "main")
    commit()
    git(broken.root, "checkout", "-qb", "mine")
    commit("--allow-empty")
    assert shown("main") == ([("error", OFFERS)], "3 older warnings elsewhere, not annotated")

    broken.edit(ONE, "colour: red", "colour: blue")
    commit()
    git(broken.root, "checkout", "-q", "main")
    broken.edit(OFFERS, "output: 2", "output: 3")  # on main, and no doing of this branch
    commit()
    git(broken.root, "checkout", "-q", "mine")
    some, last = shown("main")
    assert some == [("error", OFFERS), ("warning", ONE)]
    assert last == "2 older warnings elsewhere, not annotated"

    for unknown in ("", "gone", "0" * 40):
        assert len(shown(unknown)[0]) == 4


def test_commits_are_annotated_too(broken: Scratch, capsys: Capture) -> None:
    git(broken.root, "init", "-q", "-b", "main")
    upstream = "catalog/upstream/openrouter.jsonl"
    for text in ("", "\n"):
        broken.write(upstream, broken.read(upstream) + text)
        git(broken.root, "add", "-A")
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        git(broken.root, *who, "commit", "-qm", "by hand", "--allow-empty")

    assert broken.call("check", "--commits", "HEAD~1..HEAD", "--annotate") == 1

    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    level, about, text = decoded(line)
    assert (level, about) == ("error", {"file": upstream, "title": "machine-file"})
    assert "isn't a sync's" in text


def test_names_are_relative_to_the_repository(broken: Scratch, tmp_path: Path, capsys: Capture) -> None:
    git(tmp_path, "init", "-q")

    assert broken.call("check", "--annotate") == 1

    assert f"::error file=catalog/{OFFERS},line=" in capsys.readouterr().out


def test_as_many_of_a_level_as_are_shown_come_errors_first(tmp_path: Path) -> None:
    levels: tuple[Level, ...] = ("warning", "error")

    told = list(annotations.lines([problem(level=level) for level in levels for _ in range(30)], tmp_path))

    assert [decoded(line)[0] for line in told] == ["error"] * 10 + ["warning"] * 10


@pytest.mark.parametrize("typed", [*HOSTILE.values(), *COMMANDS.values()], ids=[*HOSTILE, *COMMANDS])
def test_what_a_file_says_is_only_ever_text(typed: str, tmp_path: Path) -> None:
    [line] = annotations.lines([problem(typed)], tmp_path)

    level, about, text = decoded(line)
    assert (level, sorted(about)) == ("error", ["file", "line", "title"])
    assert (about["line"], about["title"]) == ("3", "some-rule")
    assert all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("typed", COMMANDS.values(), ids=COMMANDS)
def test_the_plain_lines_command_nothing(typed: str, capsys: Capture) -> None:
    show([problem(typed), problem(typed, "warning", None)])

    for line in re.split(r"\r\n|\r|\n", capsys.readouterr().out):
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


def test_json_and_annotations_exclude_each_other(broken: Scratch) -> None:
    assert broken.call("check", "--json", "--annotate") == 2
