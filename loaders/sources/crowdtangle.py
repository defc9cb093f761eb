"""CrowdTangle's historical data: what pages, groups and Instagram accounts posted, as CSV."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, In, Page, Post, Posted, Published, RedirectsTo, Url
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.clocks import zoned
from loaders.contents import found
from loaders.handles import by_handle
from loaders.input import Input
from loaders.kinds import COUNT, IDENTIFIER, TEXT, Column, Kind
from loaders.profiles import FACEBOOK, INSTAGRAM
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.times import MOMENT, moments
from loaders.urls import links

STAMP: Final = "%Y-%m-%d %H:%M:%S"
WITH_OFFSET: Final = r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})$"

ZONES: Final = {
    **{"UTC": 0.0, "UT": 0.0, "GMT": 0.0},
    **{"EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0},
    **{"MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0},
    **{"AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "NST": -3.5, "NDT": -2.5},
    **{"WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0},
    **{"MSK": 3.0, "WAT": 1.0, "CAT": 2.0, "SAST": 2.0, "EAT": 3.0},
    **{"PKT": 5.0, "WIB": 7.0, "WITA": 8.0, "WIT": 9.0, "HKT": 8.0, "JST": 9.0, "KST": 9.0},
    **{"AWST": 8.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0},
    **{"NZST": 12.0, "NZDT": 13.0},
}
"""Hours ahead of UTC: RFC 5322 says those of North America; every other abbreviation stands for a
single offset in today's time zone database. IST, for one, stands for three and is not among them.
"""

POST: Final = (
    r"(?i)facebook\.com/.*?(?:/|[?&](?:fbid|story_fbid|v)=|:)((?:pfbid[0-9a-z]+)|[0-9]{5,20})"
    r"/?(?:[?&#].*)?$"
)
SHORTCODE: Final = r"(?i)instagram\.com/(?:[^/]+/)?(?:p|tv|reel)/([A-Za-z0-9_-]+)"


def _counts(values: pl.Series) -> pl.Series:
    """``1,234``: commas part thousands."""
    if values.dtype == pl.String:
        fit = values.str.contains(r"^[0-9]{1,3}(?:,[0-9]{3})+$|^[0-9.]+$")
        values = values.set(~fit.fill_null(value=False), None).str.replace_all(",", "")
    return COUNT.read(values)


def _zoned(values: pl.Series) -> pl.Series:
    """A time that says its zone; null where the zone is missing, unknown or one of several."""
    if values.dtype != pl.String:
        zone = getattr(values.dtype, "time_zone", None)
        return moments(values) if zone else pl.Series(values.name, [None] * len(values), MOMENT)
    offset = values.str.strip_chars().str.contains(WITH_OFFSET).fill_null(value=False)
    return zoned(values, STAMP, ZONES).fill_null(moments(values.set(~offset, None)))


def _opened(values: pl.Series) -> pl.Series:
    return moments(values).fill_null(_zoned(values))


PARTED: Final = Kind(pl.Int64(), _counts, "is no count: digits, or commas before every three, are")
ZONED: Final = Kind(
    MOMENT,
    _zoned,
    "is no time with a zone that stands for one offset, such as 2021-01-15 10:30:00 EST",
)
OPENED: Final = Kind(MOMENT, _opened, "is no time such as 2010-01-15 10:30:00")

COMMON: Final = (
    Column("at", ZONED, filled=True, titled="Post Created"),
    Column("address", IDENTIFIER, filled=True, titled="URL"),
    Column("link", TEXT, optional=True, titled="Link"),
    Column("likes", PARTED, optional=True, titled="Likes"),
    Column("replies", PARTED, optional=True, titled="Comments"),
    Column("followers", PARTED, optional=True, titled="Followers at Posting"),
)
ON_FACEBOOK: Final = (
    *COMMON,
    Column("id", IDENTIFIER, filled=True, titled="Facebook Id"),
    Column("handle", IDENTIFIER, optional=True, titled="User Name"),
    Column("country", TEXT, optional=True, titled="Page Admin Top Country"),
    Column("about", TEXT, optional=True, titled="Page Description"),
    Column("created_at", OPENED, optional=True, titled="Page Created"),
    Column("reshares", PARTED, optional=True, titled="Shares"),
    Column("views", PARTED, optional=True, titled="Post Views"),
    Column("text", TEXT, titled="Message"),
    Column("final_link", TEXT, optional=True, titled="Final Link"),
)
ON_INSTAGRAM: Final = (
    *COMMON,
    Column("name", TEXT, titled="Account"),
    Column("handle", IDENTIFIER, filled=True, titled="User Name"),
    Column("views", PARTED, optional=True, titled="Views"),
    Column("text", TEXT, titled="Description"),
)


@source(
    title="CrowdTangle historical data",
    reads=(
        "CrowdTangle's CSV exports (also gzipped, or as Parquet) of Facebook pages (Page Name), "
        "Facebook groups (Group Name) and Instagram accounts (Account): pages and groups by their "
        "Facebook Id, accounts by handle, posts by the number or code in their URL, with wording, "
        "hashtags, links (the final one, and what led there), likes, comments, shares, views and "
        "followers; commas part thousands. The zone behind a post's time is read, and a post "
        "whose zone is missing or stands for several offsets, such as IST, is rejected. Other "
        "reactions, scores, sponsors, videos' lengths and the texts of previews and pictures are "
        "left out."
    ),
    assumes=(
        "EST, CST, PST and the like are North America's; Page Created, which has no zone, is UTC; "
        "what stands in a group was published by the group, for the exports do not say by whom."
    ),
    sample=(
        '"Page Name","User Name","Facebook Id","Page Category","Page Admin Top Country",'
        '"Page Description","Page Created","Likes at Posting","Followers at Posting",'
        '"Post Created","Post Created Date","Post Created Time",Type,"Total Interactions",Likes,'
        'Comments,Shares,"Post Views",URL,Message,Link,"Final Link"\n'
        'Rose News,rosenews,5550296000001,MEDIA,US,All about roses,2010-03-04 12:00:00,"1,200",'
        '"1,350",2021-01-15 10:30:00 EST,2021-01-15,10:30:00,Link,"1,234","1,200",30,4,0,'
        'https://www.facebook.com/5550296000001/posts/10160459000000001,"Roses, at last #garden",'
        "https://bit.ly/3roses,https://example.org/roses\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platforms', so the set's name is in no key."""
    with opened(file) as table:
        named = _named(table)
        layout = [*ON_FACEBOOK, named] if named else ON_INSTAGRAM
        for piece in pieces(file, table, layout):
            yield _facebook(piece, file.name, named) if named else _instagram(piece, file.name)


def _named(table: Table) -> Column | None:
    """The column of names where the table is of Facebook."""
    if "Facebook Id" not in table.columns and "Account" in table.columns:
        return None
    title = "Group Name" if "Group Name" in table.columns else "Page Name"
    return Column("name", TEXT, titled=title)


def _facebook(piece: Piece, file: str, named: Column) -> Batch:
    number = pl.col("address").str.extract(POST)
    checks = {"URL has no number of a post": pl.col("post").is_not_null()}
    known = piece.rows.with_columns(
        post=pl.format("{}:{}_{}", pl.lit(FACEBOOK), "id", number),
        page=pl.format("{}:{}", pl.lit(FACEBOOK), "id"),
        kind=pl.lit("group" if named.title == "Group Name" else "page"),
    )
    rows, rejects = split(known, file=file, checks=checks)
    rows = facts.profiled(rows.with_columns(still_at="at"))
    profile = ("name", "handle", "country", "about", "created_at", "followers", "kind")
    times = ("name_seen_at", "handle_seen_at")
    item = ("text", "address", "likes", "reshares", "replies", "views")
    far = pl.coalesce("final_link", "link")
    stated: list[Fact] = [
        (Page, rows.select(*profile, *times, key="page", platform=pl.lit(FACEBOOK))),
        (Post, rows.select(*item, key="post", platform=pl.lit(FACEBOOK))),
        (Published, rows.select(start_key="page", end_key="post", at="at")),
        (In, rows.filter(pl.col("kind") == "group").select(start_key="post", end_key="page")),
        *found(rows, rows.select("post", seen=far)),
        *_led(rows),
    ]
    return _batch(piece, stated, rejects)


def _led(rows: pl.DataFrame) -> list[Fact]:
    """A short link and the one that it led to."""
    both = rows.drop_nulls(["link", "final_link"])
    tie = pl.DataFrame(
        {"start_key": links(both["link"])["url"], "end_key": links(both["final_link"])["url"]}
    )
    tie = tie.drop_nulls().filter(pl.col("start_key") != pl.col("end_key"))
    return [
        (Url, tie.select(key="start_key")),
        (Url, tie.select(key="end_key")),
        (RedirectsTo, tie),
    ]


def _instagram(piece: Piece, file: str) -> Batch:
    code = pl.col("address").str.extract(SHORTCODE)
    known = piece.rows.with_columns(
        post=pl.format("{}:{}", pl.lit(INSTAGRAM), code),
        account=by_handle(INSTAGRAM, piece.rows["handle"]),
    )
    checks = {"URL has no code of a post": pl.col("post").is_not_null()}
    rows, rejects = split(known, file=file, checks=checks)
    item = ("text", "address", "likes", "replies", "views")
    nothing = rows.select("post", seen=pl.lit(None, dtype=pl.String))
    rows = facts.profiled(rows.with_columns(still_at="at"))
    profile = rows.select(
        "name",
        "name_seen_at",
        "handle",
        "handle_seen_at",
        "followers",
        key="account",
        platform=pl.lit(INSTAGRAM),
    )
    stated: list[Fact] = [
        (Account, profile),
        *facts.handles(rows, pl.lit(INSTAGRAM)),
        (Post, rows.select(*item, key="post", platform=pl.lit(INSTAGRAM))),
        (Posted, rows.select(start_key="account", end_key="post", at="at")),
        *found(rows, nothing),
    ]
    return _batch(piece, stated, rejects)


def _batch(piece: Piece, stated: list[Fact], rejects: pl.DataFrame) -> Batch:
    return Batch(
        frames=frames_of(stated),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )
