"""Bodies of every kind: what can be a list becomes one, anything else says what it was."""

import gzip
import json
from decimal import Decimal

import pytest

from sync.errors import SourceError
from sync.sources.payload import NotANumber, decode, excerpt, fault, records

BODY = b'{"data":[{"id":"acme/one","price":0.1}]}'
MORE = "the list says that there are more pages"
LIST = {"data": [{"id": "acme/one", "price": Decimal("0.1")}]}


def refusal(body: bytes, *, limit: int = 1000) -> SourceError:
    with pytest.raises(SourceError) as caught:
        decode(body, where="acme", limit=limit)
    assert caught.value.where == "acme"
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"\xef\xbb\xbf" + BODY,
        b"\n " + BODY + b"\n",
        gzip.compress(BODY, mtime=0),
        gzip.compress(BODY[:9], mtime=0) + gzip.compress(BODY[9:], mtime=0),
    ],
    ids=["plain", "with a BOM", "with blanks", "gzip", "gzip in two members"],
)
def test_a_list_is_read_however_it_is_wrapped(body: bytes) -> None:
    assert decode(body, where="acme") == LIST


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (gzip.compress(b"", mtime=0), "the body is empty"),
        (b"<!DOCTYPE html><html>", "the body is a web page, not JSON: <!DOCTYPE html><html>"),
        (BODY[:20], 'the JSON is cut off after 20 bytes: {"data":[{"id":"acme'),
        (BODY[:9], 'the JSON is cut off after 9 bytes: {"data":['),
        (b"Bad\x07 gateway", "the body is not JSON (line 1, column 1): Bad? gateway"),
        (BODY + BODY, f"the body is not JSON (line 1, column 41): {(BODY + BODY).decode()[:80]}"),
        (b'{"a":"\xff"}', 'the body is not UTF-8 (byte 6): {"a":"?"}'),
        ("{}".encode("utf-16"), "the body is not UTF-8 (byte 0): ??{?}?"),
        (b"[" * 100_000, "the JSON is nested too deep: " + "[" * 80 + "..."),
        (gzip.compress(BODY, mtime=0)[:-9], "the gzip body ends before its end"),
        (b"\x1f\x8bnot gzip at all", "the body begins like gzip but can't be unpacked"),
    ],
)
def test_what_is_no_json_says_what_it_is(body: bytes, said: str) -> None:
    error = refusal(body, limit=200_000)

    assert (error.what, error.rule) == (said, "not-json")


def test_a_body_may_have_so_many_bytes_and_a_gzip_bomb_is_counted_while_it_grows() -> None:
    bomb = gzip.compress(b" " * 50_000_000, mtime=0)

    assert refusal(BODY, limit=len(BODY) - 1).what == f"the body has more than {len(BODY) - 1} bytes"
    assert refusal(bomb, limit=1_000_000).what == "the body has more than 1000000 bytes"
    assert decode(gzip.compress(BODY, mtime=0), where="acme", limit=len(BODY)) == LIST


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "9" * 5000, "0." + "1" * 5000, "1e999999999999"]
)
def test_a_number_that_is_none_costs_only_the_record_that_holds_it(number: str) -> None:
    payload = decode(b'[{"a":[%s]},{"a":[1]}]' % number.encode(), where="acme")

    bad, good = records(payload, where="acme")

    assert isinstance(bad, dict)
    assert isinstance(bad["a"][0], NotANumber)
    assert fault(bad) == "the record holds a number that is none or absurdly long"
    assert fault(good) is None


@pytest.mark.parametrize("item", [None, 5, "x", [], ["x"]])
def test_a_record_is_an_object(item: object) -> None:
    assert fault(item) == "the record is not an object"


@pytest.mark.parametrize(
    "payload", [[1, 2], {"data": [1, 2]}, {"data": [1, 2], "has_more": False, "next": None}]
)
def test_records_come_bare_or_under_data(payload: object) -> None:
    assert records(payload, where="acme") == [1, 2]


def test_records_can_stand_under_another_key() -> None:
    assert records({"models": [1], "data": []}, where="acme", key="models") == [1]


@pytest.mark.parametrize(
    ("payload", "rule", "said"),
    [
        ([], "empty", "the list of models is empty"),
        ({"data": []}, "empty", "the list of models is empty"),
        ({}, "not-a-list", "the body is JSON but holds no list of models under 'data'"),
        ({"data": None}, "not-a-list", "the body is JSON but holds no list of models under 'data'"),
        ({"data": {"id": 1}}, "not-a-list", "the body is JSON but holds no list of models under 'data'"),
        ("x", "not-a-list", "the body is JSON but holds no list of models"),
        (None, "not-a-list", "the body is JSON but holds no list of models"),
        (
            {"code": 401, "message": "Invalid\nkey"},
            "not-a-list",
            "the body is JSON but holds no list of models under 'data': \"Invalid key\"",
        ),
        (
            {"error": {"message": "No auth\u202e", "code": 401}},
            "not-a-list",
            'the provider answered with an error: "No auth?"',
        ),
        ({"error": "down", "data": [1]}, "not-a-list", 'the provider answered with an error: "down"'),
        ({"errors": [1]}, "not-a-list", "the provider answered with an error"),
        (
            {"data": None, "message": "service error", "success": False},
            "not-a-list",
            'the provider answered with an error: "service error"',
        ),
        ({"data": [1], "has_more": True}, "more-pages", f"{MORE} (has_more)"),
        ({"data": [1], "nextPageToken": "x"}, "more-pages", f"{MORE} (nextPageToken)"),
        ({"data": [1], "next_page_token": "x"}, "more-pages", f"{MORE} (next_page_token)"),
        ({"data": [1], "links": {"next": "/2"}}, "more-pages", f"{MORE} (links.next)"),
    ],
)  # fmt: skip
def test_what_is_no_whole_list_is_refused_by_name(payload: object, rule: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        records(payload, where="acme")

    assert (caught.value.rule, caught.value.what) == (rule, said)
    assert caught.value.fix


def test_an_excerpt_is_short_harmless_and_holds_no_key() -> None:
    text = "Incorrect API key: sk-proj-abcdefghijklmnopqrstuv1234567890\x1b[31m\u202e\n" + "x " * 100

    shown = excerpt(text)

    assert shown.startswith("Incorrect API key: [...]?[31m? x x ")
    assert len(shown) == 83
    assert shown.isascii()
    assert shown.isprintable()


def test_an_excerpt_of_a_huge_text_is_quick() -> None:
    assert excerpt("a b " * 10_000_000).endswith("...")


def test_json_keeps_its_fractions_exact() -> None:
    assert json.loads('{"a":0.1}', parse_float=Decimal) == decode(b'{"a":0.1}', where="acme")
