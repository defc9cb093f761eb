import tomllib

import jsonschema
import pytest

from loaders.errors import UnfitMapping
from loaders.mapping import Mapping
from loaders.mapping_file import mapping_of
from loaders.sources.mapped import SAMPLE_MAPPING

LEAST = 'platform = { constant = "x" }\naccount = { id = "who" }\n'
SCHEMA = Mapping.model_json_schema()


def fault(text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(UnfitMapping) as caught:
        mapping_of(content, name="m.toml")
    message = str(caught.value)
    assert message.startswith("m.toml: ")
    assert message.endswith("; see docs/mapping.md.")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LEAST + 'att = "t"', "there is no key 'att'; did you mean at"),
        (LEAST + '[[acts]]\nknd = "url"\nobject = "l"', "acts[1]: there is no key 'knd'; did you"),
        (LEAST + 'at = { colum = "t" }', "at: there is no key 'colum'; did you mean column"),
        (LEAST + "zzz = 1", "there is no key 'zzz'; there is sheet, platform, at, account"),
        ('platform = "p"', "account: is needed"),
        (LEAST + '[[acts]]\nkind = "video"\nobject = "l"', "acts[1].kind: Input should be 'url'"),
        (LEAST + "at = 7", "at: takes the name of a column, or a table of keys"),
        (LEAST + 'at = { column = "t", constant = "7" }', "at: give either column or constant"),
        (LEAST + "at = {}", "at: give either column or constant"),
        (LEAST + 'at = ""', "at.column: takes a text in quotes that is not empty"),
        (LEAST + 'at = { column = "t", format = "%d.%m.%Y" }', "has no time of day"),
        (LEAST + 'at = { column = "t", format = "%H:%M" }', "does not tell day, month and year"),
        (LEAST + 'at = { column = "t", zone = "Berlin" }', "no time zone 'Berlin'"),
        (LEAST + 'acts = "url"', "acts: takes tables: write [[acts]] before each"),
        (LEAST + "sheet = 1", "sheet: takes a text in quotes"),
        ("platform = \n", "it is no TOML: Invalid value (at line 1"),
        (b"\xff", "it is not UTF-8"),
        ("a = " + "[" * 100_000, "it nests too deep"),
        ("#" * 2_000_000, "it is longer than 1 MiB"),
        (LEAST + '"a\\u001b[31m" = 1', "there is no key 'a\N{REPLACEMENT CHARACTER}[31m'"),
    ],
)
def test_a_mapping_that_says_nothing_is_told_where(text: str | bytes, found: str) -> None:
    assert found in fault(text)


def test_a_bare_name_is_a_column() -> None:
    bare = mapping_of(LEAST.encode() + b'at = "t"', name="m")
    assert bare == mapping_of(LEAST.encode() + b'at = { column = "t" }', name="m")


@pytest.mark.parametrize("text", [LEAST, SAMPLE_MAPPING.decode()])
def test_what_is_read_is_valid_by_the_schema(text: str) -> None:
    assert mapping_of(text.encode(), name="m")
    jsonschema.validate(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize("line", ['att = "t"', "at = 7", 'acts = "url"'])
def test_the_schema_refuses_what_is_refused(line: str) -> None:
    fault(LEAST + line)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(LEAST + line), SCHEMA)
