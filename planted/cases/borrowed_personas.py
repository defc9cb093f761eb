"""The case of personas with borrowed names and faces, some of which became others overnight."""

from datetime import datetime, timedelta

import numpy as np

from planted.case import Order, Planting, case
from planted.clock import DAY, HOUR, Span
from planted.face import REBRANDER, SQUATTER, rebrand, settle_faces, show_faces
from planted.innocents.crowd import settle_innocents
from planted.layouts.meta_content_library import Library
from planted.persona import (
    CHARGE,
    Copied,
    heard_elsewhere,
    heard_far_away,
    pose,
    repost,
    settle_personas,
    wear,
)
from planted.picture import Album
from planted.public import public
from planted.rename import Renamed
from planted.sitting import Crew
from planted.world import World

NAME = "borrowed_personas"
SCALED = {"persona": 4_071, "turned_persona": 718}
SPAN = Span(datetime(2023, 7, 3), 84)
TURN = 56
"""The day, counted from 0, in whose first hours some personas become others."""
NIGHT = SPAN.on_day(TURN)
POSTS = 14.0
"""What one persona reposts from elsewhere over the span, on average."""


@case(scaled=SCALED)
def plant(order: Order) -> Planting:
    """Personas with borrowed names and faces, some of which became people of another country.

    Reported: 4,789 accounts that posed as Americans with names and pictures from elsewhere, posted
    what politicians and outlets of both sides had posted on X, links included, and fashion and pets
    in between; some changed names and pictures and posed as Indians.

    Planted: 4,071 who stay what they are (``persona``) and 718 who turn (``turned_persona``), a
    share by reasoning, in one night of the 84 days. Operators run 60 each and post one thing from
    two to twelve of them in a row, about four minutes apart, hours after it was said; as much is
    said elsewhere as they repost, at every scale. Faces are copies (re-encoded, cropped, brighter,
    smaller, mirrored) of fewer pictures; a third of the new handles were other personas' old ones.
    All that is by reasoning. Two exports of the Library, one of each side of that night and each a
    set of its own, name everybody as they were called on the day of the export; with each goes a
    folder of the pictures of its time, new profile pictures among them. Among them live people who
    rebrand, who take a handle that somebody left, who wear ready-made pictures or their
    star's, and who post what they read on X.
    """
    world = World(order.rng, SPAN)
    scene = public(world)
    heard = heard_elsewhere(world, scene, round(POSTS * _personas(order.scale)))
    album = Album(order.folder / f"{NAME}_pictures", order.rng)
    turned = _operate(world, order, heard, album)
    n = round(order.crowd * _personas(order.scale))
    faces = settle_faces(world, album, heard, n)
    others = world.population
    settle_innocents(world, scene, n - sum(len(each) for each in faces.values()))
    show_faces(world, album, np.arange(others, world.population))
    rebrand(world, album, faces[REBRANDER], NIGHT)
    settled = world.settled()
    library = Library.of(settled, order.rng)
    renamed = Renamed(turned.accounts, faces[REBRANDER], faces[SQUATTER])
    later = renamed.called(order.rng, world.words, settled.accounts)
    second = Album(order.folder / f"{NAME}_second_pictures", order.rng)
    mine, theirs = library.pictures(until=NIGHT), library.pictures(since=NIGHT)
    album.part(second, mine=mine, theirs=theirs)
    files = (
        library.write(order.folder, f"{NAME}_first_export", until=NIGHT),
        library.write_pictures(album.folder, until=NIGHT),
        library.write(order.folder, f"{NAME}_second_export", accounts=later, since=NIGHT).later(),
        library.write_pictures(second.folder, accounts=later, since=NIGHT).later(),
    )
    return Planting(files, library.truth())


def _personas(scale: float) -> int:
    """How many there are in all."""
    return sum(round(size * scale) for size in SCALED.values())


def _operate(world: World, order: Order, heard: Copied, album: Album) -> Crew:
    """All that the personas do; gives those who turn."""
    rng = world.rng
    before = Span(SPAN.first_day, TURN)
    after = Span(SPAN.first_day + timedelta(days=TURN + 1), SPAN.days - TURN - 1)
    crews = {}
    for role, size in SCALED.items():
        n = round(size * order.scale)
        operators = max(round(n / CHARGE), 1)
        crews[role] = settle_personas(world, role, NAME, n, operators=operators)
        first = SPAN.start + (rng.random(n) * 20 * DAY).astype(np.int64)
        wear(world, album, crews[role].accounts, first)
    staying, turned = crews.values()
    repost(world, staying, heard, posts=POSTS, days=SPAN)
    pose(world, album, staying, days=SPAN)
    repost(world, turned, heard, posts=POSTS * TURN / SPAN.days, days=before)
    pose(world, album, turned, days=before)
    amount = round(POSTS / 3 * len(turned.accounts))
    far = heard_far_away(world, after, world.words.family[-1], amount)
    repost(world, turned, far, posts=POSTS / 3, days=after)
    wear(world, album, turned.accounts, NIGHT + rng.integers(0, 7 * HOUR, len(turned.accounts)))
    return turned
