"""A pull request as a person sees it: what a real run opens, as GitHub renders it, and as Chromium shows it.

`MODELBOOK_SCREENSHOT=write` takes the picture of `docs/pull-request.png` anew.
"""

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options

from sync.cli.main import call
from tests.conftest import unavailable
from tests.forge import Forge, Person, serve
from tests.forge.people import files_of
from tests.forge.state import Item
from tests.scratch import OFFERS, priced, scratch
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing_days import BRANCH, Days

HERE = Path(__file__).parent
PICTURE = HERE.parents[1] / "docs/pull-request.png"
WIDTH, HEIGHT = 1012, 1362  # it ends where a section does
"""Pixels: a conversation's width on GitHub, and as much of the page as makes a small picture."""
FIRST_LOOK = 900
"""Pixels that a reviewer sees without scrolling."""

SONNET, GLM, GEMINI = "anthropic/claude-sonnet-4.5", "z-ai/glm-5.2", "google/gemini-3-flash"
HOSTILE = "One | <img src=x> </details> @everyone #1 https://x.example <!-- catalog-sync:end -->"
MEASURE = """
const box = element => element.getBoundingClientRect(), root = document.documentElement;
const tables = [...document.querySelectorAll("table")];
Object.assign(root.dataset, {
  urgent: Math.ceil(box(document.querySelectorAll("h2")[1]).top),
  tables: tables.length, sideways: tables.filter(each => each.scrollWidth > each.clientWidth).length,
});
"""
"""Measures of the page, written into its root: where what needs attention ends, and what of its tables."""

HELD = (
    "Held: a price moves very far at once (price-move)",
    "Held: a zero without “:free” that nobody has confirmed to mean free (zero-unconfirmed)",
)
BLOCKS = {"h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
LONGER = 200_000
TOP = {"context_length": LONGER, "max_completion_tokens": 32_000, "is_moderated": False}
OURS = {"catalog-sync:begin", "catalog-sync", "catalog-sync:items", "catalog-sync:end", "sync-title"}
INLINE = {"strong", "code", "del", "a", "br"}


def yesterday() -> list[Json]:
    return [
        record("acme/one"),
        priced(SONNET, "0.000003", "0.000015"),
        priced("deepseek/v4-pro", "0.0000004", "0.0000009"),
        priced(GEMINI, "0.0000003", "0.0000025"),
        priced("mistralai/large", "0.000002", "0.000006"),
        priced("openai/gpt-oss-120b", "0.0000001", "0.0000005"),
        priced("qwen/qwen3-max", "0.0000012", "0.000006"),
        priced("x-ai/grok-3", "0.000003", "0.000015"),
        priced(GLM, "0.0000006", "0.0000022"),
        record("~z-ai/latest", alias_target={"slug": GLM, "name": "x"}),
    ]


def today() -> list[Json]:
    """Prices, something new, something gone, a risk or two, and two prices that people had set."""
    return [
        record("acme/one", name=HOSTILE),
        priced(SONNET, "0.000003", "0.000015"),
        priced("deepseek/v4-pro", "0.00004", "0.0000009"),
        priced(GEMINI, "0.0000003", "0.000003"),
        priced("mistralai/large", "0.000002", "0.000005"),
        priced("moonshotai/kimi-k3", "0.0000005", "0.000002"),
        priced("openai/gpt-oss-120b", "0.0000001", "0.0000005", supported_parameters=["max_tokens"]),
        priced("qwen/qwen3-max", "0", "0"),
        record("stealth/ox-alpha", context_length=-5),
        priced(GLM, "0.00000072", "0.0000022", context_length=LONGER, top_provider=TOP),
        record("~z-ai/latest", alias_target={"slug": "mistralai/large", "name": "x"}),
    ]


@pytest.fixture(scope="module")
def pull(tmp_path_factory: pytest.TempPathFactory) -> Item:
    """What the sync of that day opened on the stand-in forge, on a main with a person's commit."""
    folder = tmp_path_factory.mktemp("rendered")
    catalog = scratch(folder / "made", yesterday())
    files = {name: raw for name, raw in files_of(catalog.root).items() if not name.startswith(".state/")}
    with serve(folder / "forge") as forge:
        maintainer, days = Person(forge, "maintainer"), Days(forge, folder)
        maintainer.change("main", files, "A catalog")
        prices = catalog.read(OFFERS)
        for offer, theirs, ours in (
            (SONNET, "output: 15}", "output: 12}   # volume agreement"),
            (GEMINI, "output: 2.5}", "output: 2.25}   # measured on our invoices"),
        ):
            before, line, after = prices.partition(f"\n{offer}:\n")
            prices = before + line + after.replace(theirs, ours, 1)
        maintainer.change("main", {OFFERS: prices}, "Our prices")
        made = days.run(today())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("time.sleep", lambda _: None)
            for name, value in environment(forge).items():
                patch.setenv(name, value)
            where = ["--root", str(folder / "clone"), "--today", days.today.isoformat()]
            assert call(["publish", str(made.parent), *where]) == 0
        opened = forge.open_pull(BRANCH, "main")
    assert opened is not None
    return opened


def environment(forge: Forge) -> dict[str, str]:
    """What GitHub Actions sets by itself."""
    return {
        "GITHUB_API_URL": forge.url,
        "GITHUB_SERVER_URL": forge.url,
        "GITHUB_REPOSITORY": forge.slug,
        "GITHUB_TOKEN": forge.token("bot"),
        "GITHUB_RUN_ID": "71",
    }


@pytest.fixture(scope="module")
def html(pull: Item) -> str:
    """The body, with GitHub's extensions."""
    extensions = ["table", "strikethrough", "tagfilter", "autolink"]
    return str(markdown_to_html_with_extensions(pull.body or "", Options.CMARK_OPT_UNSAFE, extensions))


class Page(HTMLParser):
    """Headings in order, the cells of each row by table, links; fails where a tag closes another."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.headings: list[str] = []
        self.tables: list[list[int]] = []
        self.links: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("td", "th"):
            self.tables[-1][-1] += 1
        elif tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("h2", "summary"):
            self.headings.append(data)


def test_it_begins_with_what_merging_means(html: str) -> None:
    assert "<p>Merging this writes the changes below. What is held, " in html[: html.index("<h2>")]


def test_what_needs_attention_comes_first_and_what_a_person_can_do_last(html: str) -> None:
    assert Page(html).headings == [
        "Needs attention", "Prices", "New models", *HELD, "Aliases that lead elsewhere now", "Lifecycle",
        "Limits", "Capabilities and modalities", "Other fields", "Conflicts", "Kept", "Sources", "Summary",
        "Written", "How to",
    ]  # fmt: skip


def test_the_headline_and_every_urgent_point_stand_above_the_first_table(html: str) -> None:
    first = html[: html.index("<table>")]

    for point in (
        "loses a capability",
        "1 alias leads elsewhere",
        "2 held",
        "1 conflict",
        "1 record quarantined",
    ):
        assert point in re.sub(r"</?(code|strong)>", "", first)


def test_tables_are_whole(html: str) -> None:
    tables = Page(html).tables

    assert len(tables) >= 8
    for rows in tables:
        assert len(rows) > 1
        assert len(set(rows)) == 1


def test_nothing_of_a_feed_becomes_markup_a_link_or_a_comment(html: str) -> None:
    page = Page(html)

    assert "@everyone" not in html
    assert "everyone #1 https://x.example" in html.replace("&lt;", "<")
    assert page.open == []
    assert page.tags <= BLOCKS | INLINE
    assert [link.rpartition("/")[2] for link in page.links] == ["models", "71"]
    assert {comment.strip().partition("\n")[0].partition(" ")[0] for comment in page.comments} == OURS


def document(pull: Item, html: str) -> str:
    """The page around the body: title, labels, and a style of ours that is much like GitHub's."""
    style = (HERE / "pull_request.css").read_text("utf-8")
    shown = "".join(f"<span>{escape(name)}</span>" for name in sorted(pull.labels))
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(pull.title)}</title><style>{style}</style>"
        f"<header><h1>{escape(pull.title)} <em>#{pull.number}</em></h1>"
        f"<p class=labels>{shown}</p></header><main>{html}</main>"
        f"<script>{MEASURE}</script>"
    )


def chromium(page: Path, *words: str) -> str:
    """What headless Chromium prints for a page; it skips where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        unavailable("chromium", "there is no chromium in PATH")
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--hide-scrollbars", "--force-device-scale-factor=1", f"--user-data-dir={page.parent / 'profile'}",
        f"--window-size={WIDTH},{HEIGHT}", *words, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def test_what_is_urgent_is_seen_at_first_sight_and_no_table_scrolls_sideways(
    pull: Item, html: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(document(pull, html), "utf-8")

    told = chromium(page, "--dump-dom")

    seen = {name: int(value) for name, value in re.findall(r'data-([a-z]+)="(\d+)"', told)}
    assert 0 < seen["urgent"] < FIRST_LOOK
    assert (seen["tables"], seen["sideways"]) == (len(Page(html).tables), 0)
    if os.environ.get("MODELBOOK_SCREENSHOT") == "write":
        chromium(page, f"--screenshot={PICTURE}")


def test_the_picture_in_the_documents_is_a_page_wide_and_small() -> None:
    raw = PICTURE.read_bytes()

    assert struct.unpack(">II", raw[16:24]) == (WIDTH, HEIGHT)
    assert len(raw) < 200_000
