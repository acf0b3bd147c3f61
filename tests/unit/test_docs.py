"""The documents are held to the code: the scalar table, the schemas' keys, the commands and their flags."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args

import click
import pytest

from sync.cli.main import COMMANDS, cli
from sync.core.values import Doc, Value
from sync.files import scalars, schemas

HERE = Path(__file__).resolve().parents[2]
FORMAT = (HERE / "docs/format.md").read_text("utf-8")
README = (HERE / "README.md").read_text("utf-8")

ROWS = re.findall(
    r"^\| `([^`]+)` \| (true|false|nothing|error|(?:number|text) \S+) \|$", FORMAT, re.MULTILINE
)


def test_the_scalar_table_is_there() -> None:
    assert len(ROWS) > 25


@pytest.mark.parametrize(("word", "meaning"), ROWS)
def test_the_scalar_table_is_what_the_reader_does(word: str, meaning: str) -> None:
    kind, _, text = meaning.partition(" ")

    if kind == "error":
        with pytest.raises(scalars.ScalarError):
            scalars.read(word)
        return
    expected: Value = {"true": True, "false": False, "nothing": None, "text": text}.get(kind)
    if kind == "number":
        expected = Decimal(text) if "." in text else int(text)
    assert (scalars.read(word), type(scalars.read(word))) == (expected, type(expected))


@pytest.mark.parametrize("kind", get_args(schemas.Kind))
def test_every_key_of_a_schema_is_explained(kind: schemas.Kind) -> None:
    missing = [
        name for name in _keys(schemas.load(HERE).entry(kind)) if not re.search(rf"\b{name}\b", FORMAT)
    ]

    assert missing == []


def test_the_readme_names_every_command() -> None:
    assert [name for name in COMMANDS if f"python -m sync {name}" not in README] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_a_help_text(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)

    assert command is not None
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 150


def _keys(schema: Doc) -> Iterator[str]:
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, dict) else ():
        yield name
        if isinstance(part, dict):
            yield from _keys(part)
