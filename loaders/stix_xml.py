"""Indicators of STIX 1 packages, which are XML; entities and other definitions are refused."""

from collections.abc import Iterator
from io import BufferedReader
from typing import Final
from xml.etree import ElementTree

from loaders.errors import UnreadableFile

Row = dict[str, object]

INDICATOR: Final = "{http://stix.mitre.org/stix-1}Indicator"
KINDS: Final = {"DomainNameObjectType": "domain", "URIObjectType": "url", "AddressObjectType": "ip"}
TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
DEFINITIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
"""Where text that expands itself is defined; no package needs any."""


class _Guarded:
    """The stream, until definitions come."""

    def __init__(self, file: str, stream: BufferedReader) -> None:
        self._file, self._stream, self._before = file, stream, b""

    def read(self, size: int = -1) -> bytes:
        """Some of the bytes. Raises UnreadableFile."""
        data = self._stream.read(size)
        if any(word in self._before + data for word in DEFINITIONS):
            raise UnreadableFile(self._file, "it defines entities, which no STIX package needs")
        self._before = data[-16:]
        return data


def read_package(file: str, stream: BufferedReader) -> Iterator[tuple[int, list[Row]]]:
    """Number, from 1, and rows of each indicator. Raises UnreadableFile, also midway."""
    read = 0
    try:
        root = None
        for event, element in ElementTree.iterparse(
            _Guarded(file, stream), events=("start", "end")
        ):
            if root is None:
                root = element
                if not element.tag.endswith("}STIX_Package"):
                    raise UnreadableFile(file, "it is XML, but no STIX package")
            if event == "end" and element.tag == INDICATOR:
                read += 1
                yield read, list(_rows(element))
                element.clear()
    except (ElementTree.ParseError, UnicodeError, ValueError, LookupError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(file, "its XML is cut off or damaged", after=read) from error


def _rows(indicator: ElementTree.Element) -> Iterator[Row]:
    title = _first(indicator, "Title")
    report = indicator.get("id", "").partition(":")[0].replace("_", " ").strip() or None
    for properties in _all(indicator, "Properties"):
        observed = properties.get(TYPE, "").rpartition(":")[2]
        known = {"report": report, "comment": title}
        if observed in KINDS:
            for value in (*_texts(properties, "Value"), *_texts(properties, "Address_Value")):
                yield {"kind": KINDS[observed], "value": value, **known}
        for each in _all(properties, "Hash"):
            kind = (_first(each, "Type") or "hash").lower().replace("-", "")
            for value in _texts(each, "Simple_Hash_Value"):
                yield {"kind": kind, "value": value, **known}


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements of a local name, whatever their namespace."""
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)


def _texts(element: ElementTree.Element, name: str) -> Iterator[str]:
    for each in _all(element, name):
        if each.text and (text := each.text.strip()):
            yield text


def _first(element: ElementTree.Element, name: str) -> str | None:
    return next(_texts(element, name), None)
