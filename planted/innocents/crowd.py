"""Settles all innocents of a world, each living one explanation, all with ordinary days besides."""

from planted.chance import apportion
from planted.innocents.explanation import EXPLANATIONS
from planted.public import Public, chatter
from planted.world import World


def settle_innocents(world: World, scene: Public, n: int) -> None:
    """So many people over all explanations by their shares; where n allows, one each at least."""
    shares = {role: EXPLANATIONS[role].share for role in sorted(EXPLANATIONS)}
    least = 1 if n >= len(shares) else 0
    rest = apportion(n - least * len(shares), shares)
    for role, more in rest.items():
        if more + least:
            people = EXPLANATIONS[role].live(world, scene, more + least)
            chatter(world, scene, people, median=12)
