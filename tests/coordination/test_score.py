import numpy as np

from coordination.score import name, roles


def test_a_cluster_is_called_by_what_its_members_share_most() -> None:
    assert name(["example.org/a", "#vote", "#third"], accounts=14) == (
        "14 accounts on example.org/a and #vote"
    )
    assert name([], accounts=3) == "3 accounts"
    assert name(["#vote"], accounts=1, pages=2) == "1 account and 2 pages on #vote"
    assert name(["#vote"], accounts=0, pages=5) == "5 pages on #vote"


def test_hostile_names_become_one_short_printable_line() -> None:
    called = name(["\u202egnp.exe\n\x00 " + "x" * 500, " \n\t"], accounts=3)
    assert called.isprintable()
    assert called.startswith("3 accounts on gnp.exe xxx")
    assert len(called) < 60


def test_roles_follow_depth_and_centrality_within_the_community() -> None:
    core_number = np.array([5, 4, 4, 3, 2, 5, 1, 1, 1, 9, 9])
    centrality = np.array([0.9, 0.5, 0.4, 0.4, 0.4, 0.05, 0.3, 0.3, 0.01, 0.2, 0.1])
    community = np.array([7, 7, 7, 7, 7, 7, 2, 2, 2, 3, 3])
    assert roles(core_number, centrality, community).tolist() == [
        "core",
        "core",
        "amplifier",
        "amplifier",
        "periphery",
        "periphery",
        "core",
        "core",
        "periphery",
        "core",
        "core",
    ]


def test_nobody_has_no_role() -> None:
    nothing = np.zeros(0, np.int64)
    assert roles(nothing, np.zeros(0), nothing).tolist() == []
