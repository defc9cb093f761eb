"""Sentences on a subject, assembled from lists of phrases: no two need be alike."""

from dataclasses import dataclass

import polars as pl
from numpy.random import Generator

from planted.vocabulary import Vocabulary


@dataclass(frozen=True)
class Grammar:
    """Slots filled in order; every slot's phrases go with every other's."""

    slots: tuple[tuple[str, ...], ...]

    def sentences(self, rng: Generator, n: int) -> pl.Series:
        """So many sentences; likeness is as rare as the product of the slots' lengths is large."""
        columns = [
            pl.Series(f"slot_{place}", phrases, dtype=pl.String).gather(
                rng.integers(0, len(phrases), n)
            )
            for place, phrases in enumerate(self.slots)
        ]
        joined = pl.concat_str(pl.all(), separator=" ").str.strip_chars()
        return pl.DataFrame(columns).select(text=joined.str.replace_all("  ", " ", literal=True))[
            "text"
        ]


def at_times(rng: Generator, texts: pl.Series, share: float) -> pl.Series:
    """That share of the texts; null for the rest, who post a link or a tag without a word."""
    worded = pl.Series(rng.random(len(texts)) < share)
    return pl.select(pl.when(worded).then(texts)).to_series()


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.strip().split("|"))


def _with(words: tuple[str, ...], *patterns: str) -> tuple[str, ...]:
    """Every pattern with every word in place of the braces."""
    return tuple(pattern.replace("{}", word) for pattern in patterns for word in words)


_ADMISSIONS = _lines(
    "|honestly|ok so|well|not going to lie|small update:|today:|confession:|good news,|bad news,|"
    "so apparently|guess what,|for the record|quick question:|still thinking about it:|fun fact:|"
    "at last|never again:|right now|mood:|two days later and|as promised,|no idea why but|oh and|"
    "can confirm:|unpopular opinion:|just saying|first time ever:|once more|my week:|dear diary,"
)
_WE = _lines(
    "my sister|my neighbour|the dog|our teacher|the bus driver|my boss|grandma|the kids|"
    "the plumber|my flatmate|everybody at work|the cat|my brother|this old laptop|the choir|"
    "the whole street|my cousin|half the office|the baby|the man at the market|my friend|dad|"
    "the doctor|our landlord|the library|mum|the band next door|the new guy|the coach|nobody here"
)
_DID = _lines(
    "ordered|forgot|repaired|cooked|lost|found|dropped|sold|painted|borrowed|brought home|"
    "talked about|dreamt of|broke|cleaned|hid|burnt|photographed|missed|won|rescued|wrapped|"
    "measured|planted|recorded|argued about|fell asleep over|counted|washed|gave away"
)
_WHEN = _lines(
    "again|this morning|before breakfast|on the way home|in the rain|for no reason|after the match|"
    "since Tuesday|and I cried|and we laughed|all weekend|at the station|in front of everybody|"
    "by mistake|without asking|for the third time|and it was great|and it was awful|on the train|"
    "in the garden|during lunch|under the stairs|for my birthday|and now it rains|at midnight|"
    "like every year|and blamed me|in one go|with a spoon|instead of sleeping"
)
_ASIDES = _lines(
    "So|Again|Funny how|Nobody tells you that|Remember:|Ask yourself why|Not one paper says that|"
    "Every time|Still waiting to hear why|Fact:|In case you missed it,|I am old enough to know|"
    "Wake up,|Once and for all:|They hope you forget that|My whole street knows|Mark my words:|"
    "It is simple:|Let us be clear:|Year after year|Here we go:|Unbelievable:|Shame:|Look:|"
    "Tell your friends:|Say it loud:|No surprise:|Do not look away:|And now|Question:"
)
_WRONGED = _lines(
    "closed|sold|forgot|hid|emptied|wasted|gave away|voted against|lied about|cut|moved|blocked|"
    "taxed|ruined|ignored|handed to friends|never visited|promised and dropped|broke up|"
    "mortgaged|laughed about|let down|signed away|fenced off|delayed|let rot|doubled the rent of|"
    "sent inspectors to|took the money of|struck off"
)
_PLACES = (
    "the {} clinic", "the {} school", "the {} bridge", "the {} bus line", "the {} library",
    "the {} harbour", "the pensioners of {}", "the farmers of {}", "the {} fire station",
    "the nurses of {}", "the {} mill", "the {} pool",
)  # fmt: skip
_AND = _lines(
    "and nobody asks why|and calls it progress|while we pay|and smiles about it|for a photograph|"
    "in a single night|and the papers sleep|behind closed doors|so vote|and I will not forget|"
    "with our money|and wants your vote|two weeks before the vote|and then went to dinner|"
    "after a promise on camera|and thinks we are stupid|against every advice|for a cousin|"
    "and it gets worse|as if we were not here|share this|read that twice|never again|enough|"
    "and where is the money|not in my name|we see you|think about it|and denies it|tell them"
)
_BODIES = _lines(
    "council|court|inspectors|owners|residents|union|engineers|volunteers|police|drivers|"
    "shopkeepers|students|firefighters|ferry company|railway|hospital|bakers|theatre|growers"
)
_REPORTS = _lines(
    "to vote on|halt|reopen|welcome|reject|investigate|delay|celebrate|question|approve|"
    "plan|drop|find fault with|call for|warn about|pay for|return to|settle over|sue over|defend"
)
_MATTERS = _lines(
    "night trains|the new market hall|water prices|the long strike|a school merger|flood walls|"
    "cheaper tickets|the stadium roof|old tram lines|a missing report|winter heating|the port fees|"
    "a record harvest|the theatre fire|lost luggage|bee keeping|bridge repairs|fishing limits|"
    "the airport noise|museum entry|parking rules|the ferry timetable|a cycling route|street lamps"
)
_AFTER = _lines(
    "after a stormy meeting|as costs rise|for the first time|despite protests|before the summer|"
    "in a surprise move|days after the fire|following a complaint|with a narrow vote|for now|"
    "amid doubts|after ten years|as talks go on|until further notice|on second thoughts|"
    "at short notice|to general relief|under new rules|after an audit|without a date"
)
_VOICES = _lines(
    "I think|no,|yes, but|sorry,|exactly:|oh please,|come on,|wrong:|thank you,|really?|hm,|"
    "agreed,|not so fast:|wait,|oh yes,|read it again:|fair point, but|nonsense,|ha,|seriously,"
)
_JUDGED = _lines(
    "nobody wants|we all paid for|somebody must answer for|I was there for|they knew about|"
    "there is no plan for|I have read the paper on|the minister will regret|we need|I oppose|"
    "I never voted for|let us talk about|my party stands for|ask the council about|stop|"
    "this town deserves|no money is left for|I will defend|you forget|nobody mentions|"
    "the numbers are clear on|we were promised|they call it reform:|the real scandal is|"
    "I have doubts about|history will judge|do not laugh about|even experts fear|at last,"
)


@dataclass(frozen=True)
class Talk:
    """What there is to talk about in one invented country."""

    daily: Grammar
    news: Grammar
    quarrel: Grammar
    match: Grammar
    trade: Grammar
    words: Vocabulary

    @classmethod
    def of(cls, words: Vocabulary) -> "Talk":
        """The grammars filled with the country's own words."""
        return cls(
            daily=Grammar((_ADMISSIONS, _WE, _DID, _with(words.things, "the {}", "a {}"), _WHEN)),
            news=Grammar((words.towns, _BODIES, _REPORTS, _MATTERS, _AFTER)),
            quarrel=Grammar((_VOICES, _JUDGED, _MATTERS, _AFTER, _AND)),
            match=Grammar((_ASIDES, words.teams, _DID, _with(words.things, "the {}"), _WHEN)),
            trade=Grammar((_ADMISSIONS, _BODIES, _REPORTS, _with(words.things, "the {}"), _AFTER)),
            words=words,
        )

    def against(self, candidate: str) -> Grammar:
        """Talk against somebody who stands for election."""
        who = _with(
            (candidate,), "{}", "{} herself", "team {}", "the office of {}", "the friends of {}"
        )
        return Grammar((_ASIDES, who, _WRONGED, _with(self.words.towns, *_PLACES), _AND))

    def about(self, somebody: str) -> Grammar:
        """Talk about somebody who is in the news."""
        who = _with((somebody,), "{}", "poor {}", "good old {}", "the great {}", "this {}")
        return Grammar((_ADMISSIONS, who, _DID, _with(self.words.things, "the {}"), _WHEN))
