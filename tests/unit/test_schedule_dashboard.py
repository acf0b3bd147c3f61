"""`dashboard` from a run's folder to the one issue on the stand-in forge, run after run."""

import json
from typing import Any

import pytest

from sync.schedule.dashboard import LABEL, TITLE
from tests.forge import Forge
from tests.scratch import PROVIDER
from tests.unit.dashboards import DOWN, HELD, REFUSED, Desk, needs, run_of
from tests.unit.forging import BRANCH

Capture = pytest.CaptureFixture[str]
OK = run_of()


def test_the_first_run_makes_the_issue_and_a_quiet_one_writes_nothing(desk: Desk) -> None:
    assert desk.run(openrouter=OK, other=OK) == 0
    assert (desk.issue.title, desk.issue.labels, desk.issue.state) == (TITLE, [LABEL], "open")
    assert desk.row("openrouter") == "| openrouter | 2026-08-22 | 0 days | – | 0 | – |  |"
    assert "**Nothing needs attention.**" in desk.body
    before = desk.writes()

    desk.later(hours=6)
    assert desk.run(openrouter=OK, other=OK) == 0
    assert desk.run() == 0

    assert desk.writes() == before
    assert len(desk.issues) == 1


def test_a_day_later_the_ages_move_on_and_the_rows_keep_what_they_said(desk: Desk) -> None:
    desk.run(openrouter=run_of(held=HELD), other=REFUSED)
    said = desk.row("other")

    desk.later(days=2)
    desk.run()

    assert desk.row("openrouter") == "| openrouter | 2026-08-22 | 2 days | – | 1 | – |  |"
    assert desk.row("other") == said


def test_one_that_is_refused_and_one_that_is_down_stand_there_with_their_reasons(desk: Desk) -> None:
    desk.run(openrouter=REFUSED, other=DOWN)

    assert desk.row("openrouter").endswith(
        "| **refused** (shrink), since 2026-08-22: `half of the ids are gone` |"
    )
    assert desk.row("other").endswith(
        "| **failed**, since 2026-08-22: `it answered 503 Service Unavailable` |"
    )
    assert "**Nothing needs attention; 2 of 2 providers failed.**" in desk.body


def test_three_failures_in_a_row_are_marked_until_it_heals(desk: Desk) -> None:
    for _ in range(2):
        desk.run(openrouter=OK, other=DOWN)
        desk.later(hours=6)
    assert desk.urgent == []

    desk.run(openrouter=OK, other=DOWN)
    assert desk.urgent == [
        "- **other** failed 3 runs in a row, since 2026-08-22: `it answered 503 Service Unavailable`"
    ]
    assert "\n  - next: `run again later`\n" in desk.body

    desk.run(openrouter=OK, other=OK)
    assert desk.urgent == []
    assert "503" not in desk.body


def test_a_run_that_is_reported_again_counts_once(desk: Desk) -> None:
    for _ in range(3):
        desk.run(run=71, other=DOWN)

    assert _failed(desk) == 1


def test_a_provider_that_was_skipped_neither_fails_nor_succeeds(desk: Desk) -> None:
    desk.run(openrouter=OK, other=DOWN)
    desk.later(days=1)

    late = run_of("skipped", reason="daily, not due before 12:00", rule="not-due")
    desk.run(openrouter=late, other=late)

    assert desk.row("openrouter").startswith("| openrouter | 2026-08-22 | 1 day |")
    assert desk.row("other").endswith("**failed**, since 2026-08-22: `it answered 503 Service Unavailable` |")


def test_a_leg_that_left_no_report_broke_off(desk: Desk) -> None:
    desk.run(jobs=needs("openrouter", "other", collect="failure"), openrouter=OK)

    assert "**broke off**, since 2026-08-22: `its job ended without a report" in desk.row("other")
    assert desk.urgent == []


def test_a_plan_that_fails_is_said_on_top_at_once_and_until_it_heals(desk: Desk) -> None:
    assert desk.run(jobs=needs(plan="failure", collect="skipped", publish="skipped")) == 0
    assert desk.urgent == ["- **the job plan** failed, since 2026-08-22"]

    desk.later(days=1)
    desk.run(jobs=needs(plan="failure", collect="skipped", publish="skipped"))
    assert desk.urgent == ["- **the job plan** failed 2 runs in a row, since 2026-08-22"]

    desk.run(jobs=needs("openrouter", collect="success", publish="success"), openrouter=OK)
    assert desk.urgent == []


def test_what_could_not_be_published_is_that_providers_own_failure(desk: Desk) -> None:
    failed = "403 Forbidden\n  fix: give the token contents: write"
    lane = {"provider": "other", "lane": "main", "why": "failed", "told": [], "failed": failed}
    jobs = needs("openrouter", "other", collect="success", publish="failure")

    desk.run(jobs=jobs, lanes=[lane], openrouter=OK, other=OK)

    assert desk.row("other").endswith("**not published**, since 2026-08-22: `403 Forbidden` |")
    assert desk.urgent == []
    for _ in range(2):
        desk.run(jobs=jobs, lanes=[lane], openrouter=OK, other=OK)
    assert "  - next: `give the token contents: write`" in desk.body


def test_a_closed_pull_request_that_says_no_is_told_until_it_no_longer_does(desk: Desk) -> None:
    lane: dict[str, Any] = {"provider": "other", "lane": "main", "why": "snoozed", "told": [], "pull": 12}
    desk.run(lanes=[lane], other=OK)
    assert desk.row("other") == "| other | 2026-08-22 | 0 days | – | 0 | #12 |  |"

    desk.run(lanes=[{**lane, "why": "left alone: the run was failed", "pull": None}], other=DOWN)
    assert "| #12 | **failed**" in desk.row("other")

    desk.run(lanes=[{**lane, "why": "new", "pull": 13}], other=OK)
    assert "#12" not in desk.row("other")


def test_a_pull_request_that_waits_is_shown_and_marked_after_a_week(desk: Desk, forge: Forge) -> None:
    number = desk.maintainer.open(BRANCH)
    desk.maintainer.label(number, "sync:hold")
    desk.maintainer.change("by-hand", {"offers/two.yaml": "price: 3\n"})
    desk.maintainer.open("by-hand")  # is nobody's but the person's
    desk.later(days=7)
    desk.run(openrouter=OK, other=OK)
    link = f"[#{number}]({forge.url}/acme/catalog/pull/{number})".replace("acme/catalog", forge.slug)
    assert desk.row("one") == f"| one | – | – | {link} (7 days, on hold) | – | – |  |"
    assert desk.urgent == []

    desk.later(days=1)
    desk.run()
    assert desk.urgent == [f"- **one** waits 8 days: {link}"]
    assert "  - next: take the label `sync:hold` off, or close it" in desk.body
    assert desk.comments == []

    desk.maintainer.merge(number)
    desk.run()
    assert desk.urgent == []
    assert "| one |" not in desk.body
    assert "by-hand" not in desk.body


def test_the_catalog_says_how_long_is_too_long(desk: Desk) -> None:
    rules = desk.catalog.read("catalog/rules/schedule.yaml")
    desk.catalog.write("catalog/rules/schedule.yaml", rules.replace("{runs: 3}", "{runs: 1}"))

    desk.run(other=DOWN)

    assert len(desk.urgent) == 1
    assert desk.comments == []  # the issue is new, and says it itself


def test_one_that_is_enabled_and_silent_for_two_weeks_is_marked_and_a_disabled_one_has_no_row(
    desk: Desk,
) -> None:
    desk.run(openrouter=OK)
    desk.later(days=14)
    desk.run()
    assert desk.urgent == [
        "- **openrouter** no success since 2026-08-22",
        "- **other** no success since 2026-08-22",
    ]
    [said] = desk.comments

    desk.catalog.edit("catalog/providers/other.yaml", "enabled: true", "enabled: false")
    desk.run(openrouter=OK)
    assert desk.urgent == []
    assert "| other |" not in desk.body
    assert "**other** no success since" in said
    assert [text.partition("\n\nMade by")[0] for text in desk.comments] == [
        said.partition("\n\nMade by")[0],
        "## Healed\n\n- **openrouter**: its list was read again",
    ]


def test_one_without_a_key_says_so_and_is_not_urgent(desk: Desk) -> None:
    desk.run(openrouter=OK, other=run_of("skipped", reason="no key", rule="no-key"))
    desk.later(days=30)
    desk.run(openrouter=OK)

    assert desk.row("other").endswith("| not asked: `no key` |")
    assert desk.urgent == []


def test_a_catalog_that_cannot_be_read_is_said_and_loses_no_row(desk: Desk) -> None:
    desk.run(openrouter=OK, other=OK)
    desk.catalog.write(PROVIDER, "models_api: [\n")

    assert desk.run() == 0

    assert desk.urgent[0].startswith("- **the catalog** can't be read: `catalog/providers/openrouter.yaml")
    assert desk.row("openrouter").startswith("| openrouter | 2026-08-22 |")


def test_the_first_run_ever_without_a_catalog_opens_the_issue(desk: Desk) -> None:
    desk.catalog = type(desk.catalog)(desk.folder / "nowhere")

    assert desk.run(jobs=needs(plan="failure")) == 0

    assert [line.partition(" can't")[0].partition(" failed")[0] for line in _urgent(desk)] == [
        "- **the catalog**",
        "- **the job plan**",
    ]


def _urgent(desk: Desk) -> list[str]:
    return [line for line in desk.body.splitlines() if line.startswith("- ")]


def test_closed_by_a_person_it_is_kept_up_to_date_and_reopened_only_where_something_is_urgent(
    desk: Desk,
) -> None:
    desk.run(openrouter=OK, other=OK)
    number = desk.issue.number
    desk.maintainer.close(number)

    desk.run(openrouter=OK, other=DOWN)
    assert desk.issue.state == "closed"
    assert "503" in desk.row("other")

    for _ in range(2):
        desk.run(openrouter=OK, other=DOWN)
    assert (desk.issue.number, desk.issue.state) == (number, "open")
    assert desk.urgent != []

    desk.maintainer.close(number)
    desk.run()  # which says the same
    assert desk.issue.closed_at is None


def test_a_persons_text_stays_above_and_below(desk: Desk) -> None:
    desk.run(openrouter=OK, other=OK)
    desk.maintainer.api(
        "PATCH",
        f"/issues/{desk.issue.number}",
        {"body": f"Ours:\r\n\r\n{desk.body}\nCall Ann.".replace("\n", "\r\n"), "title": TITLE},
    )

    desk.run(openrouter=OK, other=DOWN)

    assert desk.body.startswith("Ours:")
    assert desk.body.rstrip().endswith("Call Ann.")
    assert "503" in desk.row("other")
    assert desk.kept() is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<!-- catalog-sync:items\n", "<!-- catalog-sync:items\nAAAA\n"),
        ("<!-- catalog-sync:end -->", ""),
        ("<!-- catalog-sync:begin -->", ""),
        ("<!-- catalog-sync:dashboard", "<!-- mine"),
    ],
)
def test_a_state_that_a_person_broke_is_begun_anew_and_said(desk: Desk, old: str, new: str) -> None:
    desk.run(openrouter=OK, other=DOWN)
    assert old in desk.body
    broken = desk.body.replace(old, new)
    desk.maintainer.api("PATCH", f"/issues/{desk.issue.number}", {"body": broken})

    desk.run(openrouter=OK, other=DOWN)

    assert "couldn't be read: dates and counts begin anew." in desk.body
    assert _failed(desk) == 1

    desk.run(openrouter=OK, other=DOWN)
    assert "begin anew" not in desk.body
    assert _failed(desk) == 2
    assert len(desk.issues) == 1


def _failed(desk: Desk) -> int:
    kept = desk.kept()
    assert kept is not None
    return kept.rows["other"].failed


def test_of_several_the_oldest_of_ours_is_edited_and_no_pull_request_or_stranger(desk: Desk) -> None:
    pull = desk.maintainer.open(BRANCH, title=TITLE)
    desk.maintainer.label(pull, LABEL)
    other = desk.maintainer.api("POST", "/issues", {"title": "Colours", "body": "x", "labels": [LABEL]})
    desk.run(openrouter=OK, other=OK)
    first = desk.issue.number
    copied = {"title": TITLE, "body": desk.body, "labels": [LABEL]}
    copy = desk.maintainer.api("POST", "/issues", copied)["number"]

    desk.run(openrouter=OK, other=DOWN)

    assert "503" in (desk.forge.item(first).body or "")
    assert "503" not in (desk.forge.item(copy).body or "")
    assert [desk.forge.item(number).body for number in (pull, other["number"])] == ["", "x"]


def test_a_closed_dashboard_behind_a_hundred_issues_is_found(desk: Desk) -> None:
    desk.run(openrouter=OK, other=OK)
    desk.maintainer.close(desk.issue.number)
    for number in range(110):
        desk.maintainer.api("POST", "/issues", {"title": f"Old {number}", "labels": [LABEL]})

    desk.run(openrouter=OK, other=DOWN)

    assert "503" in desk.row("other")


def test_a_report_that_cannot_be_read_is_said(desk: Desk) -> None:
    desk.run(openrouter="[", other=OK)

    assert desk.row("openrouter").endswith("**broke off**, since 2026-08-22: `its report can't be read` |")
    assert "Not read: `reports/openrouter.json`." in desk.body


def test_it_prints_the_table_and_appends_the_page_to_the_jobs_summary(
    desk: Desk, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = desk.folder / "summary.md"
    summary.write_text("Before.\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    desk.run(openrouter=OK, other=REFUSED)

    out, err = capsys.readouterr()
    assert err == ""
    assert (
        "\nother       never         –       –                  0     –        refused (shrink), since" in out
    )
    assert out.endswith("opened #1\n")
    text = summary.read_text("utf-8")
    assert text.startswith("Before.\n**Nothing needs attention")
    assert "<!--" not in text


def test_without_a_token_and_with_dry_run_it_only_prints(
    desk: Desk, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.run("--dry-run", openrouter=OK) == 0
    assert "the issue was left as it is (--dry-run)" in capsys.readouterr().out
    monkeypatch.setenv("SYNC_DRY_RUN", "true")
    assert desk.run(openrouter=OK) == 0
    assert desk.writes() == 0

    monkeypatch.setenv("SYNC_DRY_RUN", "")
    monkeypatch.delenv("GITHUB_TOKEN")
    assert desk.catalog.call("dashboard") == 0

    assert "no issue was read or written: GITHUB_TOKEN and GITHUB_REPOSITORY" in capsys.readouterr().out
    assert desk.writes() == 0


def test_a_forge_that_refuses_ends_with_1_after_the_table(desk: Desk, capsys: Capture) -> None:
    desk.forge.fail("GET", "/issues", "500", times=9)
    desk.patch.setattr("time.sleep", lambda _: None)

    assert desk.run(openrouter=OK, other=REFUSED) == 1

    out, err = capsys.readouterr()
    assert "refused (shrink)" in out
    assert err.startswith("error: GET ")
    assert "token-of-" not in out + err


def test_one_whose_making_nobody_heard_of_is_found_by_the_next_run(desk: Desk) -> None:
    desk.patch.setattr("time.sleep", lambda _: None)
    desk.forge.fail("POST", "/issues", "502", after=True)
    assert desk.run(openrouter=OK, other=OK) == 1

    assert desk.run(openrouter=OK, other=DOWN) == 0

    assert len(desk.issues) == 1
    assert "503" in desk.row("other")


def test_a_run_that_was_asked_for_some_models_says_nothing_of_how_much_waits(desk: Desk) -> None:
    desk.run(openrouter=run_of(held=HELD))

    limited = {"limited": True, "runs": [{"provider": "openrouter", **run_of()}]}
    desk.run(openrouter=json.dumps(limited))

    assert "| 1 |" in desk.row("openrouter")
