"""A key that a server sends back: it is in nothing that is kept, shown or handed on."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest

from sync.sources.echo import without
from tests.scratch import Scratch, body, priced, records, scratch
from tests.upstream import Upstream, serve

Capture = pytest.CaptureFixture[str]
KEY = 'sk-or/v1+"Secret"=\\0123456789'


@pytest.fixture
def upstream() -> Upstream:
    leak = priced("acme/leak", "0.000001", "0.000002", name=f"Leak of {KEY}", description=quote(KEY))
    return Upstream(payload=body([*records(), leak]), headers={"ETag": '"for-sk-or-v1-plain-0123456789"'})


@pytest.fixture
def catalog(
    tmp_path: Path, capsys: Capture, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scratch]:
    found = scratch(tmp_path)
    with serve(upstream) as host:
        found.listen_to(host)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
        capsys.readouterr()
        yield found


@pytest.mark.parametrize(
    "spelled",
    [
        KEY,
        json.dumps(KEY)[1:-1],
        json.dumps(KEY)[1:-1].replace("/", "\\/"),
        quote(KEY),
        quote(KEY, safe=""),
        re.sub("%..", lambda found: found[0].lower(), quote(KEY, safe="")),
    ],
    ids=["plain", "in JSON", "in JSON with its slashes", "in an address", "in a query", "in lower case"],
)
def test_a_key_is_found_however_it_is_spelled(spelled: str) -> None:
    assert without(KEY, f'{{"error": "bad {spelled}!"}}'.encode()) == b'{"error": "bad ***!"}'


@pytest.mark.parametrize("key", [None, "", "none", "EMPTY"])
def test_what_is_no_providers_key_is_left_in_the_list(key: str | None) -> None:
    assert without(key, b'{"modality": "none", "x": "EMPTY"}') == b'{"modality": "none", "x": "EMPTY"}'


def test_a_key_that_comes_back_is_kept_nowhere_and_told(
    catalog: Scratch, tmp_path: Path, capsys: Capture
) -> None:
    report, raw, hand = tmp_path / "report.json", tmp_path / "raw", tmp_path / "hand"

    code = catalog.call("run", "--save-raw", str(raw), "--report-json", str(report), "--remember", str(hand))

    assert code == 0
    spelled = [each.encode() for each in (KEY, json.dumps(KEY)[1:-1], quote(KEY), quote(KEY, safe=""))]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {raw / "openrouter.json", hand / "openrouter.json"} <= {*files}
    assert [path for path in files for each in spelled if each in path.read_bytes()] == []
    assert "Leak of ***" in catalog.read("catalog/models/acme/leak.yaml")
    [problem] = json.loads(report.read_text("utf-8"))["problems"]
    assert (problem["rule"], problem["level"]) == ("key-echoed", "warning")
    told = capsys.readouterr()
    assert KEY not in told.out + told.err and "the key came back" in told.out


def test_a_key_in_an_etag_is_not_kept_either(
    catalog: Scratch, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-plain-0123456789")
    upstream.payload = body(records())

    assert catalog.call("run") == 0

    known = json.loads(catalog.read(".state/fetched.json"))["openrouter"]
    assert [*known["etags"].values()] == ['"for-***"']


def test_what_is_told_of_a_list_is_of_what_is_kept(catalog: Scratch, tmp_path: Path) -> None:
    report, raw = tmp_path / "report.json", tmp_path / "raw"

    assert catalog.call("run", "--save-raw", str(raw), "--report-json", str(report)) == 0

    [source] = json.loads(report.read_text("utf-8"))["runs"][0]["sources"]
    assert source["sha256"] == sha256((raw / "openrouter.json").read_bytes()).hexdigest()
