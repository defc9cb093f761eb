import contextlib
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_models import (
    Account,
    Follows,
    Handle,
    Hashtag,
    Liked,
    LinksTo,
    Post,
    Posted,
    Record,
    Reshares,
    Says,
    Tagged,
    Text,
    Url,
    UsedHandle,
)
from loaders import Batch, Input, LoaderError
from loaders.errors import MissingColumn, UnfitOptions
from loaders.mapping_file import mapping_of, read_mapping
from loaders.sources import mapped
from loaders.sources.mapped import MappedOptions

Book = Callable[..., Path]
MAPPING = """
platform = { constant = "x" }
at = "when"
account = { id = "who" }
post = { id = "post" }
"""
AT = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
LINKS = '[[acts]]\nkind = "url"\nobject = "link"\n'


def options(mapping: str) -> MappedOptions:
    return MappedOptions("s", mapping_of(mapping.encode(), name="m.toml"))


def load(mapping: str, *rows: str, header: str = "who,post,when,link") -> Batch:
    text = "".join(f"{row}\n" for row in (header, *rows))
    file = Input.from_stream(io.BytesIO(text.encode()), name="t.csv")
    (batch,) = mapped.read.read(file, options(mapping))
    return batch


def pairs(batch: Batch, model: type[Record]) -> list[tuple[str, str]]:
    return batch.frames[model].select("start_key", "end_key").rows()


def test_several_acts_of_a_row_are_acts_of_one_post() -> None:
    acts = (
        LINKS
        + '[[acts]]\nkind = "hashtag"\nobject = { column = "tags", separator = ";" }\n'
        + '[[acts]]\nkind = "reshare"\nobject = "of"\n'
    )
    row = "a,p,1600000000,http://Example.org/,#Roses; june ;,q"
    batch = load(MAPPING + acts, row, "b,q,1600000000,,,", header="who,post,when,link,tags,of")
    assert batch.frames[Posted].rows() == [("x:a", "x:p", AT), ("x:b", "x:q", AT)]
    assert pairs(batch, LinksTo) == [("x:p", "https://example.org/")]
    assert pairs(batch, Tagged) == [("x:p", "roses"), ("x:p", "june")]
    assert pairs(batch, Reshares) == [("x:p", "x:q")]
    assert batch.rejects.is_empty()


def test_a_profile_is_what_the_columns_say() -> None:
    profile = """
platform = { column = "network", values = { Twitter = "x", Facebook = "fb" } }
[account]
id = "id"
handle = "screen"
name = "name"
followers = "fans"
created_at = { column = "since", format = "%d/%m/%Y" }
"""
    header = "network,id,screen,name,fans,since"
    rows = ("Twitter,1,@Ann,Ann A,12,31/01/2020", "Facebook,2,,,,", "Myspace,3,,,,")
    batch = load(profile, *rows, header=header)
    (ann, bob) = batch.frames[Account].rows(named=True)
    assert (ann["key"], ann["handle"], ann["name"], ann["followers"]) == ("x:1", "Ann", "Ann A", 12)
    assert ann["created_at"] == datetime(2020, 1, 31, tzinfo=UTC)
    assert (bob["key"], bob["platform"], bob["handle"]) == ("fb:2", "fb", None)
    assert batch.frames[Handle].select("key", "handle").rows() == [("x:ann", "Ann")]
    assert pairs(batch, UsedHandle) == [("x:1", "x:ann")]
    ((_, row, reason),) = batch.rejects.rows()
    assert (row, reason) == (
        3,
        "network is none of the values that the mapping names: Twitter, Facebook",
    )
    assert Post not in batch.frames


def test_a_wording_known_by_a_hash_is_an_id_of_the_set() -> None:
    text = MAPPING + '[[acts]]\nkind = "text_key"\nobject = "link"\n'
    batch = load(text, "a,p,1600000000,d41d8")
    assert batch.frames[Text].rows() == [("s:d41d8", None, None, None)]
    assert pairs(batch, Says) == [("x:p", "s:d41d8")]
    text = MAPPING + '[[acts]]\nkind = "text"\nobject = "link"\n'
    said = load(text, "a,p,1600000000,Hello World!", "b,q,1600000000,...")
    assert said.frames[Text]["wording"].to_list() == ["hello world"]
    assert said.frames[Post].filter(pl.col("text").is_not_null()).height == 2
    assert said.frames[Posted].height == 2


def test_likes_and_follows_make_no_posts() -> None:
    least = 'platform = { constant = "x" }\nat = "when"\naccount = { id = "who" }\n'
    acts = '[[acts]]\nkind = "like"\nobject = "post"\n[[acts]]\nkind = "follow"\nobject = "link"\n'
    batch = load(least + acts, "a,p,1600000000,b", "a,,1600000000,c", "a,,1600000000,")
    assert pairs(batch, Liked) == [("x:a", "x:p")]
    assert pairs(batch, Follows) == [("x:a", "x:b"), ("x:a", "x:c")]
    assert Posted not in batch.frames
    assert batch.rejects.rows() == [("t.csv", 3, "nothing in it is acted on")]


def test_without_ids_of_posts_equal_rows_are_one_post() -> None:
    least = 'platform = { constant = "x" }\nat = "when"\naccount = { id = "who" }\n' + LINKS
    row = "a,,1600000000,https://example.org/a"
    batch = load(least, row, row, "a,,1600000001,https://example.org/a")
    keys = batch.frames[Post]["key"].to_list()
    assert len(keys) == 2
    assert all(key.startswith("x:s-") for key in keys)
    assert load(least, row).frames[Post]["key"].to_list() == keys[:1]


@pytest.mark.parametrize(
    ("at", "given", "expected"),
    [
        ('"when"', "2020-09-13T12:26:40Z", AT),
        ('{ column = "when", zone = "Europe/Berlin" }', "2020-09-13 14:26:40", AT),
        ('{ column = "when", zone = "Europe/Berlin" }', "2020-09-13T12:26:40Z", AT),
        ('{ column = "when", zone = "Europe/Berlin" }', "1600000000", AT),
        ('{ column = "when", format = "%d/%m/%y %I:%M:%S %p" }', "13/09/20 12:26:40 PM", AT),
        ('{ column = "when", format = "%a %b %d %T %z %Y" }', "Sun Sep 13 14:26:40 +0200 2020", AT),
        ('{ constant = "1600000000" }', "", AT),
        ('{ column = "when", format = "%d.%m.%Y %H:%M" }', "2020-09-13 12:26", None),
        ('{ column = "when", zone = "Europe/Berlin" }', "2024-03-31 02:30:00", None),
        ('{ column = "when", zone = "Europe/Berlin" }', "2024-10-27 02:30:00", None),
        ('"when"', "2020-09-13", None),
        ('"when"', "", None),
    ],
)
def test_times_are_read_as_the_mapping_says_or_rejected(
    at: str, given: str, expected: datetime | None
) -> None:
    text = f'platform = {{ constant = "x" }}\nat = {at}\naccount = {{ id = "who" }}\n{LINKS}'
    batch = load(text, f"a,p,{given},https://example.org/")
    found = [row[2] for row in batch.frames[Posted].rows()] if batch.frames else []
    assert found == ([expected] if expected else [])
    assert batch.rejects.height == (0 if expected else 1)


def test_without_a_time_acts_have_none() -> None:
    text = 'platform = { constant = "x" }\naccount = { id = "who" }\npost = { id = "post" }\n'
    assert load(text, "a,p,,").frames[Posted].rows() == [("x:a", "x:p", None)]


def test_a_column_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(MissingColumn, match="no column 'link'; it has 'who', 'post', 'when'"):
        load(MAPPING + LINKS, "a,p,1", header="who,post,when")


def test_a_constant_that_is_no_value_of_its_key_is_told() -> None:
    with pytest.raises(
        UnfitOptions, match="constant 'many' of account.followers: give another: it is no count"
    ):
        load(
            'platform = { constant = "x" }\n'
            'account = { id = "who", followers = { constant = "many" } }',
            "a,p,1,l",
        )


ROWS = [
    {"who": "7", "post": "1", "when": 1600000000, "link": "https://example.org/a"},
    {"who": "8", "post": "2", "when": 1600000000, "link": "https://example.org/b"},
]


def written(folder: Path, form: str, workbook: Book) -> Path:
    path = folder / f"t.{form}"
    frame = pl.DataFrame(ROWS)
    if form == "xlsx":
        return workbook({"S": [list(frame.columns), *map(list, frame.rows())]})
    content = {
        "csv": frame.write_csv(),
        "tsv": frame.write_csv(separator="\t"),
        "json": json.dumps(ROWS, indent=1),
        "ndjson": frame.write_ndjson(),
    }
    content["several.json"] = "\n".join(json.dumps(row, indent=1) for row in ROWS)
    if form == "parquet":
        frame.write_parquet(path)
    elif form.endswith(".gz"):
        path.write_bytes(gzip.compress(content[form.removesuffix(".gz")].encode()))
    else:
        path.write_text(content[form])
    return path


@pytest.mark.parametrize(
    "form",
    ["csv", "tsv", "csv.gz", "json", "json.gz", "several.json", "ndjson", "parquet", "xlsx"],
)
def test_every_format_says_the_same(tmp_path: Path, workbook: Book, form: str) -> None:
    path = written(tmp_path, form, workbook)
    (batch,) = mapped.read.read(Input.from_path(path), options(MAPPING + LINKS))
    assert batch.read == 2
    assert batch.rejects.is_empty()
    assert pairs(batch, Posted) == [("x:7", "x:1"), ("x:8", "x:2")]
    assert batch.frames[Url]["key"].to_list() == ["https://example.org/a", "https://example.org/b"]


def test_json_has_lists_names_within_names_and_exact_ids(tmp_path: Path) -> None:
    path = tmp_path / "t.ndjson"
    path.write_text(
        '{"user": {"id": 9007199254740993}, "t": 1600000000, "tags": ["a, b", "C"], "likes": 3}\n'
        '{"user": {"id": 1e300}, "t": 1600000000}\n'
        "\n[1]\n{\n"
        '{"user": "ann", "t": 1600000000}\n'
        '{"user": {"id": "a\\u0000"}, "t": 1600000000, "tags": []}\n'
    )
    text = (
        'platform = { constant = "x" }\nat = "t"\naccount = { id = "user.id" }\n'
        '[[acts]]\nkind = "hashtag"\nobject = "tags"\n'
    )
    (batch,) = mapped.read.read(Input.from_path(path), options(text))
    assert batch.frames[Account]["key"].to_list() == ["x:9007199254740993"]
    assert batch.frames[Hashtag]["key"].to_list() == ["a, b", "c"]
    assert batch.read == 6
    reasons = {row: reason for _, row, reason in batch.rejects.rows()}
    assert reasons[2].startswith("user.id is a rounded number")
    assert reasons[3] == "the record is no JSON object"
    assert reasons[4].startswith("the record is no JSON: ")
    assert reasons[5] == "user.id is empty"
    assert reasons[6] == "user.id has a NUL character"


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'[{"who": ' * 100_000, b"{" * 100_000, b'{"a": "\\ud800"}', b"\xff\xfe{", b""]
    + [b"[{}", b'[{"who": 1}, 2, null]', b"{}\n" * 3, b"\0", b"[]"],
)
def test_broken_json_ends_in_rejects_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    batches: list[Batch] = []
    with contextlib.suppress(LoaderError):
        batches.extend(mapped.read.read(Input.from_path(path), options(MAPPING + LINKS)))
    assert all(batch.rejects.height == batch.read for batch in batches)


def test_an_array_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([ROWS[0]] * 5_000)[:-20])
    landed: list[Batch] = []
    with pytest.raises(LoaderError, match="breaks off"):
        landed.extend(mapped.read.read(Input.from_path(path), options(MAPPING + LINKS)))
    assert 4_000 < sum(batch.read for batch in landed) < 5_000


def test_a_mapping_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match="there is no such file"):
        read_mapping(str(tmp_path / "none.toml"))
