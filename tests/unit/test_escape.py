import re
import unicodedata

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from sync.report.escape import LIMIT, annotation, code, plain, word
from tests.hostile import HOSTILE

EXTENSIONS = ["table", "autolink", "strikethrough", "tagfilter", "tasklist"]
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td", "code"}
LIST_TAGS = {"ul", "li", "code", "p"}

every_name = pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
any_text = st.text(st.characters(), max_size=120) | st.text(
    "`|\\ \n<!-@#$a*_[]()&:/.w\u200b\u0301", max_size=60
)


def rendered(page: str) -> list[str]:
    """The page's HTML by both of cmarkgfm's ways."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return [
        cmarkgfm.markdown_to_html_with_extensions(page, options, EXTENSIONS),
        cmarkgfm.github_flavored_markdown_to_html(page, Options.CMARK_OPT_UNSAFE),
    ]


def tags(html: str) -> set[str]:
    return set(re.findall(r"</?([a-zA-Z!?][^\s>/]*)", html))


def check_in_a_table(name: str) -> None:
    row = f"| {code(name)} | {code(name)} | end |\n"
    for html in rendered(f"| id | name | last |\n|---|---|---:|\n{row}{row}| a | b | c |\n"):
        assert tags(html) <= TABLE_TAGS, html
        assert (html.count("<tr>"), html.count("<td"), html.count("<th")) == (4, 9, 3 + 1), html
        assert html.count("end</td>") == 2


def check_in_a_list(name: str) -> None:
    item = f"- {code(name)} and {code(name)}: end\n"
    for html in rendered(f"{item}  - {code(name)}\n{item}"):
        assert tags(html) <= LIST_TAGS, html
        assert (html.count("<li>"), html.count("<ul>")) == (3, 2), html


@every_name
def test_a_hostile_name_stays_in_its_table_cell(name: str) -> None:
    check_in_a_table(name)


@every_name
def test_a_hostile_name_stays_in_its_list_item(name: str) -> None:
    check_in_a_list(name)


@given(any_text)
def test_no_text_leaves_its_table_cell_or_list_item(text: str) -> None:
    check_in_a_table(text)
    check_in_a_list(text)


@given(any_text)
def test_a_code_span_is_one_short_line_of_visible_characters(text: str) -> None:
    shown = code(text)

    assert len(shown) <= LIMIT * 4
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}]
    assert "<!--" not in shown
    assert not re.search(r"(?<![A-Za-z0-9_])@[A-Za-z0-9]", shown)


@given(any_text, any_text)
def test_two_texts_never_look_the_same(a: str, b: str) -> None:
    assert (code(a, 10_000) == code(b, 10_000)) == (a == b)


@given(any_text)
def test_what_is_seen_is_the_text_with_escapes(text: str) -> None:
    page = f"| a |\n|---|\n| {code(text, 10_000)} |\n"
    seen = re.search(r"<code>(.*)</code>", rendered(page)[0])

    assert text == "" if seen is None else unescaped(seen[1]) == text


def unescaped(html: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = html.replace(entity, char)
    return re.sub(r"\\u([0-9A-F]{4})|\\U([0-9A-F]{8})", lambda m: chr(int(m[1] or m[2], 16)), html)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("anthropic/claude-sonnet-4.5", "`anthropic/claude-sonnet-4.5`"),
        ("z-ai/glm:free", "`z-ai/glm:free`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a|b", r"`a\|b`"),
        ("a\nb", r"`a\u000Ab`"),
        ("a\u200bb\U000e0041", r"`a\u200Bb\U000E0041`"),
        (" a", r"`\u0020a`"),
        ("a  b", r"`a \u0020b`"),
        ("", "(empty)"),
        ("(empty)", "`(empty)`"),
        ("<!-- x -->", r"`\u003C!-- x -->`"),
        ("@cf/meta/llama", r"`\u0040cf/meta/llama`"),
        ("claude@20250929", "`claude@20250929`"),
        ("\\u0041", r"`\u005Cu0041`"),
        ("Café 模型", "`Café 模型`"),
        ("שלום", r"`\u05E9\u05DC\u05D5\u05DD`"),
        ("e\u0301\u0302\u0303", "`e\u0301\u0302" + r"\u0303`"),
        ("\u0301", r"`\u0301`"),
        ("x" * 80, f"`{'x' * 80}`"),
        ("x" * 81, f"`{'x' * 79}…`"),
        ("\x00" * 20, "`" + r"\u0000" * 13 + "…`"),
    ],
)
def test_code_shows(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@user", r"\u0040user"),
        ("by @user", r"by \u0040user"),
        ("a@example.com", "a@example.com"),
        ("fixes #1, GH-2", r"fixes \u00231, GH\u002D2"),
        ("Fixes https://github.com/o/r/issues/7", r"Fixes https://github.com/o/r/issues\u002F7"),
        ("\x1b[31mred", r"\u001B[31mred"),
        ("a\r\nb", r"a\u000D\u000Ab"),
        ("::error::x", r"\u003A:error::x"),
        ("##[error]x", r"##\u005Berror]x"),
        ("std::vector", "std::vector"),
        ("x [skip ci]", r"x \u005Bskip ci]"),
        ("a`b|c", "a`b|c"),
        ("", "(empty)"),
    ],
)
def test_plain_shows(text: str, shown: str) -> None:
    assert plain(text) == shown


@every_name
def test_a_plain_line_is_one_line_and_commands_nothing(name: str) -> None:
    shown = plain(name)

    assert len(shown) <= LIMIT
    assert len(shown.splitlines()) == 1
    assert all(c.isprintable() for c in shown)
    assert not shown.lstrip().startswith(("@", "::"))
    assert "##[" not in shown
    assert not re.search(r"(?i)#\d|gh-\d|\[(skip ci|ci skip)\]", shown)


@every_name
def test_an_annotation_is_one_line(name: str) -> None:
    assert len(annotation(name).splitlines()) <= 1
    assert not re.search("[\r\n:,]", annotation(name, prop=True))


def test_an_annotation_is_encoded_as_the_runner_decodes_it() -> None:
    assert annotation("50%: a,b\r\nfix: c\x1b") == r"50%25: a,b%0Afix: c\u001B"
    assert annotation("a:b,c%\n", prop=True) == "a%3Ab%2Cc%25%0A"


def test_a_plain_word_needs_no_fence() -> None:
    assert [word(text, code) for text in ("cache_read", "top-k", "www.x", "__x__", "A", "")] == [
        "cache_read",
        "top-k",
        "`www.x`",
        "`__x__`",
        "`A`",
        "(empty)",
    ]
