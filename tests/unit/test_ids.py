"""Ids and their file names: read back exactly, never two alike, legal everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.ids import MAX_ID, fold, model_file, slug, unslug, unusable

SLUGS = {
    "claude-sonnet-4.5": "claude-sonnet-4.5",
    "glm-5.2:free": "glm-5.2=3afree",
    "~anthropic": "=7eanthropic",
    "GLM": "=47=4c=4d",
    "a/b": "a=2fb",
    "a=b": "a=3db",
    "con": "=63on",
    "con.yaml": "=63on.yaml",
    "CON": "=43=4f=4e",
    "nul.txt": "=6eul.txt",
    "com1": "=63om1",
    "lpt9.x": "=6cpt9.x",
    "console": "console",
    "com": "com",
    "com10": "com10",
    ".hidden": "=2ehidden",
    "-x": "=2dx",
    "trailing.": "trailing=2e",
    "..": "=2e=2e",
    ".": "=2e",
    "é": "=c3=a9",
    "a b": "a=20b",
    "": "",
}
# What Windows keeps for itself, whatever follows the first dot.
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)

names = st.text(st.sampled_from("abcCON123.-_=:/~@ éßİı") | st.characters(exclude_categories=["Cs"])) | (
    st.sampled_from(["con", "CON", "nul", "aux.x", "com1.", "lpt0", "prn.yaml", "con ", "com¹", ".", ".."])
)


@pytest.mark.parametrize(("name", "file_name"), SLUGS.items())
def test_a_name_has_this_slug(name: str, file_name: str) -> None:
    assert slug(name) == file_name


@given(names)
def test_a_slug_leads_back_to_its_name(name: str) -> None:
    assert unslug(slug(name)) == name


@given(names, names)
def test_two_names_never_share_a_slug_on_any_file_system(one: str, other: str) -> None:
    assert one == other or slug(one).casefold() != slug(other).casefold()


@given(names)
def test_names_that_differ_only_in_case_have_slugs_that_differ_in_more(name: str) -> None:
    for other in {name.upper(), name.lower(), name.swapcase(), name.title()} - {name}:
        assert slug(name).casefold() != slug(other).casefold()


@given(names.filter(bool))
def test_a_slug_is_a_legal_file_name_everywhere(name: str) -> None:
    file_name = slug(name)

    assert re.fullmatch(r"[a-z0-9._=-]+", file_name)
    assert not RESERVED.fullmatch(file_name)
    assert not RESERVED.fullmatch(f"{file_name}.yaml")
    assert file_name[0] not in ".-"
    assert file_name[-1] != "."


@given(st.text(st.sampled_from("abCON.=-_0369f/é"), max_size=8))
def test_only_a_slug_leads_back(text: str) -> None:
    name = unslug(text)

    assert name is None or slug(name) == text


@pytest.mark.parametrize(
    "text", ["A", "a b", "=", "=4", "=zz", "=61", "=2E", "=ff", "con", "x.", ".x", "é", "a/b"]
)
def test_what_no_name_has_as_its_slug_leads_nowhere(text: str) -> None:
    assert unslug(text) is None


@pytest.mark.parametrize(
    ("model", "file_name"),
    [
        ("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5.yaml"),
        ("z-ai/GLM:con", "z-ai/=47=4c=4d=3acon.yaml"),
        ("lab/a/b", "lab/a=2fb.yaml"),
        ("Con/aux.", "=43on/=61ux=2e.yaml"),
    ],
)
def test_a_model_has_its_file_in_its_labs_folder(model: str, file_name: str) -> None:
    assert model_file(model) == file_name


@pytest.mark.parametrize(
    ("id_", "why"),
    [
        ("", "the id is empty"),
        ("a b", "the id holds the character U+0020"),
        ("a\nb", "the id holds the character U+000A"),
        ("a\tb", "the id holds the character U+0009"),
        ("a\0b", "the id holds the character U+0000"),
        ("a\x85b", "the id holds the character U+0085"),
        ("a\u2028b", "the id holds the character U+2028"),
        ("a\u202eb", "the id holds the character U+202E"),
        ("a\u200bb", "the id holds the character U+200B"),
        ("a\ufeffb", "the id holds the character U+FEFF"),
        ("a\xadb", "the id holds the character U+00AD"),
        ("a\xa0b", "the id holds the character U+00A0"),
        ("a\ud800b", "the id holds the character U+D800"),
        ("a<b", "the id holds the character U+003C"),
        ("a|b", "the id holds the character U+007C"),
        ("a`b", "the id holds the character U+0060"),
        ('a"b', "the id holds the character U+0022"),
        ("a\\b", "the id holds the character U+005C"),
        ("/a", "the id has an empty or dot-only path segment"),
        ("a/", "the id has an empty or dot-only path segment"),
        ("a//b", "the id has an empty or dot-only path segment"),
        ("a/../b", "the id has an empty or dot-only path segment"),
        ("./a", "the id has an empty or dot-only path segment"),
        ("a\n/..", "the id holds the character U+000A"),
        ("a" * (MAX_ID + 1), f"the id is longer than {MAX_ID} characters"),
        ("é" * MAX_ID, f"a part of the id needs a file name longer than {MAX_ID} bytes"),
    ],
)
def test_an_id_that_breaks_out_of_its_place_is_unusable(id_: str, why: str) -> None:
    assert unusable(id_) == why


@pytest.mark.parametrize(
    "id_",
    ["anthropic/claude-sonnet-4.5", "~a/latest", "Z-AI/GLM-5.2:free", "a@b", "модель/é", "a...b", "..."],
)
def test_letters_and_the_usual_signs_are_usable(id_: str) -> None:
    assert unusable(id_) is None


@pytest.mark.parametrize(("one", "other"), [("A/B", "a/b"), ("STRASSE", "straße")])
def test_case_does_not_tell_two_ids_apart(one: str, other: str) -> None:
    assert fold(one) == fold(other)
