import hashlib
import io
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from graph_models import Account, Image, Post, Posted, Record, Says, Shows, Tagged, Url, Wore
from loaders import SOURCES, Batch, Input, Source
from loaders.archive import entries
from loaders.errors import UnreadableFile
from loaders.sources.image_posts import ImagePostOptions
from planted import plant
from planted.picture import scene

OPTIONS = ImagePostOptions("s", platform="x")
HEAD = "post_id,account,text,image_ids,created_at,label,event\n"
ROWS = HEAD + (
    '19,7,Look #roses,"a,sub/b.png",2024-05-01T12:00:00Z,fake,roses\n'
    "20,8,Ann Example,c.jpg,2024-05-01T13:00:00Z,,profile pictures\n"
    "21,8,,gone,,,\n"
)
SEEN = "image_id,image_url,annotation,event\na,,a garden,\nc,,fake,\n"


def jpeg(seed: int) -> bytes:
    held = io.BytesIO()
    scene(np.random.default_rng(seed)).save(held, "JPEG")
    return held.getvalue()


A, B, C = jpeg(1), jpeg(2), jpeg(3)
FILES = {
    "a.jpg": A,
    "c.jpg": C,
    "images.csv": SEEN.encode(),
    "posts.csv": ROWS.encode(),
    "sub/b.png": B,
}
Outcome = Callable[[Source, Input], tuple[int, str]]
Packed = Callable[[Path, dict[str, bytes]], Path]


def key(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def in_folder(place: Path, files: dict[str, bytes]) -> Path:
    folder = place / "set"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def in_zip(place: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(place / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return place / "set.zip"


def in_tar(place: Path, files: dict[str, bytes], *, mode: str = "w") -> Path:
    with tarfile.open(place / "set.tar", mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return place / "set.tar"


def in_tar_gz(place: Path, files: dict[str, bytes]) -> Path:
    return in_tar(place, files, mode="w:gz")


PACKED = pytest.mark.parametrize("packed", [in_folder, in_zip, in_tar, in_tar_gz])


def load(path: Path) -> list[Batch]:
    return list(SOURCES["image_posts"].read(Input.from_path(path), OPTIONS))


def all_of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    frames = [batch.frames[model] for batch in batches if model in batch.frames]
    return pl.concat(frames).unique(maintain_order=True)


def reasons(batches: list[Batch]) -> dict[str, str]:
    rejects = pl.concat([batch.rejects for batch in batches])
    return dict(zip(rejects["file"].str.replace("^[^/]*/", ""), rejects["reason"], strict=True))


@PACKED
def test_rows_show_the_pictures_that_lie_beside_them(packed: Packed, tmp_path: Path) -> None:
    batches = load(packed(tmp_path, FILES))
    assert reasons(batches) == {}
    assert sum(batch.read for batch in batches) == 3 + 2 + 3
    shown = set(all_of(batches, Shows).rows())
    assert shown == {("x:19", key(A)), ("x:19", key(B)), ("x:21", "s:gone")}
    images = all_of(batches, Image).drop_nulls("sha256")
    assert set(images["key"]) == {key(A), key(B), key(C)}
    assert images.filter(pl.col("key") != "sha256:" + pl.col("sha256")).is_empty()
    assert images["pdq"].str.contains("^[0-9a-f]{64}$").all()
    assert (images["pdq_quality"] > 49).all()
    assert set(all_of(batches, Post)["key"]) == {"x:19", "x:21"}
    assert all_of(batches, Says).height == all_of(batches, Tagged).height == 1


@PACKED
def test_profile_pictures_are_worn_and_annotations_are_what_is_shown(
    packed: Packed, tmp_path: Path
) -> None:
    batches = load(packed(tmp_path, FILES))
    at = datetime(2024, 5, 1, 13, tzinfo=UTC)
    assert all_of(batches, Wore).rows() == [("Account", "x:8", key(C), at, at)]
    named = all_of(batches, Account).drop_nulls("name")
    assert named.select("key", "name").rows() == [("x:8", "Ann Example")]
    labelled = all_of(batches, Image).drop_nulls("shows")
    assert labelled.select("key", "shows").rows() == [(key(A), "a garden")]


def test_a_name_too_long_for_a_key_is_rejected(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text(HEAD + f"1,7,,{'a' * 5_000},,,\n2,7,,b,,,\n")
    (batch,) = load(table)
    assert batch.rejects.rows() == [
        ("posts.csv", 1, "image_ids has a name longer than 4,096 bytes")
    ]
    assert batch.frames[Shows].rows() == [("x:2", "s:b")]


def test_a_post_without_a_time_has_none(tmp_path: Path) -> None:
    posted = all_of(load(in_folder(tmp_path, FILES)), Posted)
    assert posted.filter(end_key="x:21")["at"].to_list() == [None]


@PACKED
def test_a_name_that_several_pictures_have_is_rejected(packed: Packed, tmp_path: Path) -> None:
    rows = HEAD + "1,7,,a,,,\n2,7,,a.jpg,,,\n3,7,,one/a,,,\n4,7,,b,,,\n"
    files = {
        "one/a.jpg": A, "two/a.jpg": B, "one/b.jpg": C, "two/b.png": C, "posts.csv": rows.encode()
    }  # fmt: skip
    batches = load(packed(tmp_path, files))
    rejects = pl.concat([batch.rejects for batch in batches])
    assert rejects["row"].to_list() == [1, 2]
    assert set(rejects["reason"]) == {"image_ids has a name that several pictures have"}
    assert set(all_of(batches, Shows).rows()) == {("x:3", key(A)), ("x:4", key(C))}


@PACKED
def test_what_is_no_picture_or_another_table_is_rejected_by_name(
    packed: Packed, tmp_path: Path
) -> None:
    files = FILES | {
        "broken.jpg": A[:700],
        "film.mp4": b"\0\0\0 ftypisom",
        "labels.csv": b"a,b\n1,2\n",
        "empty.png": b"",
    }
    batches = load(packed(tmp_path, files))
    assert reasons(batches) == {
        "broken.jpg": "its picture breaks off or is damaged",
        "empty.png": "it is empty",
        "film.mp4": "it is no picture in JPEG, PNG, GIF, WebP, BMP or AVIF",
        "labels.csv": "it has neither the columns of posts (post_id, account, image_ids) nor "
        "image_id",
    }
    assert all_of(batches, Shows).height == 3


@PACKED
def test_what_systems_leave_in_folders_is_passed_over(packed: Packed, tmp_path: Path) -> None:
    left = {".DS_Store": b"x", "__MACOSX/._a.jpg": b"x", "sub/Thumbs.db": b"x", ".git/a": b"x"}
    batches = load(packed(tmp_path, FILES | left))
    assert reasons(batches) == {}


def test_names_that_lead_out_of_an_archive_are_rejected(tmp_path: Path) -> None:
    out = {"../a.jpg": A, "/etc/a.jpg": A, "sub/../../a.jpg": A, "C:\\a.jpg": A, "..\\a.jpg": A}
    path = in_tar(tmp_path, FILES | out)
    batches = load(path)
    rejects = pl.concat([batch.rejects for batch in batches])
    assert set(rejects["file"].str.strip_prefix("set.tar/")) == set(out)
    assert set(rejects["reason"]) == {"its name leads out of the archive"}
    assert not (tmp_path / "a.jpg").exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(A)
    folder = in_folder(tmp_path, {"b.jpg": B})
    (folder / "link.jpg").symlink_to(secret)
    (folder / "all").symlink_to(tmp_path)
    why = "it is a link, which is not followed"
    assert reasons(load(folder)) == {"link.jpg": why, "all": why}
    assert set(all_of(load(folder), Image)["key"]) == {key(B)}

    with tarfile.open(tmp_path / "links.tar", "w") as archive:
        archive.add(folder, "links")
    assert set(reasons(load(tmp_path / "links.tar")).values()) == {why}

    linked = zipfile.ZipInfo("link.jpg")
    linked.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as archive:
        archive.writestr(linked, str(secret))
    assert reasons(load(tmp_path / "links.zip")) == {"link.jpg": why}


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    folder = in_folder(tmp_path, {"b.jpg": B})
    os.mkfifo(folder / "pipe.jpg")
    assert reasons(load(folder)) == {"pipe.jpg": "it is no ordinary file"}
    with tarfile.open(tmp_path / "pipe.tar", "w") as archive:
        archive.add(folder, "pipes")
    assert set(reasons(load(tmp_path / "pipe.tar")).values()) == {"it is no ordinary file"}


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_name_that_comes_twice_counts_once(tmp_path: Path) -> None:
    for path in (tmp_path / "set.zip", tmp_path / "set.tar"):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                for data in (A, B):
                    archive.writestr("a.jpg", data)
        else:
            with tarfile.open(path, "w") as archive:
                for data in (A, B):
                    member = tarfile.TarInfo("a.jpg")
                    member.size = len(data)
                    archive.addfile(member, io.BytesIO(data))
        batches = load(path)
        assert set(all_of(batches, Image)["key"]) == {key(A)}
        assert list(reasons(batches).values()) == ["another file of the archive has the same name"]


@pytest.mark.parametrize("packed", [in_zip, in_tar_gz])
def test_an_archive_that_unpacks_to_much_is_not_unpacked(packed: Packed, tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.jpg": A, "bomb.png": bytes(270 << 20), "c.jpg": C})
    assert path.stat().st_size < 1 << 20
    if packed is in_tar_gz:
        with pytest.raises(UnreadableFile, match="hundreds of times its size"):
            load(path)
    else:
        assert reasons(load(path)) == {"bomb.png": "it is longer than 32 MiB"}


def test_an_encrypted_picture_is_told(tmp_path: Path) -> None:
    path = in_zip(tmp_path, {"a.jpg": A})
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert reasons(load(path)) == {"a.jpg": "it is encrypted"}


@pytest.mark.parametrize("packed", [in_zip, in_tar, in_tar_gz])
def test_damage_to_an_archive_is_told(packed: Packed, tmp_path: Path, outcome: Outcome) -> None:
    whole = packed(tmp_path, FILES).read_bytes()
    damaged = tmp_path / "damaged"
    rng = np.random.default_rng(1)
    variants = [whole[: len(whole) * part // 8] for part in range(1, 8)]
    for place in rng.integers(4, len(whole), 15).tolist():
        variants.append(whole[:place] + b"\xff\0\x81" + whole[place + 3 :])
    for data in variants:
        damaged.write_bytes(data)
        landed, said = outcome(SOURCES["image_posts"], Input.from_path(damaged))
        assert landed <= 8
        assert landed or said


def test_an_archive_in_a_stream_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO(in_zip(tmp_path, FILES).read_bytes())
    with pytest.raises(UnreadableFile, match="an archive cannot be read from a stream"):
        list(SOURCES["image_posts"].read(Input.from_stream(stream), OPTIONS))


@pytest.mark.parametrize("packed", [in_folder, in_zip])
def test_an_archive_of_nothing_is_told(packed: Packed, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    with pytest.raises(UnreadableFile, match="without tables and pictures"):
        load(packed(tmp_path, {}))


def test_a_folder_has_a_hash_that_changes_with_what_lies_in_it(tmp_path: Path) -> None:
    folder = in_folder(tmp_path, FILES)
    before = Input.from_path(folder).sha256()
    assert before == Input.from_path(in_folder(tmp_path / "again", FILES)).sha256()
    (folder / "a.jpg").rename(folder / "d.jpg")
    renamed = Input.from_path(folder).sha256()
    (folder / "d.jpg").write_bytes(B)
    assert len({before, renamed, Input.from_path(folder).sha256()}) == 3


def test_entries_are_numbered_in_their_order(tmp_path: Path) -> None:
    found = [
        (entry.name, entry.place) for entry in entries(Input.from_path(in_zip(tmp_path, FILES)))
    ]
    assert found == [(name, place) for place, name in enumerate(FILES, start=1)]


def test_the_planted_pictures_are_those_of_their_posts(tmp_path: Path) -> None:
    world = plant(tmp_path, scale=0.003, crowd=0.3, cases=["doppelganger", "spamouflage"])
    folders = [file for file in world.files if file.source == "image_posts"]
    assert len(folders) == 2
    for file in folders:
        options = ImagePostOptions("s", platform=file.options["platform"])
        batches = list(SOURCES["image_posts"].read(Input.from_path(file.path), options))
        assert reasons(batches) == {}
        posts = pl.read_csv(file.path / "posts.csv", infer_schema=False)
        expected = {
            (f"{options.platform}:{row['account']}", key((file.path / f"{name}.jpg").read_bytes()))
            for row in posts.iter_rows(named=True)
            for name in row["image_ids"].split(",")
        }
        if (posts["event"] == "profile pictures").all():
            found = all_of(batches, Wore).select("start_key", "end_key")
            shown = all_of(batches, Image).drop_nulls("shows")["shows"]
            assert "a man in formal dress" in set(shown)
        else:
            posted = all_of(batches, Posted).select("start_key", post="end_key")
            found = posted.join(all_of(batches, Shows), left_on="post", right_on="start_key")
            found = found.select("start_key", "end_key")
        assert set(found.rows()) == expected


def test_the_real_posts_become_what_the_table_holds(real_data: Path) -> None:
    path = real_data / "mediaeval_image_posts" / "devset_posts.parquet"
    table = pl.read_parquet(path)
    batches = load(path)
    assert sum(batch.read for batch in batches) == table.height == 15_629
    assert reasons(batches) == {}
    pairs = {
        (f"x:{post}", f"s:{image}")
        for post, images in table.select("post_id", "image_ids").iter_rows()
        for image in images.split(",")
    }
    assert set(all_of(batches, Shows).rows()) == pairs
    assert set(all_of(batches, Image)["key"]) == {image for _, image in pairs}
    assert len({image for _, image in pairs}) == 388
    assert all_of(batches, Account).height == table["account"].n_unique() == 14_772
    posted = all_of(batches, Posted)
    assert posted["at"].null_count() == table["created_at"].null_count() == 23
    row = table.row(1_234, named=True)
    assert posted.filter(end_key=f"x:{row['post_id']}")["at"].item() == row["created_at"]
    assert all_of(batches, Url).height > 10_000


def test_the_real_pictures_are_keyed_by_their_bytes(real_data: Path) -> None:
    folder = real_data / "images_near_duplicates"
    batches = load(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    pictures = [path for path in files if path.suffix not in (".csv", ".md")]
    rejected = reasons(batches)
    assert set(rejected) == {
        "SOURCE.md", "imagededup/mixed/ukbench09268_corrupt.jpg", "labels.csv"
    }  # fmt: skip
    assert sum(batch.read for batch in batches) == len(files)
    good = [path for path in pictures if "corrupt" not in path.name]
    expected = Counter(key(path.read_bytes()) for path in good)
    assert set(all_of(batches, Image)["key"]) == set(expected)
