import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.publish.items import digest
from sync.publish.marker import BEGIN, END, MOST, around, block, is_one, read, replaced, short, write
from sync.publish.world import Marker
from sync.report.escape import code
from tests.hostile import HOSTILE

HEX = "0123456789abcdef"
ITEMS = {"change acme/one price.input": digest("3"), "new acme/two": digest(True)}
MARKER = Marker(head="a" * 40, fingerprint="b" * 16, items=short(ITEMS))
OTHER = Marker(head="c" * 40, fingerprint="d" * 16, items={})
BLOCK = block("**A page**", MARKER)

digests = st.text(HEX, min_size=12, max_size=12)
markers = st.builds(
    Marker,
    head=st.text(HEX, min_size=40, max_size=40),
    fingerprint=st.text(HEX, min_size=16, max_size=16),
    items=st.dictionaries(digests, digests, max_size=40),
)
prose = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda text: "`" not in text)


@given(markers, prose, st.sampled_from(["", "Hello.\n\n"]), st.booleans())
def test_what_is_written_is_read_again(marker: Marker, page: str, before: str, crlf: bool) -> None:
    body = replaced(before, block(page, marker))

    assert read(body.replace("\r", "").replace("\n", "\r\n") if crlf else body) == marker


def test_four_hundred_items_stay_small() -> None:
    items = {f"change lab/model-{number} price.input": digest(number) for number in range(400)}
    text = write(Marker(head="a" * 40, fingerprint="b" * 16, items=items))

    assert len(text) < 7_000
    assert max(map(len, text.splitlines())) <= 110


def test_a_part_of_what_was_proposed_is_still_known_when_short() -> None:
    part = short({"new acme/two": digest(True)})
    moved = short({"new acme/two": digest(False)})

    assert part.items() <= MARKER.items.items()
    assert not moved.items() <= MARKER.items.items()
    assert short(short(ITEMS)) == short(ITEMS)


def test_very_many_items_are_known_again_as_a_whole() -> None:
    many = {f"new lab/{number}": digest(True) for number in range(MOST + 1)}
    one = short(many)

    assert is_one(one)
    assert not is_one(short(dict([*many.items()][:MOST])))
    assert one == short(dict(reversed(many.items())))
    assert one != short(many | {"new lab/0": digest(False)})
    assert read(block("x", Marker(head="a" * 40, fingerprint="b" * 16, items=many))) is not None


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_name_that_looks_like_a_marker_is_none(name: str) -> None:
    said = f"Me: {code(name)} {name.strip('`~')}\n".replace("\n~~~", "")
    body = replaced(said, block(f"{name}\n\n{write(OTHER)}\n{END}\n{name}", MARKER))

    assert read(body) == MARKER
    assert around(body)[0] == said


@pytest.mark.parametrize(
    "words",
    [
        write(OTHER),
        f"`{BEGIN}` and `{END}`",
        f"```\n{block('x', OTHER)}\n```",
        f"~~~~ html\n{BEGIN}\n~~~\n{END}\n~~~~",
        f"> {BEGIN}\n> {END}",
        f"    {BEGIN}",
    ],
    ids=["bare marker", "code spans", "fence", "longer fence", "quote", "indented"],
)
def test_a_persons_look_alike_outside_changes_nothing(words: str) -> None:
    body = f"{words}\n\n{BLOCK}\n\n{words}\n"

    assert read(body) == MARKER
    fresh = replaced(body, block("**Another page**", OTHER))
    assert read(fresh) == OTHER
    assert fresh.startswith(f"{words}\n\n{BEGIN}")
    assert fresh.endswith(f"{END}\n\n{words}\n")


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "No block",
        f"{BLOCK}\n{BLOCK}",
        f"{BLOCK}\n{BEGIN}",
        f"{END}\n{BLOCK}",
        BLOCK.removesuffix(END),
        BLOCK.removeprefix(BEGIN),
        BLOCK.replace(" fp=b", " fp=x"),
        BLOCK.replace(END, f"more\n{END}"),
        BLOCK.replace("items\n", "items\nAAAA\n"),
        f"```\n{BLOCK}\n```",
    ],
    ids=[
        "none", "empty", "no block", "two", "a second begins", "an end before", "end cut", "begin cut",
        "no fingerprint", "text behind the marker", "half an item", "in a fence",
    ],
)  # fmt: skip
def test_what_is_not_one_whole_block_is_not_believed(body: str | None) -> None:
    assert read(body) is None


def test_a_persons_text_around_the_block_stays_as_it_is() -> None:
    before, after = "Mine.\r\n\r\n- [ ] ask Bob\r\n", "\r\nAlso mine: `x`\r\n"
    body = f"{before}{BLOCK}\r\n{after}".replace("\r\n", "\n").replace("\n", "\r\n")

    once = replaced(body, block("Fresh", OTHER))

    assert around(body) == (before, after)
    assert once.startswith(before)
    assert once.endswith(after)
    assert "A page" not in once
    assert replaced(once, BLOCK) == replaced(body, BLOCK)


def test_a_second_block_goes_and_what_stands_between_stays() -> None:
    fresh = replaced(f"one\n{BLOCK}\ntwo\n{BLOCK}\nthree\n{END}\n", block("Fresh", OTHER))

    assert read(fresh) == OTHER
    assert around(fresh) == ("one\n", "two\nthree\n")


def test_of_a_block_without_its_end_only_our_own_part_goes() -> None:
    cut = f"one\n{BLOCK.removesuffix(END)}two\n"

    assert around(replaced(cut, block("Fresh", OTHER))) == ("one\n", "two\n")
    assert around(replaced(f"one\n{BEGIN}\ntwo\n", BLOCK)) == ("one\ntwo\n", "")


def test_a_body_without_a_block_gets_one_below_its_text() -> None:
    assert replaced("Mine", BLOCK) == f"Mine\n\n{BLOCK}\n"
    assert replaced(None, BLOCK) == f"{BLOCK}\n"
