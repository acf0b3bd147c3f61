"""However much happened, a page fits, and says what is urgent."""

from dataclasses import replace

import pytest

from sync.core.outcome import Run
from sync.report import tables
from sync.report.attention import FULL, points
from sync.report.escape import code
from sync.report.markdown import markdown
from tests.unit.pages import TODAY, attention_of, check_html, many_changes, problem


def test_two_thousand_changes_fit_and_nothing_urgent_is_missing() -> None:
    run = many_changes()
    page = markdown([run], [problem()], TODAY)

    assert tables.size(page) <= 60_000
    assert tables.size(page) > 55_000
    assert attention_of(page) == attention_of(markdown([run], [problem()], TODAY, limit=10_000_000))
    see = "`python -m sync run --provider openrouter --dry-run` to see them"
    assert f"\n\nConflicts: 200 lines, Kept: 312 lines left out; run {see}.\n" in page
    assert f" more; run {see}\n\n## Limits" in page
    check_html(page)


def test_ten_thousand_quarantined_records_are_told_in_a_few_lines() -> None:
    bad = tuple((f"lab/model-{n}", f"price.input: -{n} is negative") for n in range(9_990))
    worse = tuple((f"lab/other-{n}", f"the field '{n}' is {'very ' * n}odd") for n in range(10))
    page = markdown([Run(provider="groq", status="ok", quarantined=bad + worse)], [], TODAY)

    assert attention_of(page).startswith(
        "## Needs attention\n\n- **10,000 records quarantined**: not used; what was last accepted stays\n"
        "  - 9,990 × `price.input: -… is negative`: `lab/model-0`, `lab/model-1`, `lab/model-2`, "
        "`lab/model-3`, `lab/model-4` +9,985 more\n"
        "  - 1 × `the field '0' is odd`: `lab/other-0`\n"
    )
    assert tables.size(page) < 3_000


def test_ten_thousand_different_reasons_are_told_in_a_few_lines() -> None:
    bad = tuple(
        (f"lab/model-{n}", "reason " + "".join(chr(97 + int(d)) for d in str(n))) for n in range(10_000)
    )
    page = markdown([Run(provider="groq", status="ok", quarantined=bad * 2)], [], TODAY)

    assert "\n  - 19,978 × 9,989 other reasons" in page
    assert len(attention_of(page).splitlines()) == 3 + FULL.reasons


@pytest.mark.parametrize("limit", [3_000, 6_000, 12_000, 25_000, 60_000])
def test_a_page_keeps_its_limit_and_every_kind_of_trouble(limit: int) -> None:
    lots = many_changes()
    page = markdown(
        [lots], [problem(n, f"{'abcdefghij'[n % 10] * 9}") for n in range(500)], TODAY, limit=limit
    )

    assert tables.size(page) <= limit
    for point in points(lots, code):
        assert point.kind in page
    assert "500 errors in files" in page
    check_html(page)


def test_forty_providers_at_their_worst_fit() -> None:
    runs = [
        replace(many_changes(200), provider=f"provider-{chr(97 + n % 26)}{'x' * (n // 26)}")
        for n in range(40)
    ]
    page = markdown(runs, [], TODAY)

    assert tables.size(page) <= 60_000
    assert page.count("\n## provider-") == 40
    assert attention_of(page).count("200 conflicts") == 40
    assert page.count("| ok |") == 40
    check_html(page)
