"""How many distinct addresses a core brings into one spelling in a second, and against whom.

    python -m benchmarks.urls [--urls 200000] [--rounds 3] > docs/speed/urls.md

Invented addresses, all distinct; processor seconds, so that other work on the machine counts little
and threads bring no advantage. Libraries that are not installed are left out.
"""

import argparse
import importlib
import importlib.util
import string
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlsplit

import numpy as np
import polars as pl
from tldextract import TLDExtract

from loaders.urls import links

SEED = 5
SUFFIXES = (".com", ".org", ".net", ".de", ".co.uk", ".com.br", ".blogspot.com", ".github.io")
FRONTS = ("", "", "", "www.", "www.", "www.", "m.", "de.", "amp.")
ENDS = ("", "", "?id=12", "?fbclid=IwAR0abc", "?utm_source=x&utm_medium=y&p=3", "#top", "amp/")
LIBRARIES = {
    "courlan": ("courlan", "clean_url"),
    "w3lib": ("w3lib.url", "canonicalize_url"),
    "url-normalize": ("url_normalize", "url_normalize"),
    "ada-url": ("ada_url", "normalize_url"),
}
Reader = Callable[[list[str]], object]


def invent(count: int, *, a_host: int) -> list[str]:
    """Distinct addresses, so many to a host, half of them with something that is to go."""
    rng = np.random.default_rng(SEED)
    letters = np.array(list(string.ascii_lowercase))
    hosts = [
        rng.choice(FRONTS) + "".join(rng.choice(letters, 9)) + rng.choice(SUFFIXES)
        for _ in range(-(-count // a_host))
    ]
    ends = rng.choice(ENDS, count)
    words = rng.choice(["news", "politics", "2024/05", "index.php"], count)
    return [
        f"http{'s' * (n % 5 > 0)}://{hosts[n // a_host]}/{words[n]}/{n:x}-some-words/{ends[n]}"
        for n in range(count)
    ]


def _tldextract() -> Reader:
    extract = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    extract("example.org")
    return lambda urls: [extract(url) for url in urls]


def contenders() -> dict[str, Reader]:
    """Each by its name; ours first."""
    found: dict[str, Reader] = {
        "lockstep: one spelling and the domain": lambda urls: links(pl.Series(urls)),
        "tldextract: the registrable domain alone": _tldextract(),
        "urllib: cutting into parts alone": lambda urls: [urlsplit(url) for url in urls],
    }
    for name, (module, function) in LIBRARIES.items():
        if importlib.util.find_spec(module.partition(".")[0]):
            clean = getattr(importlib.import_module(module), function)
            found[f"{name}: one spelling"] = lambda urls, clean=clean: [clean(url) for url in urls]
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--urls", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print("# Addresses in one spelling\n")
    print(f"{asked.urls:,} distinct addresses; medians of {asked.rounds} rounds; per processor")
    print("second. See `benchmarks/urls.py`.")
    for a_host in (1, 4, 20):
        urls = invent(asked.urls, a_host=a_host)
        assert len(set(urls)) == len(urls)
        _table(urls, a_host, asked.rounds)


def _table(urls: list[str], a_host: int, rounds: int) -> None:
    print(f"\n## {a_host} to a host\n\n| | addresses a second | times ours |\n|---|---|---|")
    readers = contenders()
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            began = time.process_time()
            read(urls)
            seconds[name].append(time.process_time() - began)
    typical = {name: median(taken) for name, taken in seconds.items()}
    ours = next(iter(typical.values()))
    for name, taken in typical.items():
        print(f"| {name} | {len(urls) / taken:,.0f} | {ours / taken:.2f} |")


if __name__ == "__main__":
    main()
