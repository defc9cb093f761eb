"""A dossier as Markdown: names and keys are hostile, so they stand as code and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from coordination.dossier import Dossier


def markdown(dossier: Dossier) -> str:
    """The whole dossier as one Markdown text."""
    found: Any = dossier
    cluster, run = found["cluster"], found["run"]
    parts = [
        f"# {text(cluster['name'])}",
        f"Cluster {code(cluster['cluster'])} of run {code(run['run'])}, over the sets "
        f"{', '.join(code(name) for name in run['sets'])}. "
        f"Joint acts from {moment(cluster['first_at'])} to {moment(cluster['last_at'])}.",
        f"> {found['caution']}",
        "## Why it stands out",
        *_score(cluster),
        *_lineage(cluster),
        f"## Members ({len(found['members'])})",
        table(
            ("account", "tier", "role", "hits", "expected", "q"),
            (
                (
                    code(each["account"]),
                    each["tier"],
                    each["role"],
                    each["hits"],
                    f"{each['expected']:.3g}",
                    f"{each['q']:.2g}",
                )
                for each in found["members"]
            ),
        ),
        "## Links that beat all nulls",
        table(
            ("a", "b", "objects", "q", "traces"),
            (
                (
                    code(each["a"]),
                    code(each["b"]),
                    each["objects"],
                    f"{each['q']:.2g}",
                    ", ".join(each["traces"]),
                )
                for each in found["links"]
            ),
        )
        if found["links"]
        else "No pair of members beats all nulls by itself; they stand out as accounts.",
        "## Evidence",
        *(part for pair in found["evidence"] for part in _pair(pair)),
    ]
    return "\n\n".join(parts) + "\n"


HOW = {
    "continues": "goes on as",
    "split": "split, and a part goes on as",
    "merged": "merged with others into",
    "successor": "fell silent, and other accounts came after it as",
}
"""What became of an earlier cluster, before the later one."""


def _lineage(cluster: Mapping[str, Any]) -> Iterable[str]:
    """What the cluster carries on and what carries it on, and whether it has gone quiet."""
    own = code(cluster["cluster"])
    steps = [(code(step["cluster"]), step, own) for step in cluster["continues"]]
    steps += [(own, step, code(step["cluster"])) for step in cluster["continued_by"]]
    lines = [
        f"- {earlier} {HOW[step['kind']]} {later} (overlap {step['overlap']:.0%})."
        for earlier, step, later in steps
    ]
    if cluster["quiet"]:
        lines.append(
            "- It has gone quiet: the data go on for ten days and more after its last act."
        )
    if lines:
        yield "## Before and after"
        yield "\n".join(lines)


def _score(found: Mapping[str, Any]) -> Iterable[str]:
    yield f"Score {found['score']:.1f} of 100."
    yield table(
        ("feature", "value", "weight", "what it says"),
        (
            (each["name"], f"{each['value']:.3g}", f"{each['weight']:g}", text(each["sentence"]))
            for each in found["features"]
        ),
    )


def _pair(pair: Mapping[str, Any]) -> Iterable[str]:
    yield f"### {code(pair['a'])} and {code(pair['b'])}"
    yield from _score(pair)
    for trace in pair["traces"]:
        if trace["within_s"] is None:
            yield from _likeness(trace)
            continue
        weighed = "" if trace["q"] is None else f", q {trace['q']:.2g}"
        yield (
            f"**{trace['trace']}** within {trace['within_s']:g} s: {trace['observed']} objects"
            f"{weighed}. First innocent explanation: {text(trace['innocent'])} "
            f"{text(trace['because'])}"
        )
        near = any({each["own_a"], each["own_b"]} != {each["object"]} for each in trace["evidence"])
        own = ("own_a", "own_b") if near else ("object",)
        yield table(
            (
                *(("of a", "nearly the same of b") if near else ("object",)),
                *("post of a", "post of b", "at a", "at b", "gap in s"),
            ),
            (
                (
                    *(code(each[name]) for name in own),
                    code(each["post_a"]),
                    code(each["post_b"]),
                    moment(each["at_a"]),
                    moment(each["at_b"]),
                    f"{each['gap_s']:g}",
                )
                for each in trace["evidence"]
            ),
        )


def _likeness(trace: Mapping[str, Any]) -> Iterable[str]:
    weighed = "it has no null" if trace["q"] is None else f"q {trace['q']:.2g}"
    yield (
        f"**{trace['trace']}**, untimed, {weighed}: it supports and does not accuse. "
        f"First innocent explanation: {text(trace['innocent'])} {text(trace['because'])}"
    )
    yield table(
        ("in common", "a", "b"),
        (
            (code(each["object"]), text(each["detail_a"] or "-"), text(each["detail_b"] or "-"))
            for each in trace["evidence"]
        ),
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; cells are ready text."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += [
        "| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines)


def code(value: str | None) -> str:
    """A key as inline code that nothing inside it can end; a dash where there is none."""
    if value is None:
        return "-"
    return "`" + _one_line(value).replace("`", "'").replace("|", "¦") + "`"


def text(value: str) -> str:
    """Words with everything that Markdown or HTML would read taken literally."""
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]<>()#+!|&~$" else char for char in _one_line(value)
    )


def moment(value: datetime | None) -> str:
    """A time as people read it, in UTC."""
    return "-" if value is None else f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _one_line(value: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())
