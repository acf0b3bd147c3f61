"""Issue forms are valid by GitHub's documented schema, and every path of the repository has its owners."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.files.new_catalog import create

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github/ISSUE_TEMPLATE"
FORMS = sorted(path.name for path in FOLDER.glob("*.yml") if path.name != "config.yml")
TOP = {"name", "description", "title", "labels", "body"}
TEXTS = {"label", "description", "placeholder", "value"}
ATTRIBUTES = {
    "markdown": {"value"},
    "input": TEXTS,
    "textarea": TEXTS | {"render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
}
"""The types that we use, of those there are, and what each may say."""
ID = re.compile(r"[A-Za-z0-9_-]+")
DATA = ("models", "offers", "upstream", "history")
DECIDED = [
    *(f"catalog/{name}" for name in ("providers/x.yaml", "rules/x.yaml", "lists/x.yaml", "redirects.yaml")),
    *("overrides/offers/x.yaml", "schemas/x.json", "sync/fetch.py", ".github/workflows/x.yml", "CODEOWNERS"),
]

Form = dict[str, Any]


def form(name: str) -> Form:
    loaded = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def complaints(form: Form) -> list[str]:
    """What GitHub would refuse the form for, or silently leave out."""
    body = form.get("body", [])
    asked = [part for part in body if part.get("type") != "markdown"]
    found = [f"no {key}" for key in ("name", "description", "body") if not form.get(key)]
    found += [f"unknown {key}" for key in sorted(form.keys() - TOP)]
    found += [f"no text: {label!r}" for label in form.get("labels", []) if not is_text(label)]
    found += [] if asked else ["nothing is asked"]
    found += [line for part in body for line in of_part(part)]
    for key, told in (
        ("id", [part.get("id") for part in asked]),
        ("label", [part.get("attributes", {}).get("label") for part in asked]),
    ):
        found += [f"{key} {each!r} twice" for each in dict.fromkeys(told) if told.count(each) > 1]
    return found


def of_part(part: Form) -> Iterator[str]:
    kind, attributes = part.get("type"), part.get("attributes", {})
    name = f"{kind} {part.get('id')}"
    if kind not in ATTRIBUTES:
        yield f"{name}: no type that we use"
        return
    keys = {"type", "attributes"} | (set() if kind == "markdown" else {"id", "validations"})
    for key in sorted(part.keys() - keys) + sorted(attributes.keys() - ATTRIBUTES[kind]):
        yield f"{name}: unknown {key}"
    if not is_text(attributes.get("value" if kind == "markdown" else "label")):
        yield f"{name}: says nothing"
    if kind != "markdown" and not (is_text(part.get("id")) and ID.fullmatch(part["id"])):
        yield f"{name}: id"
    for key in TEXTS & attributes.keys():
        if not is_text(attributes[key]):
            yield f"{name}: {key} is no text"
    validations = part.get("validations", {})
    if validations.keys() - {"required"} or not all(isinstance(each, bool) for each in validations.values()):
        yield f"{name}: validations"
    if kind == "dropdown":
        options = attributes.get("options", [])
        good = all(
            is_text(each) and each.casefold() != "none" for each in options
        )  # that one is GitHub's own
        if not options or not good or len(set(options)) < len(options):
            yield f"{name}: options"


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_one_that_github_shows(name: str) -> None:
    assert complaints(form(name)) == []


def test_what_github_would_refuse_is_seen() -> None:
    good = form("new-provider.yml")
    at = {part.get("id"): index for index, part in enumerate(good["body"])}
    seen = set()
    for where, key, value in (
        ("key", "options", ["a", "a"]), ("key", "options", [True]), ("key", "options", []),
        ("name", "label", "Dialect"), ("name", "label", ""), ("name", "placeholder", 12),
        ("name", "renders", "x"),
    ):  # fmt: skip
        bad = copy.deepcopy(good)
        bad["body"][at[where]]["attributes"][key] = value
        seen.update(complaints(bad))
    changed: list[Form] = [
        {"id": "dialect"}, {"id": "a b"}, {"type": "text"}, {"validations": {"required": "yes"}},
    ]  # fmt: skip
    for change in changed:
        bad = copy.deepcopy(good)
        bad["body"][at["name"]].update(change)
        seen.update(complaints(bad))
    seen.update(complaints({**good, "description": "", "label": "x", "body": good["body"][:1]}))

    assert seen == {
        "dropdown key: options", "label 'Dialect' twice", "input name: says nothing",
        "input name: label is no text", "input name: placeholder is no text", "input name: unknown renders",
        "id 'dialect' twice", "input a b: id", "text name: no type that we use", "input name: validations",
        "no description", "unknown label", "nothing is asked",
    }  # fmt: skip


def test_the_forms_ask_what_a_reviewer_needs() -> None:
    asked = {
        name: [part["id"] for part in form(name)["body"] if part.get("validations", {}).get("required")]
        for name in FORMS
    }

    assert asked == {
        "new-provider.yml": ["name", "list", "key", "dialect", "pays"],
        "wrong-data.yml": ["model", "field", "says", "should", "source"],
    }


def test_the_chooser_leads_to_a_page_that_is_there() -> None:
    chooser = form("config.yml")

    assert chooser.keys() == {"blank_issues_enabled", "contact_links"}
    assert isinstance(chooser["blank_issues_enabled"], bool)
    for link in chooser["contact_links"]:
        assert link.keys() == {"name", "url", "about"}
        home, _, path = link["url"].partition("/blob/main/")
        assert home == "https://github.com/modelbook/modelbook"
        assert (ROOT / path).is_file()


def owners(text: str, path: str) -> str:
    """Who owns a path: the last line whose pattern matches it. We use a star and folders from the root."""
    rules = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert all(pattern == "*" or re.fullmatch(r"/[a-z/]+/", pattern) for pattern, _ in rules)
    return [team for pattern, team in rules if pattern == "*" or f"/{path}".startswith(pattern)][-1]


def test_what_a_sync_writes_is_the_data_reviewers_and_the_rest_the_maintainers() -> None:
    text = (ROOT / "CODEOWNERS").read_text("utf-8")

    assert {owners(text, f"catalog/{name}/x") for name in DATA} == {"@modelbook/data-reviewers"}
    assert {owners(text, path) for path in DECIDED} == {"@modelbook/maintainers"}


def test_a_new_catalog_has_the_same_split_one_word_away(tmp_path: Path) -> None:
    create(ROOT, tmp_path / "new", owners="@acme/data")
    text = (tmp_path / "new/CODEOWNERS").read_text("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("*"))
    changed = text.replace(first, first.replace("@acme/data", "@acme/platform"))

    assert {owners(text, path) for path in [*DECIDED, "catalog/models/a/b.yaml"]} == {"@acme/data"}
    assert {owners(changed, path) for path in DECIDED} == {"@acme/platform"}
    assert {owners(changed, f"catalog/{name}/x") for name in DATA} == {"@acme/data"}
