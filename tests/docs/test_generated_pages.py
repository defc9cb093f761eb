"""The generated pages say what the code says, and the code has something to say everywhere."""

from functools import cache
from pathlib import Path

import orjson
import pytest
from pydantic import BaseModel
from typer.core import TyperCommand

from coordination.traces import TRACES, UNTIMED, Trace, Untimed
from cypher import Query, every_query
from graph_models import NODES, RELATIONSHIPS, Record
from lockstep.reference import Page, every_page
from lockstep.reference.markdown import code, prose, table
from lockstep.reference.page import write_pages
from lockstep.reference.pages.commands import every_command
from lockstep.reference.pages.queries import taken_apart
from lockstep.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = list(every_page())
COMMANDS = list(every_command())
MODELS = [*NODES.values(), *RELATIONSHIPS.values()]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
each_trace = pytest.mark.parametrize("trace", TRACES.values(), ids=list(TRACES))
each_query = pytest.mark.parametrize("query", list(every_query()), ids=lambda query: query.name)
each_setting = pytest.mark.parametrize("name", list(Settings.model_fields))
each_command = pytest.mark.parametrize(
    ("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS]
)


@cache
def of(file: str) -> str:
    return next(page.write() for page in PAGES if page.file == file)


@each_page
def test_a_page_is_fresh(page: Page) -> None:
    file = DOCS / page.file
    fresh = file.is_file() and file.read_text(encoding="utf-8") == of(page.file)
    assert fresh, f"docs/{page.file} is not what the code says now; write it again: make docs"


@each_page
def test_a_page_is_the_same_every_time(page: Page) -> None:
    assert page.write() == of(page.file)


@each_page
def test_a_page_of_json_is_json(page: Page) -> None:
    if page.file.endswith(".json"):
        assert orjson.loads(of(page.file))


def test_only_pages_that_changed_are_written(tmp_path: Path) -> None:
    one, other = Page("one.md", lambda: "1"), Page("other.md", lambda: "2")
    folder = tmp_path / "docs"
    assert write_pages([one, other], folder) == ["one.md", "other.md"]
    (folder / "one.md").write_text("stale", encoding="utf-8")
    assert write_pages([one, other], folder) == ["one.md"]
    assert write_pages([one, other], folder) == []


@each_model
def test_a_model_and_each_of_its_properties_say_what_they_mean(model: type[Record]) -> None:
    assert model.__doc__
    assert prose(model.__doc__) in of("graph.md")
    assert [each.name for each in model.properties() if not each.meaning] == []


@each_model
def test_a_model_is_in_the_schema(model: type[Record]) -> None:
    definition = orjson.loads(of("graph.schema.json"))["$defs"][model.__name__]
    assert set(definition["properties"]) == set(model.model_fields)


@each_trace
def test_a_trace_says_why_it_matters_and_what_else_it_may_be(trace: Trace) -> None:
    assert trace.why.endswith(".")
    assert trace.innocent.endswith(".")
    assert f"| {code(trace.name)} | {trace.joint_act} |" in of("traces.md")


@pytest.mark.parametrize("trace", UNTIMED.values(), ids=list(UNTIMED))
def test_an_untimed_trace_says_so_too_and_what_it_is_weighed_against(trace: Untimed) -> None:
    assert trace.why.endswith(".")
    assert trace.innocent.endswith(".")
    assert trace.null != ""
    assert f"| {code(trace.name)} | {trace.likeness} |" in of("traces.md")


def test_every_trace_has_a_turn_of_its_own() -> None:
    assert len({trace.turn for trace in TRACES.values()}) == len(TRACES)


@each_query
def test_every_parameter_of_a_query_has_a_type_and_a_meaning(query: Query[BaseModel]) -> None:
    named = [name for name, _, _ in taken_apart(query.doc).parameters]
    assert sorted(named) == sorted(query.parameters)
    assert f"### {query.name}\n\n{query.question}" in of("queries.md")


@each_setting
def test_a_setting_says_what_it_does(name: str) -> None:
    field = Settings.model_fields[name]
    assert field.description
    assert field.description.replace("\n", " ").rstrip().endswith(".")
    assert f"`LOCKSTEP_{name.upper()}`" in of("settings.md")


@each_command
def test_a_command_and_each_of_its_options_say_what_they_do(
    name: str, command: TyperCommand
) -> None:
    assert command.help
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []
    assert f"## {name}\n" in of("commands.md")


def test_no_page_holds_a_path_of_this_machine() -> None:
    home = str(Path.home())
    assert [page.file for page in PAGES if home in of(page.file)] == []


def test_a_comment_block_is_taken_apart() -> None:
    comment = taken_apart(
        [
            "Which?",
            "",
            "A remark that mentions",
            "$most of it.",
            "",
            "$most  integer         items;",
            "                       no more",
            "$key   string or null  a key",
            "scans: it reads",
            "everything",
        ]
    )
    assert comment.parameters == [
        ["most", "integer", "items;                        no more"],
        ["key", "string or null", "a key"],
    ]
    assert comment.remarks == ["A remark that mentions", "$most of it."]
    assert comment.scans == ["it reads", "everything"]


def test_a_cell_stays_on_its_line_and_in_its_column() -> None:
    assert table(("a",), [("x | y\nz",)]) == "| a |\n| --- |\n| x \\| y z |\n"


def test_code_may_hold_ticks() -> None:
    assert code("a`b") == "`` a`b ``"
