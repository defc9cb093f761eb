"""A table as CSV text, gzipped or not: its header, its delimiter, and what can be wrong with it."""

import csv
from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import Final

from loaders.csv_records import Dialect, records
from loaders.errors import UnreadableFile
from loaders.gzipped import DAMAGE, damage, unzipped
from loaders.raw import RawPiece

LONGEST_HEADER: Final = 1 << 20
DELIMITERS: Final = ",;\t|"
UTF8_MARK: Final = b"\xef\xbb\xbf"
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class CsvTable:
    """An open CSV table; commas, semicolons, tabs or bars divide it, as its header shows."""

    def __init__(
        self,
        file: str,
        stream: BufferedReader,
        *,
        gzipped: bool,
        absent: Sequence[str],
        at_a_time: int,
    ) -> None:
        self._file, self._absent, self._at_a_time = file, tuple(absent), at_a_time
        self._stream = unzipped(stream) if gzipped else stream
        header = self._header()
        self._delimiter = "," if "," in header else max(DELIMITERS, key=header.count)
        try:
            self.columns = next(csv.reader([header], delimiter=self._delimiter))
        except csv.Error as error:
            raise UnreadableFile(file, "its first line is no header of a table") from error

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """The columns as bytes. Raises UnreadableFile where the file is damaged."""
        dialect = Dialect(
            file=self._file,
            delimiter=self._delimiter,
            width=len(self.columns),
            absent=self._absent,
            columns={name: self.columns.index(name) for name in columns},
        )
        read = 0
        try:
            for piece in records(self._stream, dialect, at_a_time=self._at_a_time):
                read += piece.read
                yield piece
        except DAMAGE as error:
            raise UnreadableFile(self._file, damage(error), after=read) from error

    def _header(self) -> str:
        """The first record, which goes over several lines where names with breaks are quoted."""
        try:
            header = self._stream.readline(LONGEST_HEADER)
            while header.count(b'"') % 2 and len(header) < LONGEST_HEADER:
                line = self._stream.readline(LONGEST_HEADER)
                if not line:
                    break
                header += line
        except DAMAGE as error:
            raise UnreadableFile(self._file, damage(error)) from error
        return self._text(header)

    def _text(self, header: bytes) -> str:
        if header.startswith(UTF16_MARKS):
            raise UnreadableFile(self._file, "it is UTF-16; save it as UTF-8")
        found = "it is neither CSV, gzipped CSV nor Parquet"
        if b"\0" in header or len(header) >= LONGEST_HEADER:
            raise UnreadableFile(self._file, found)
        try:
            text = header.removeprefix(UTF8_MARK).decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise UnreadableFile(self._file, f"{found} in UTF-8") from error
        if not text.strip():
            raise UnreadableFile(self._file, "its first line, the header, is empty")
        return text
