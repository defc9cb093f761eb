import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from graph_models import Account, Hashtag, Posted, Text, Url
from loaders import SOURCES, Input
from loaders.inspection import best, inspected, trials
from loaders.mapping_file import mapping_of
from loaders.proposal import proposed, trial_of
from loaders.sources import mapped
from loaders.sources.mapped import MappedOptions

Book = Callable[..., Path]


def kinds(path: Path) -> dict[str, str]:
    return {each.name: each.kind for each in inspected(Input.from_path(path))}


def written(folder: Path, *lines: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_columns_are_told_by_what_they_hold(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a,t,d,n,u,h,tag,l,x,e",
        "7x,2024-05-01T12:00:00Z,2024-05-01,12,https://example.org/a,example.org,#a,[b],w w,",
        "8x,1714564800,2024-05-02,13,hxxps://example.org/b,www.example.org,#b,[],v,",
    )
    assert kinds(path) == {
        "a": "text",
        "t": "time",
        "d": "day",
        "n": "number",
        "u": "address",
        "h": "domain",
        "tag": "hashtag",
        "l": "list",
        "x": "text",
        "e": "empty",
    }


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_sample_of_a_source_is_taken_by_it_or_by_one_that_makes_more_of_it(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "sample"
    path.write_text(SOURCES[name].sample)
    tried = {each.source.name: each for each in trials(Input.from_path(path))}
    if name in {"shares", "mapped"}:
        assert name not in tried
    else:
        taken = best(list(tried.values()))
        assert taken is not None
        assert tried[name].facts <= taken.facts


TABLE = (
    "Author Name;Posted;Link;Message;Hashtags;Network;Tweet ID",
    "ann;13.09.2020 12:26;https://example.org/a;Hello there;#Roses, #June;x;1",
    "bob;14.09.2020 12:27;;Hello there;;x;2",
)


def test_a_proposed_mapping_loads_the_file_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, *TABLE)
    text = proposed(inspected(Input.from_path(path)))
    assert text is not None
    options = MappedOptions("s", mapping_of(text.encode(), name="m"))
    (batch,) = mapped.read.read(Input.from_path(path), options)
    assert batch.rejects.is_empty()
    assert batch.frames[Account]["key"].unique().sort().to_list() == ["x:ann", "x:bob"]
    assert [str(at) for _, _, at in batch.frames[Posted].rows()] == [
        "2020-09-13 12:26:00+00:00",
        "2020-09-14 12:27:00+00:00",
    ]
    assert batch.frames[Hashtag]["key"].sort().to_list() == ["june", "roses"]
    assert batch.frames[Url].height == batch.frames[Text].height == 1


@pytest.mark.parametrize("form", ["json", "ndjson", "parquet", "xlsx"])
def test_a_mapping_is_proposed_for_every_format(tmp_path: Path, workbook: Book, form: str) -> None:
    rows = [
        {"user": "ann", "created_at": "2020-09-13T12:26:40Z", "url": "https://example.org/a"},
        {"user": "bob", "created_at": "2020-09-13T12:26:41Z", "url": "https://example.org/b"},
    ]
    path = tmp_path / f"t.{form}"
    frame = pl.DataFrame(rows)
    if form == "parquet":
        frame.with_columns(many=pl.lit([1, 2])).write_parquet(path)
    elif form == "xlsx":
        path = workbook({"S": [frame.columns, *map(list, frame.rows())]})
    else:
        path.write_text(json.dumps(rows) if form == "json" else frame.write_ndjson())
    file = Input.from_path(path)
    text = proposed(inspected(file))
    assert text is not None
    trial = trial_of(text, file)
    assert trial is not None
    assert (trial.read, trial.rejected) == (2, 0)
    assert tomllib.loads(text)["acts"] == [{"kind": "url", "object": "url"}]


def test_a_table_of_profiles_has_no_acts_and_its_time_is_the_account_s(tmp_path: Path) -> None:
    path = written(
        tmp_path, "username,created_at,followers_count", "ann,2020-01-31,5", "bob,2020-01-31,6"
    )
    text = proposed(inspected(Input.from_path(path)))
    assert text is not None
    tables = tomllib.loads(text)
    assert "acts" not in tables
    assert "at" not in tables
    assert tables["account"] == {
        "id": "username",
        "handle": "username",
        "created_at": "created_at",
        "followers": "followers_count",
    }


def test_counts_and_lists_of_a_post_are_guessed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "user_id,tweet_id,like_count,image_ids,links",
        '7,1,3,"a,b",https://example.org/a https://example.org/b',
        "8,2,0,c,https://example.org/c",
    )
    text = proposed(inspected(Input.from_path(path)))
    assert text is not None
    tables = tomllib.loads(text)
    assert tables["post"] == {"id": "tweet_id", "likes": "like_count"}
    assert tables["acts"] == [
        {"kind": "url", "object": {"column": "links", "separator": " "}},
        {"kind": "image", "object": {"column": "image_ids", "separator": ","}},
    ]
    trial = trial_of(text, Input.from_path(path))
    assert trial is not None
    assert trial.rejected == 0


def test_days_are_no_times_of_acts(tmp_path: Path) -> None:
    path = written(tmp_path, "user,date,url", "a,2020-01-31,https://example.org/")
    text = proposed(inspected(Input.from_path(path)))
    assert text is not None
    assert "at" not in tomllib.loads(text)


def test_a_table_without_accounts_gets_no_mapping(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b", "1,2")
    assert proposed(inspected(Input.from_path(path))) is None
    assert best(list(trials(Input.from_path(path)))) is None


def test_hostile_names_and_values_are_shown_safely_and_stay_in_their_line(tmp_path: Path) -> None:
    name = 'user\x1b[2J"\n[x]\n# \x7f\u202e'
    path = tmp_path / "t.ndjson"
    path.write_text(json.dumps({"user_id": "a\x1b]0;x\x07", name: "=cmd()", "z": "y" * 9_999}))
    columns = inspected(Input.from_path(path))
    shown = [each.shown for each in columns] + [text for each in columns for text in each.samples]
    assert all(text.isprintable() and len(text) <= 60 for text in shown)
    text = proposed(columns)
    assert text is not None
    assert tomllib.loads(text)["account"]["id"] == "user_id"
    assert "\x1b" not in text
    odd = path.with_name("odd.ndjson")
    odd.write_text(json.dumps({'user\n"id\x7f': "7"}))
    file = Input.from_path(odd)
    text = proposed(inspected(file))
    assert text is not None
    assert tomllib.loads(text)["account"]["id"] == 'user\n"id\x7f'
    trial = trial_of(text, file)
    assert trial is not None
    assert trial.rejected == 0
