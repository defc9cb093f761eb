"""The keys of many acts, each held once: an act has numbers in their place."""

from dataclasses import dataclass, field

import polars as pl
from polars import selectors

from coordination.room import acts_must_fit

ACT_BYTES = 75
"""What an act of one trace takes at most on its way to the links, on top of its numbers here.
By reasoning: the arrays that are held at once."""


@dataclass
class Keys:
    """The keys of all acts that one run reads."""

    memory: int | None = None
    """Resident bytes allowed to this process."""
    key: pl.Categorical = field(default_factory=lambda: pl.Categorical(pl.Categories.random()))
    label: pl.Categorical = field(
        default_factory=lambda: pl.Categorical(pl.Categories.random(physical=pl.UInt8))
    )

    @property
    def kinds(self) -> pl.Schema:
        """How the columns with keys are kept that can be told again."""
        return pl.Schema({"actor": self.key, "label": self.label, "object": self.key})

    def shortened(self, acts: pl.DataFrame) -> pl.DataFrame:
        """The same with columns that compare as their keys do, but of posts hashes.

        Of a post nothing is asked but whether two acts are by the same. Among 20 million posts two
        have one hash of 64 bits once in 90,000 runs.
        """
        post = selectors.by_name("post", require_all=False)
        return acts.cast(
            {name: kind for name, kind in self.kinds.items() if name in acts.columns}
        ).with_columns(pl.when(post.is_not_null()).then(post.hash()).name.keep())

    def must_fit(self, acts: int) -> None:
        """Raises TooManyActs where what is made of so many acts of a trace would not fit."""
        acts_must_fit(acts, ACT_BYTES, self.memory)
