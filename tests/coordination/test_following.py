"""Who is explained by an open source that always acts first, and who is not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

from coordination import following, synchrony
from coordination.following import AUTHORS, Evidence, Explained
from coordination.openness import site_of, tie
from cypher.openness import TieRow

DAY = 86_400
MINUTE = 60
SOURCE = 99

Act = tuple[int, int, float]


@dataclass
class Scene:
    """Acts on things, with a crowd of passers-by so that there are minutes to compare with."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(17))
    acts: list[Act] = field(default_factory=list)
    things: int = 0

    def thing(self, members: Iterable[int], delay: Callable[[], float], *, first: bool) -> None:
        """One more thing: the source first, where there is one, members after a delay each."""
        begun = self.things * 3 * DAY + self.rng.uniform(0, DAY / 4)
        if first:
            self.acts.append((SOURCE, self.things, begun))
        self.acts += [(each, self.things, begun + 1 + delay()) for each in members]
        late = begun + self.rng.uniform(DAY / 2, 2 * DAY, 4)
        self.acts += [(1_000 + int(self.rng.integers(400)), self.things, at) for at in late]
        self.things += 1

    @property
    def evidence(self) -> list[Evidence]:
        rows = pl.DataFrame(self.acts, schema=["actor", "object", "at"], orient="row")
        acts = rows.cast({"actor": pl.UInt32, "object": pl.UInt32, "at": pl.Int64})
        return [Evidence(trace="co_text", acts=acts, within=3_600)]

    def verdict(self) -> pl.DataFrame:
        return synchrony.judge(
            [synchrony.measure(each.acts, within=each.within) for each in self.evidence],
            actors=1_500,
        )

    def flagged(self) -> set[int]:
        return set(self.verdict().filter("tier_1")["actor"])

    def explained(self, *, open_to: Iterable[int] | None = None) -> list[Explained]:
        trials = following.led(following.tried(self.evidence, self.verdict()), authors=AUTHORS)
        led = following.leaders(trials)
        if open_to is not None:
            led = led.filter(pl.col("actor").is_in(list(open_to)))
        return following.explained(trials, led, self.evidence)

    def left(self, **known: Iterable[int]) -> set[int]:
        """Whom tier 1 flags when the explained have only what is left of them."""
        clear = following.without(self.verdict(), self.explained(**known))
        return set(clear.filter("tier_1")["actor"])


def some(scene: Scene, members: range, share: float = 0.7) -> list[int]:
    return [each for each in members if scene.rng.random() < share]


def test_papers_that_print_an_agency_s_reports_are_explained_and_so_is_the_agency() -> None:
    scene = Scene()
    papers = range(8)
    for _ in range(30):
        delay = lambda: scene.rng.exponential(15 * MINUTE)  # noqa: E731
        scene.thing(some(scene, papers), delay, first=True)
    assert scene.flagged() >= set(papers)
    assert scene.left() == set()
    assert {each.actor for each in scene.explained()} == {*papers, SOURCE}


def test_editions_of_one_publisher_that_print_when_they_like_are_explained() -> None:
    scene = Scene()
    for _ in range(40):
        delay = lambda: scene.rng.exponential(40 * MINUTE)  # noqa: E731
        scene.thing(some(scene, range(12), 0.5), delay, first=True)
    assert len(scene.flagged()) > 6
    assert scene.left() == set()


def test_whose_telephone_rings_is_explained_by_the_author() -> None:
    scene = Scene()
    for _ in range(25):
        delay = lambda: scene.rng.lognormal(np.log(50), 1.0)  # noqa: E731
        scene.thing(some(scene, range(3)), delay, first=True)
    assert scene.flagged() & set(range(3))
    assert not scene.left() & set(range(3))


def test_followers_who_are_not_open_about_it_stay_flagged() -> None:
    scene = Scene()
    for _ in range(30):
        scene.thing(some(scene, range(8)), lambda: scene.rng.exponential(900), first=True)
    assert scene.left(open_to=[]) == scene.flagged() >= set(range(8))


def test_a_core_that_releases_together_with_nobody_always_first_stays_flagged() -> None:
    scene = Scene()
    for _ in range(30):
        scene.thing(some(scene, range(5), 0.85), lambda: scene.rng.exponential(16), first=False)
    assert scene.left() >= set(range(5))


def test_a_team_that_hides_behind_a_public_source_and_still_acts_together_stays_flagged() -> None:
    """They wait hours behind the source, and then act within the same minutes."""
    scene = Scene()
    for _ in range(30):
        hour = scene.rng.uniform(600, 20_000)
        scene.thing(range(5), lambda: hour + scene.rng.exponential(30), first=True)  # noqa: B023
    assert scene.flagged() >= set(range(5))
    assert scene.left() >= set(range(5))


def test_offices_that_take_up_one_source_and_push_their_own_things_too_stay_flagged() -> None:
    scene = Scene()
    for place in range(40):
        delay = lambda: scene.rng.exponential(600)  # noqa: E731
        scene.thing(some(scene, range(6)), delay, first=place % 4 > 0)
    assert scene.left() >= set(range(6))


def test_a_market_that_serves_many_customers_has_no_one_source() -> None:
    scene = Scene()
    for _ in range(30):
        scene.thing(some(scene, range(6)), lambda: scene.rng.exponential(60), first=False)
    begun = {thing: min(at for _, what, at in scene.acts if what == thing) for thing in range(30)}
    authors = pl.DataFrame(
        [("co_text", thing, 2_000 + thing % 5, int(begun[thing]) - 60) for thing in range(30)],
        schema=AUTHORS.schema,
        orient="row",
    )
    trials = following.led(following.tried(scene.evidence, scene.verdict()), authors=authors)
    assert not set(following.leaders(trials)["actor"]) & set(range(6))


def test_what_is_left_of_the_explained_is_what_their_source_did_not_lead() -> None:
    scene = Scene()
    for _ in range(30):
        scene.thing(some(scene, range(8)), lambda: scene.rng.exponential(900), first=True)
    for each in scene.explained():
        assert each.led + each.rest_hits == each.hits
        assert each.median_lag_s < 1_800
        assert each.is_source == (each.actor == SOURCE)


def test_where_no_trace_gives_evidence_nobody_follows_anybody() -> None:
    nobody = synchrony.judge([], actors=0)
    trials = following.led(following.tried([], nobody))
    led = following.leaders(trials)
    assert following.explained(trials, led, []) == []
    assert following.without(nobody, []).is_empty()


@pytest.mark.parametrize(
    ("site", "bears_the_name"),
    [
        ("newswire.example", True),
        ("news-wire.example", True),
        ("newswire-online.example", False),
        ("nevvswire.example", False),
    ],
)
def test_a_site_is_a_source_s_own_when_it_bears_its_name_and_nothing_else(
    site: str, bears_the_name: bool
) -> None:
    assert (site_of(["Newswire"], [site]) == site) is bears_the_name


def test_only_who_mostly_links_to_the_site_that_the_source_links_to_is_tied_by_it() -> None:
    row = TieRow(
        actor="a", source="b", follows=False, one_owner=False, names=["Newswire"],
        sites=[("newswire.example", 2), ("other.example", 2)], own_sites=["newswire.example"],
    )  # fmt: skip
    assert tie(row)
    elsewhere = [("newswire.example", 1), ("other.example", 2)]
    assert tie(row.model_copy(update={"sites": elsewhere})) is None
    assert tie(row.model_copy(update={"own_sites": ["other.example"]})) is None
    assert tie(row.model_copy(update={"sites": [], "own_sites": []})) is None
    assert tie(row.model_copy(update={"sites": []})) is None
    assert tie(row.model_copy(update={"sites": [], "follows": True}))
