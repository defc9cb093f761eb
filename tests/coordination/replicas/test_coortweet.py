import csv
import gzip
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyRows
from coordination.replicas.coortweet import Groups, detect_groups, generate_coordinated_network
from loaders import Input
from loaders.four_columns import read_acts

PARITY = Path(__file__).parents[3].parent / "shared" / "parity"

INPUTS = {
    "russian": "russian_coord_tweets.csv.gz",
    "german_url": "german_url_input.csv.gz",
    "german_hashtag": "german_hashtag_input.csv.gz",
}
RESULTS = [
    ("russian", "russian_result.csv.gz", 10, 2),
    ("russian", "russian_result_tw10_mp5.csv.gz", 10, 5),
    ("russian", "russian_result_tw60_mp2.csv.gz", 60, 2),
    ("german_url", "german_url_result_tw30_mp2.csv.gz", 30, 2),
    ("german_hashtag", "german_hashtag_result_tw30_mp2.csv.gz", 30, 2),
]
EDGES = [
    ("russian", "russian_edges_tw10_mp2_ew50_sub0.csv.gz", 10, 2),
    ("russian", "russian_edges_tw60_mp2_ew50_sub0.csv.gz", 60, 2),
    ("german_url", "german_url_edges_tw30_mp2_ew50_sub0.csv.gz", 30, 2),
    ("german_hashtag", "german_hashtag_edges_tw30_mp2_ew50_sub0.csv.gz", 30, 2),
]

Share = tuple[str, str, str, float]
"""Object, account, content, time."""


@pytest.fixture(scope="module")
def parity() -> Path:
    if not PARITY.is_dir():
        pytest.skip("the results of CooRTweet are not beside the checkout (../shared/parity)")
    return PARITY


def acts_of(shares: list[Share]) -> Acts:
    rows = [(account, thing, round(at * 1e6), post) for thing, account, post, at in shares]
    schema = {"actor": pl.String, "object": pl.String, "at": pl.Int64, "post": pl.String}
    return Acts.from_frame(pl.DataFrame(rows, schema=schema, orient="row"))


def acts_in(path: Path) -> Acts:
    acts, rejects = read_acts(Input.from_path(path), with_posts=True)
    assert rejects.is_empty()
    return Acts.from_frame(acts)


def theirs(path: Path) -> tuple[list[str], Counter[tuple[object, ...]]]:
    with gzip.open(path, "rt", newline="") as file:
        head, *rows = csv.reader(file)
    return head, Counter(tuple(comparable(cell) for cell in row) for row in rows)


def comparable(cell: object) -> object:
    """Numbers to 14 digits, as R writes 15."""
    try:
        return f"{float(str(cell)):.13e}"
    except ValueError:
        return str(cell)


def ours(frame: pl.DataFrame) -> Counter[tuple[object, ...]]:
    return Counter(tuple(comparable(cell) for cell in row) for row in frame.iter_rows())


def in_byte_order(edges: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """The same edges, which have no direction: their file has the order of igraph's vertices."""
    turned: Counter[tuple[object, ...]] = Counter()
    for (a, b, *rest), times in edges.items():
        turned[(*sorted((str(a), str(b))), *rest)] += times
    return turned


def result(groups: Groups) -> pl.DataFrame:
    return pl.concat(groups.tables())


@pytest.mark.parametrize(("data", "file", "within", "least"), RESULTS)
def test_every_row_of_their_result_comes_out(
    parity: Path, data: str, file: str, within: int, least: int
) -> None:
    acts = acts_in(parity / INPUTS[data])
    groups = detect_groups(acts, within=within, min_participation=least)
    head, rows = theirs(parity / "coortweet" / file)
    assert result(groups).columns == head
    assert ours(result(groups)) == rows


@pytest.mark.parametrize(("data", "file", "within", "least"), EDGES)
def test_every_edge_of_their_network_comes_out(
    parity: Path, data: str, file: str, within: int, least: int
) -> None:
    acts = acts_in(parity / INPUTS[data])
    groups = detect_groups(acts, within=within, min_participation=least)
    edges = generate_coordinated_network(groups, edge_weight=0.5)
    head, rows = theirs(parity / "coortweet" / file)
    assert edges.columns == head
    assert ours(edges) == in_byte_order(rows)


def test_no_file_of_theirs_is_left_out(parity: Path) -> None:
    named = {file for _, file, _, _ in RESULTS + EDGES}
    assert {path.name for path in (parity / "coortweet").iterdir()} == named


def by_the_rules(shares: list[Share], within: float, least: int) -> list[tuple[object, ...]]:
    """The rules, step by step."""
    accounts = list(dict.fromkeys(account for _, account, _, _ in shares))
    rows = [
        share
        for account in accounts
        for share in shares
        if share[1] == account and sum(other[1] == account for other in shares) >= least
    ]
    pairs = []
    for thing in dict.fromkeys(thing for thing, _, _, _ in rows):
        for one, other in combinations([row for row in rows if row[0] == thing], 2):
            older, newer = (other, one) if other[3] < one[3] else (one, other)
            loops = thing in (one[2], other[2]) or one[2] == other[2] or one[1] == other[1]
            if newer[3] - older[3] <= within and not loops:
                pairs.append((older, newer))
    left = {row[2] for pair in pairs for row in pair}
    taking = [row for row in rows if row[2] in left]
    enough = {row[2] for row in taking if sum(row[1] == other[1] for other in taking) >= least}
    return [
        (older[0], older[2], newer[2], newer[3] - older[3], older[1], newer[1])
        for older, newer in pairs
        if older[2] in enough or newer[2] in enough
    ]


def network_by_the_rules(rows: list[tuple[object, ...]], share: float) -> list[tuple[object, ...]]:
    edges = defaultdict(list)
    for row in rows:
        edges[tuple(sorted((str(row[4]), str(row[5]))))].append(row)
    threshold = np.quantile([len(each) for each in edges.values()], share) if edges else 0
    found: list[tuple[object, ...]] = []
    for (a, b), each in edges.items():
        older, newer = len({row[1] for row in each}), len({row[2] for row in each})
        things = ",".join(dict.fromkeys(str(row[0]) for row in each))
        deltas = [float(str(row[3])) for row in each]
        symmetry = min(older, newer) / max(older, newer)
        above = int(len(each) > threshold)
        mean = sum(deltas) / len(each)
        found.append((a, b, len(each), mean, older, newer, symmetry, things, above))
    return found


SHARES = st.lists(
    st.tuples(
        st.sampled_from("opq"),
        st.sampled_from("abcd"),
        st.sampled_from("uvwxyzo"),
        st.integers(0, 12) | st.sampled_from([0.25, 3.5]),
    ),
    max_size=30,
)


@given(shares=SHARES, within=st.integers(0, 12), least=st.integers(1, 4), share=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_tables_are_what_the_rules_say(
    shares: list[Share], within: int, least: int, share: float
) -> None:
    groups = detect_groups(acts_of(shares), within=within, min_participation=least, threads=1)
    rows = by_the_rules(shares, within, least)
    assert ours(result(groups)) == Counter(tuple(map(comparable, row)) for row in rows)
    for chosen in (share, 0.5):
        edges = generate_coordinated_network(groups, edge_weight=chosen)
        expected = network_by_the_rules(rows, chosen)
        assert ours(edges) == Counter(tuple(map(comparable, row)) for row in expected)


def test_a_content_counts_for_every_account_that_has_it() -> None:
    shares: list[Share] = [("o", "a", "u", 0), ("o", "b", "v", 1), ("p", "b", "u", 900)]
    groups = detect_groups(acts_of(shares), within=5, min_participation=1)
    assert result(groups).rows() == [("o", "u", "v", 1, "a", "b")]
    assert len(detect_groups(acts_of(shares), within=5, min_participation=2)) == 0


def test_rows_that_do_not_fit_are_refused_before_they_are_listed() -> None:
    shares: list[Share] = [("o", f"{n:04}", f"{n}", 0) for n in range(2_000)]
    with pytest.raises(TooManyRows, match="1,999,000 rows"):
        detect_groups(acts_of(shares), within=5, min_participation=1, memory=2**20)


@pytest.mark.parametrize(
    ("within", "least"), [(-1, 2), (float("nan"), 2), (float("inf"), 2), (5, 0)]
)
def test_what_has_no_meaning_is_refused(within: float, least: int) -> None:
    with pytest.raises(ImpossibleCount):
        detect_groups(acts_of([]), within=within, min_participation=least)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_an_edge_weight_that_is_no_share_is_refused(share: float) -> None:
    groups = detect_groups(acts_of([]), within=5, min_participation=2)
    with pytest.raises(ImpossibleCount):
        generate_coordinated_network(groups, edge_weight=share)
