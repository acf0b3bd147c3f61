import re
from dataclasses import asdict

import pytest

from sync.publish.trailers import LENGTH, Trailers, message, read
from tests.hostile import HOSTILE

ABOUT = Trailers(provider="openrouter", lane="main", base="a" * 40, fingerprint="b" * 16)


def text(title: str = "sync(openrouter): 3 prices up, 2 held") -> str:
    return message(**asdict(ABOUT), title=title)


def test_the_message_of_a_sync() -> None:
    assert text() == (
        "sync(openrouter): 3 prices up, 2 held\n\n"
        "What upstream says, merged into the catalog.\n\n"
        "Catalog-Sync-Provider: openrouter\n"
        "Catalog-Sync-Lane: main\n"
        f"Catalog-Sync-Base: {'a' * 40}\n"
        f"Catalog-Sync-Fingerprint: {'b' * 16}\n"
    )
    assert read(text()) == ABOUT


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_is_a_subject_of_one_line_and_no_trailer(name: str) -> None:
    said = text(name)
    subject = said.partition("\n")[0]

    assert read(said) == ABOUT
    assert len(said.splitlines()) == len(text().splitlines())
    assert len(subject) <= LENGTH
    assert subject.isprintable()
    assert not re.search(r"(?<!\w)@\w|#\d|GH-\d|\[skip ci\]|\[ci skip\]|<!--|/issues/\d", subject, re.I)


@pytest.mark.parametrize(
    "more",
    ["Signed-off-by: A <a@example.com>", "\n---------\n\nCo-authored-by: A <a@example.com>"],
    ids=["a hook's", "a squash's"],
)
def test_trailers_that_others_add_do_no_harm(more: str) -> None:
    assert read(f"{text()}{more}\n") == ABOUT
    assert read(f"{text()}{more}\n".replace("\n", "\r\n")) == ABOUT


@pytest.mark.parametrize(
    "said",
    [
        "",
        "sync(openrouter): 1 change",
        text().replace("Catalog-Sync-Lane: main\n", ""),
        text().replace("Lane: main", "Lane: other"),
        text().replace("a" * 40, "a" * 39),
        text().replace("openrouter\n", "../openrouter\n"),
        text() + "Catalog-Sync-Lane: review\n",
        text() + "\nA person's words behind it.\n",
        text().replace("merged into the catalog.\n\n", "merged into the catalog.\n"),
        text().partition("\n\n")[2].partition("\n\n")[2],
        f'Revert "sync(openrouter): 1 change"\n\nThis reverts commit {"c" * 40}.\n',
    ],
    ids=[
        "nothing", "a subject", "no lane", "another lane", "a short commit", "a path", "twice",
        "not at the end", "among prose", "as the subject", "a revert",
    ],
)  # fmt: skip
def test_what_is_no_syncs_message_has_no_trailers(said: str) -> None:
    assert read(said) is None


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_message_that_could_not_be_read_again_is_not_written(name: str) -> None:
    with pytest.raises(ValueError, match="no trailers"):
        message(provider="acme", lane="main", base=f"x{name}", fingerprint="b" * 16, title="x")
