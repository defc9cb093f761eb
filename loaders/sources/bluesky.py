"""Posts, likes, reposts and follows of Bluesky: feeds of its interface, and events of Jetstream."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from graph_models import Account, Follows, Liked, Quotes, RepliesTo, Reshares
from loaders import facts
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import linked, pictured, tagged, worded
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import COUNT, IDENTIFIER, LONGEST_KEY, TEXT, TIME, Column, Kind
from loaders.platform import Platform, kinds
from loaders.source import Options, source
from loaders.times import MOMENT

BLUESKY: Final = Platform("bluesky")
WITHIN: Final = ("feed", "posts")
A_POST: Final = "/app.bsky.feed.post/"


def _addresses(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String, strict=False)
    is_one = texts.str.contains(r"^at://did:[a-z]+:[^/]+/[a-z.A-Z]+/[^/]+$")
    fits = is_one & (texts.str.len_bytes() <= LONGEST_KEY)
    return texts.set(~fits.fill_null(value=False), None)


def _people(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String, strict=False)
    fits = texts.str.contains(r"^did:[a-z]+:[^/\s]{1,2000}$")
    return texts.set(~fits.fill_null(value=False), None)


def _microseconds(values: pl.Series) -> pl.Series:
    whole = values.cast(pl.Int64, strict=False)
    last = 4_102_444_800_000_000
    return whole.set(~whole.is_between(0, last, closed="left"), None).cast(MOMENT)


RECORD: Final = Kind(pl.String(), _addresses, "is no address such as at://did:plc:a/x.y.z/1")
DID: Final = Kind(pl.String(), _people, "is no DID such as did:plc:a")
MICROSECONDS: Final = Kind(MOMENT, _microseconds, "is no time in microseconds, from 1970 to 2099")

POST: Final = (
    Column("post", RECORD, filled=True, titled="uri"),
    Column("account", DID, filled=True, titled="author.did"),
    Column("at", TIME, titled="record.createdAt"),
    Column("text", TEXT, titled="record.text"),
    Column("language", TEXT, titled="language"),
    Column("likes", COUNT, titled="likeCount"),
    Column("reshares", COUNT, titled="repostCount"),
    Column("replies", COUNT, titled="replyCount"),
    Column("indexed", TIME, titled="indexedAt"),
    Column("answered", RECORD, titled="record.reply.parent.uri"),
    Column("quoted", RECORD, titled="record.embed.record.record.uri|record.embed.record.uri"),
    Column("card", TEXT, titled="record.embed.media.external.uri|record.embed.external.uri"),
)
AUTHOR: Final = (
    Column("account", DID, filled=True, titled="did"),
    Column("handle", IDENTIFIER),
    Column("name", TEXT, titled="displayName"),
    Column("created_at", TIME, titled="createdAt"),
)
BY: Final = (*AUTHOR, Column("seen_at", TIME, titled="time"))
REPOST: Final = (
    Column("post", RECORD, titled="uri"),
    Column("account", DID, filled=True, titled="by.did|did"),
    Column("at", TIME, titled="indexedAt|createdAt"),
    Column("reshared", RECORD, filled=True, titled="subject.uri"),
)
LIKE: Final = (
    Column("account", DID, filled=True, titled="did"),
    Column("at", TIME, titled="createdAt"),
    Column("liked", RECORD, filled=True, titled="subject.uri"),
)
FOLLOW: Final = (
    Column("account", DID, filled=True, titled="did"),
    Column("at", TIME, titled="createdAt"),
    Column("followed", DID, filled=True, titled="subject"),
)
REMOVAL: Final = (
    Column("post", RECORD, filled=True, titled="uri"),
    Column("account", DID, filled=True, titled="did"),
    Column("removed_at", MICROSECONDS, filled=True, titled="time_us"),
)
EVENT: Final = (Column("account", DID, filled=True, titled="did"),)
FEATURE: Final = (
    Column("tag", TEXT),
    Column("seen", TEXT, titled="uri"),
    Column("account", DID, titled="did"),
)
IMAGE: Final = (Column("image", IDENTIFIER, titled="image.ref.$link|image.cid"),)
TAG: Final = (Column("tag", TEXT, titled="."),)
IMAGES: Final = "record.embed.media.images|record.embed.images[]"


def _of_posts(name: str, layout: tuple[Column, ...], at: str, *, of: str = "post") -> Part:
    return Part(name, layout, (at,), of=of, carries=("post",))


LAYOUT: Final = (
    Part("post", POST, ("post", "quoted", "reply.parent", "reply.root")),
    Part("author", AUTHOR, ("author",), of="post", carries=("indexed",)),
    Part("by", BY, ("repost.by", "identity")),
    _of_posts("feature", FEATURE, "features[]"),
    _of_posts("image", IMAGE, IMAGES),
    _of_posts("tag", TAG, "record.tags[]"),
    Part("repost", REPOST, ("repost",)),
    Part("like", LIKE, ("like",)),
    Part("follow", FOLLOW, ("follow",)),
    Part("removal", REMOVAL, ("removal",)),
    Part("event", EVENT, ("event",)),
)
MADE: Final = {
    "app.bsky.feed.post": "post",
    "app.bsky.feed.repost": "repost",
    "app.bsky.feed.like": "like",
    "app.bsky.graph.follow": "follow",
}


@source(
    title="Bluesky feeds and Jetstream events",
    reads=(
        "JSON: pages of app.bsky.feed.getAuthorFeed and the like (feed, posts), their posts by "
        "themselves, and a line each event of Jetstream, also gzipped; takes posts with wording, "
        "language, counts, hashtags, links, mentions, quoted posts, answers and pictures by "
        "content id, authors with handle, reposts, likes and follows, and when a post was deleted; "
        "a repost in a feed has no address of its own and gets one of its post and reposter; of "
        "other events, and of likes of other things than posts, only the account. Follows "
        "'app.bsky.feed.getAuthorFeed' (docs.bsky.app) and the README of bluesky-social/jetstream."
    ),
    assumes="The time an author's program gave (createdAt) is when the author acted.",
    sample=(
        '{"feed": [{"post": {"uri": "at://did:plc:ann/app.bsky.feed.post/1", "author": {"did":'
        ' "did:plc:ann", "handle": "ann.example.org", "displayName": "Ann"}, "record": {"text":'
        ' "Roses #June", "createdAt": "2024-05-01T12:00:00.000Z", "langs": ["en"], "facets":'
        ' [{"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "June"}]}]},'
        ' "likeCount": 3, "indexedAt": "2024-05-01T12:00:01.000Z"}}], "cursor": "x"}\n'
        '{"did": "did:plc:bo", "time_us": 1714564860000000, "kind": "commit", "commit":'
        ' {"operation": "create", "collection": "app.bsky.feed.like", "rkey": "2", "record":'
        ' {"subject": {"uri": "at://did:plc:ann/app.bsky.feed.post/1"}, "createdAt":'
        ' "2024-05-01T12:01:00.000Z"}}}\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platform's, so the set's name is in no key."""
    told = map(_told, records(file, WITHIN))
    for piece in parts(file, told, LAYOUT):
        yield Batch(frames=frames_of(_stated(piece)), rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Each record under the name of what it tells."""
    return replace(some, values=[_sorted(value) for value in some.values])


def _sorted(value: dict[str, Any]) -> dict[str, Any]:
    if "time_us" in value:
        return _event(value)
    reason, reply = value.get("reason"), value.get("reply")
    post = value.get("post", value)
    told = {"post": _featured(post), "quoted": _quoted(post)}
    if isinstance(reply, dict):
        views = {name: reply[name] for name in ("parent", "root") if _is_view(reply.get(name))}
        told["reply"] = {name: _featured(view) for name, view in views.items()}
    if isinstance(reason, dict) and "by" in reason:
        told["repost"] = reason | {"subject": post}
    return told


def _is_view(value: Any) -> bool:
    """Whether it is a post; one that is gone or blocked has no author or no record."""
    return isinstance(value, dict) and "record" in value


def _quoted(post: Any) -> Any:
    """The view of a post that a post embeds, as a post."""
    view = post.get("embed") if isinstance(post, dict) else None
    while isinstance(view, dict) and "value" not in view:
        view = view.get("record")
    if not isinstance(view, dict) or "author" not in view:
        return None
    return _featured(view | {"record": view["value"]})


def _event(value: dict[str, Any]) -> dict[str, Any]:
    did, commit = value.get("did"), value.get("commit")
    if value.get("kind") == "identity":
        return {"identity": value.get("identity")}
    made = MADE.get(str(commit.get("collection"))) if isinstance(commit, dict) else None
    if made is None or not isinstance(commit, dict):
        return {"event": value}
    uri = f"at://{did}/{commit.get('collection')}/{commit.get('rkey')}"
    record = commit.get("record")
    if commit.get("operation") == "delete":
        return {"removal": value | {"uri": uri}} if made == "post" else {"event": value}
    if made == "post":
        return {"post": _featured({"uri": uri, "author": {"did": did}, "record": record})}
    return {made: (record if isinstance(record, dict) else {}) | {"did": did, "uri": uri}}


def _featured(post: Any) -> Any:
    """A post with what its facets name in one list, and its first language."""
    record = post.get("record") if isinstance(post, dict) else None
    if not isinstance(record, dict):
        return post
    facets, langs = record.get("facets"), record.get("langs")
    if isinstance(facets, list):
        held = [each.get("features") for each in facets if isinstance(each, dict)]
        post = post | {"features": [one for each in held if isinstance(each, list) for one in each]}
    first = langs[0] if isinstance(langs, list) and langs else None
    return post | {"language": first}


def _stated(piece: JsonPiece) -> list[Fact]:
    stated = [*_posts(piece), *_acts(piece)]
    for name in ("author", "by"):
        profiles = piece.parts[name].rename({"post_indexed": "still_at"}, strict=False)
        profiles = BLUESKY.keyed(profiles, "account")
        known = pl.when(pl.col("handle") != "handle.invalid").then("handle")
        stated += BLUESKY.profiles(profiles.with_columns(handle=known))
    stated += BLUESKY.accounts(BLUESKY.keyed(piece.parts["event"], "account"), "account")
    return stated


def _posts(piece: JsonPiece) -> list[Fact]:
    posts = BLUESKY.keyed(piece.parts["post"], "post", "account", "answered", "quoted")
    is_post = pl.col("quoted").str.contains(A_POST, literal=True)
    posts = posts.with_columns(quoted=pl.when(is_post).then("quoted"))
    posts = posts.with_columns(kinds(posts), address=_page("post"))
    feature, image, tag = (
        BLUESKY.keyed(piece.parts[name].rename({"post_post": "post"}), "post")
        for name in ("feature", "image", "tag")
    )
    shown = [each.select("post", "place", shown="tag") for each in (feature, tag)]
    tags = pl.concat(shown).drop_nulls("shown").unique(["post", "shown"], maintain_order=True)
    place = pl.col("shown").cum_count().over("post").cast(pl.Int64)
    seen = pl.concat([posts.select("post", seen="card"), feature.select("post", "seen")])
    named = BLUESKY.keyed(feature.select("post", "account"), "account")
    return [
        *BLUESKY.posts(posts, profiled=True),
        *BLUESKY.tied(posts, RepliesTo, "answered"),
        *BLUESKY.tied(posts, Quotes, "quoted"),
        *worded(posts),
        *tagged(tags.with_columns(place=place)),
        *linked(seen.drop_nulls()),
        *BLUESKY.mentioned(named),
        *pictured(BLUESKY.keyed(image, "image")),
    ]


def _page(post: str) -> pl.Expr:
    """Where people see a post."""
    part = pl.col(post).str.extract_groups(r"at://(?<did>[^/]+)/[^/]+/(?<rkey>[^/]+)$").struct
    return pl.format("https://bsky.app/profile/{}/post/{}", part.field("did"), part.field("rkey"))


def _acts(piece: JsonPiece) -> list[Fact]:
    """Reposts, likes, follows and deletions."""
    own = pl.format("{}#{}", "reshared", "account")
    reposts = piece.parts["repost"].with_columns(post=pl.coalesce("post", own))
    reposts = BLUESKY.keyed(reposts, "post", "account", "reshared")
    likes = BLUESKY.keyed(piece.parts["like"], "account", "liked")
    liked = likes.filter(pl.col("liked").str.contains(A_POST, literal=True))
    follows = BLUESKY.keyed(piece.parts["follow"], "account", "followed")
    removals = BLUESKY.keyed(piece.parts["removal"], "post", "account")
    platform = pl.lit(BLUESKY.name)
    followed = follows.select(
        "at", start_key="account", end_label=pl.lit(Account.label), end_key="followed"
    )
    return [
        *BLUESKY.posts(reposts.with_columns(kind=pl.lit("reshare"))),
        *BLUESKY.tied(reposts, Reshares, "reshared"),
        *BLUESKY.accounts(likes, "account"),
        facts.posts(liked, "liked", platform),
        (Liked, liked.select("at", start_key="account", end_key="liked")),
        *BLUESKY.accounts(follows, "account"),
        *BLUESKY.accounts(follows, "followed"),
        (Follows, followed),
        *BLUESKY.posts(removals.with_columns(at=pl.lit(None, dtype=MOMENT))),
    ]
