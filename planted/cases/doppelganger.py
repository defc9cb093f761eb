"""The case of cloned news outlets, and of a small operation whose names and pictures disagree."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from planted.advert import advertise, sell
from planted.case import Order, PlantedFile, Planting, case
from planted.chance import Ids, choose, counts
from planted.clock import DAY, HOUR, Span, any_day
from planted.clone import Clones, clones, petitions, push, small_talk
from planted.innocents.crowd import settle_innocents
from planted.layouts.crowdtangle import Pages
from planted.layouts.domain_lists import write_domains
from planted.layouts.facebook_ads import write_ads
from planted.layouts.image_posts import PROFILES, write_image_posts
from planted.layouts.reactions import reach
from planted.layouts.twitter_archive import Archive
from planted.lookalike import Lookalikes, lookalikes
from planted.pages import CLIENT, settle_pages
from planted.petition import petition_urls, settle_signers
from planted.picture import Album, portrait
from planted.public import public
from planted.review import Worn, handles, names, settle_reviewed
from planted.vocabulary import domain, hashtag
from planted.wave import Waves, carried_on
from planted.world import World

NAME = "doppelganger"
SECOND = "formal_dress"
FIXED = {"formal_portrait": 81}
SCALED = {"pusher": 1_633, "imitator_page": 703}
SPENT = 105_000.0
"""Dollars and euros for advertisements at scale 1; they go with the number of pages."""
LOOKALIKES = 60
PUBLISHED = 24
"""How many of the look-alikes a published list names already."""
IMITATED = 15
"""Outlets that are imitated."""
WAVES = 7
SPAN = Span(datetime(2017, 6, 5), 98)
LIFE = 8.0
"""Median of days until an account is taken down; a page lasts twice as long."""


@dataclass(frozen=True)
class _Shop:
    """What the operation's accounts and pages have in common."""

    domains: Lookalikes
    made: Clones


@case(fixed=FIXED, scaled=SCALED)
def plant(order: Order) -> Planting:
    """Cloned news outlets, pushed by short-lived accounts and pages; and a second, small operation.

    Reported: 1,633 accounts and 703 pages that posed as Western media outlets on more than 60
    look-alike sites, 105,000 dollars of advertisements in dollars and euros, petitions on two
    sites; new sites and accounts as soon as the old ones were blocked. In the same report a small
    operation (81 accounts) that worked in the office hours of another time zone, whose profile
    pictures showed men in formal dress under women's names.

    Planted: the accounts (``pusher``) on X, in seven waves, each opened in the working hours of
    three days and taken down one by one after a median of 8 days; they post links that lead over
    burner domains of two days to 60 look-alikes (another top-level domain, a hyphen, a confusable
    letter, a subdomain) at every scale, four in ten as replies, hours apart. The pages
    (``imitator_page``) last twice as long, carry the outlets' names, and four in ten advertise; the
    money goes with their number. Accounts and pages replace those that were taken down, one each,
    and a third of their posts says again what those had said. ``formal_portrait`` is the second
    operation, ``formal_dress``, of its reported size at every scale; a reviewer has said what its
    pictures show. A published list names 24 of the 60. Waves, lives, delays and shares are by
    reasoning; sizes are the reports'.
    Among them live regional editions, parodies, papers that print one agency's reports, shops of
    one agency, people who sign petitions, and people with a pet, a partner or a star as picture.
    """
    world = World(order.rng, SPAN)
    scene = public(world)
    shop = _shop(world)
    pushers = _push(world, order, shop, scene.statements)
    album = Album(order.folder / f"{NAME}_pictures", order.rng)
    formal = _formal(world, album)
    innocents = round(order.crowd * (len(pushers) + FIXED["formal_portrait"]))
    reviewed = settle_reviewed(world, album, min(round(order.crowd * 81), innocents // 2))
    signers = settle_signers(world, (innocents - len(reviewed.account)) // 12)
    settle_innocents(world, scene, innocents - len(reviewed.account) - len(signers))
    _live(world, np.concatenate([reviewed.account, signers]))
    settled = world.settled()
    archive = Archive.of(settled, reach(settled), order.rng)
    pages, ads = _pages(order, world, shop)
    files = [
        *archive.write(order.folder, NAME, order.rng),
        pages.write(order.folder, f"{NAME}_pages"),
        write_ads(order.folder, f"{NAME}_ads", ads),
        _published(order, world, shop),
        _reviewed(order, archive, formal, reviewed),
    ]
    return Planting(tuple(files), pl.concat([archive.truth(), pages.truth()]))


def _shop(world: World) -> _Shop:
    outlets = [domain(outlet) for outlet in world.words.outlets[:IMITATED]]
    kinds = sorted({outlet.rpartition(" ")[2].lower() for outlet in world.words.outlets})
    imitated = lookalikes(world.rng, outlets, n=LOOKALIKES, waves=WAVES, kinds=kinds)
    return _Shop(imitated, clones(world, imitated, span=SPAN, waves=WAVES))


def _push(world: World, order: Order, shop: _Shop, statements: Ids) -> Ids:
    n = round(SCALED["pusher"] * order.scale)
    waves = Waves.of(world.rng, SPAN, n, number=WAVES, life=LIFE)
    accounts = world.settle(
        n, role="pusher", operation=NAME, audience=8, created=waves.opened,
        wakes=np.full(n, 5.0 * HOUR),
    )  # fmt: skip
    push(world, accounts, waves, shop.made, statements=statements)
    small_talk(world, accounts, waves)
    petitions(world, accounts, waves, petition_urls(world, 2))
    return accounts


def _formal(world: World, album: Album) -> Worn:
    """Women's names, men's pictures, posts in the office hours of a far-away zone."""
    rng, n = world.rng, FIXED["formal_portrait"]
    called = names(world, n, women=True)
    accounts = world.settle(
        n, role="formal_portrait", operation=SECOND, audience=20, name=called,
        handle=handles(called), created=SPAN.start - DAY * rng.integers(20, 400, n),
    )  # fmt: skip
    account = np.repeat(accounts, counts(rng, n, median=12, spread=0.5))
    worked = rng.random(len(account)) * 8 * HOUR
    at = any_day(rng, SPAN, len(account)) + HOUR + worked + HOUR * (worked > 3 * HOUR)
    world.publish(account, at, world.talk.quarrel.sentences(rng, len(account)))
    images = [album.keep(portrait(rng, formal=True)) for _ in range(n)]
    return Worn(accounts, pl.Series(images), pl.Series(["a man in formal dress"] * n))


def _live(world: World, people: Ids) -> None:
    """Ordinary days of those who live no explanation of the common ones."""
    rng = world.rng
    account = np.repeat(people, counts(rng, len(people), median=10, spread=0.9))
    at = world.awake(account, any_day(rng, SPAN, len(account)) + rng.random(len(account)) * DAY)
    world.publish(account, at, world.talk.daily.sentences(rng, len(account)))


def _pages(order: Order, country: World, shop: _Shop) -> tuple[Pages, pl.DataFrame]:
    """The pages of the same country, and who advertised."""
    world = World(order.rng, SPAN, country.words)
    scene = public(world)
    rng, n = world.rng, round(SCALED["imitator_page"] * order.scale)
    waves = Waves.of(rng, SPAN, n, number=WAVES, life=2 * LIFE)
    outlet = choose(rng, np.arange(IMITATED), n)
    endings = ("Online", "Now", "24", "Today", "Live", "News")
    titles = [
        f"{world.words.outlets[place]} {endings[int(rng.integers(0, len(endings)))]}"
        for place in outlet.tolist()
    ]
    imitators = world.settle(
        n, role="imitator_page", operation=NAME, audience=40, created=waves.opened,
        name=pl.Series(titles, dtype=pl.String),
        handle=pl.Series([hashtag(title)[:30] for title in titles], dtype=pl.String),
    )  # fmt: skip
    seat, at = waves.posts(rng, median=14)
    article, link, at = shop.made.take(world, waves.wave[seat], at)
    again = carried_on(rng, seat, waves.forerunners(rng))
    world.publish(imitators[seat], at, shop.made.headline.gather(article[again]), url=link)
    settled = settle_pages(world, scene, round(order.crowd * n))
    pages = Pages.of(world.settled(), rng, shop.made.finals())
    total = SPENT * order.scale
    ads = [
        advertise(world, pages, imitators, waves, shop.made, total=total),
        sell(world, pages, settled.get(CLIENT, np.empty(0, np.int64))),
    ]
    return pages, pl.concat(ads)


def _published(order: Order, world: World, shop: _Shop) -> PlantedFile:
    """Some of the look-alikes, the earlier the likelier, and an unrelated operation's sites."""
    known = np.sort(order.rng.permutation(LOOKALIKES)[:PUBLISHED])
    outlets = pl.Series([domain(outlet) for outlet in world.words.outlets])
    found = SPAN.start + DAY * (shop.domains.wave[known] * (SPAN.days // WAVES) + 9)
    listed = pl.DataFrame(
        {
            "operation": ["Doppelganger"] * PUBLISHED,
            "domain": shop.domains.domain.gather(known),
            "imitates": outlets.gather(shop.domains.outlet[known]),
            "at": found,
        }
    )
    relays = [f"{hashtag(town).lower()}-relay.example" for town in world.words.towns[40:52]]
    others = pl.DataFrame({"operation": "Relay", "domain": relays}).with_columns(
        imitates=pl.lit(None, dtype=pl.String), at=pl.lit(SPAN.start, dtype=pl.Int64)
    )
    return write_domains(order.folder, f"{NAME}_domains", pl.concat([listed, others]))


def _reviewed(order: Order, archive: Archive, formal: Worn, others: Worn) -> PlantedFile:
    """The reviewer's folder: one captured profile picture for each account, in no order."""
    folder = order.folder / f"{NAME}_pictures"
    account = np.concatenate([formal.account, others.account])
    image = pl.concat([formal.image, others.image])
    annotation = pl.concat([formal.annotation, others.annotation])
    n = len(account)
    posts = pl.DataFrame(
        {
            "post_id": pl.Series(order.rng.permutation(10 * n)[:n] + 10**6).cast(pl.String),
            "account": archive.userid.gather(account),
            "text": archive.world.accounts["name"].gather(account),
            "image": image,
            "at": SPAN.end + order.rng.integers(0, 3 * DAY, n),
            "event": [PROFILES] * n,
        }
    )
    shows = pl.DataFrame({"image": image, "annotation": annotation}).unique(
        "image", keep="first", maintain_order=True
    )
    return write_image_posts(folder, posts, shows, platform="x")
