"""Making the pages of measurements."""

from pathlib import Path

import pytest

import benchmarks.__main__ as pages


def test_a_benchmark_that_fails_keeps_its_page_and_no_other_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    kept = tmp_path / "speed" / "none.md"
    kept.parent.mkdir()
    kept.write_text("as it was")
    assert list(pages.made("speed", ["none", "floor"], full=False)) == ["none"]
    assert kept.read_text() == "as it was"
    assert (tmp_path / "speed" / "floor.md").exists()
    told = capsys.readouterr().err
    assert "benchmarks.none: failed (1) after" in told
    assert "benchmarks.floor: done in" in told


def test_every_benchmark_with_larger_sizes_is_one_of_speed() -> None:
    assert set(pages.LARGER) <= set(pages.TABLES["speed"])
