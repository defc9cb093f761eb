"""A connected graph: ask it named questions."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from pydantic import BaseModel

from cypher import Query
from graph_store.errors import GraphUnavailable, ParameterMismatch, QueryFailed, WrongPassword

RowT = TypeVar("RowT", bound=BaseModel)
ResultT = TypeVar("ResultT")

FETCH, FEW = 20_000, 20
"""Records a fetch: of small rows, and of rows that hold a thousand actors each."""

SCHEMES = ("bolt://", "bolt+s://", "bolt+ssc://", "neo4j://", "neo4j+s://", "neo4j+ssc://")

PATIENCE_S = 15.0
"""A cluster that lost its leader has another one within seconds."""

LOST = (ServiceUnavailable, SessionExpired)
"""The server went away, or the member of a cluster that we spoke to did."""


@dataclass(frozen=True)
class Address:
    """Where a Neo4j answers, and as whom to enter."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"


class Graph:
    """The only object that holds a driver."""

    def __init__(self, driver: neo4j.AsyncDriver, address: Address) -> None:
        self._driver = driver
        self.address = address

    @classmethod
    async def connect(cls, address: Address, *, patience_s: float = PATIENCE_S) -> "Graph":
        """A graph that answers; a write that fails for the moment is tried for ``patience_s``.

        Raises GraphUnavailable where nothing does, and WrongPassword where it does not let us in.
        """
        if not address.uri.startswith(SCHEMES):
            raise GraphUnavailable(address.uri, f"it begins with none of {', '.join(SCHEMES)}")
        try:
            driver = neo4j.AsyncGraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                max_transaction_retry_time=patience_s,
                notifications_min_severity="OFF",
            )
        except (ConfigurationError, ValueError) as error:
            raise GraphUnavailable(address.uri, str(error)) from error
        try:
            await driver.verify_connectivity()
        except AuthError as error:
            await driver.close()
            raise WrongPassword(address.uri, address.user) from error
        except (DriverError, Neo4jError, OSError, ValueError) as error:
            await driver.close()
            raise GraphUnavailable(address.uri, str(error).splitlines()[0]) from error
        return cls(driver, address)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._driver.close()

    async def ask(self, query: Query[RowT], **parameters: object) -> list[RowT]:
        """Run one named query and validate every row it returns."""
        return [query.row.model_validate(row) for row in await self.fetch(query, **parameters)]

    async def fetch(self, query: Query[Any], **parameters: object) -> list[dict[str, object]]:
        """The rows as they come, for answers that are large or go straight out again."""
        _check(query, parameters)

        async def read(session: neo4j.AsyncSession) -> list[dict[str, object]]:
            result = await session.run(query.text, parameters)
            return [
                dict(zip(record.keys(), record.values(), strict=True)) async for record in result
            ]

        return await self._reading(read, query.question)

    async def stream(
        self, query: Query[Any], *, at_once: int = FEW, **parameters: object
    ) -> AsyncGenerator[tuple[object, ...], None]:
        """The rows' values one by one, in the order of the query's columns, for large rows.

        No more than ``at_once`` rows are held at a time; small rows want many.
        """
        _check(query, parameters)
        async with self.session(neo4j.READ_ACCESS, fetch=at_once) as session:
            result = await session.run(query.text, parameters)
            async for record in result:
                yield tuple(record)

    @asynccontextmanager
    async def session(
        self, access: str, *, fetch: int = FETCH
    ) -> AsyncIterator[neo4j.AsyncSession]:
        """A session whose failures are ours; for this package only."""
        async with self._driver.session(
            database=self.address.database, default_access_mode=access, fetch_size=fetch
        ) as session:
            try:
                yield session
            except LOST as error:
                raise GraphUnavailable(self.address.uri, "the connection was lost") from error
            except AuthError as error:
                raise WrongPassword(self.address.uri, self.address.user) from error
            except (Neo4jError, DriverError) as error:
                raise QueryFailed(
                    "run a statement",
                    getattr(error, "message", None) or str(error),
                    code=getattr(error, "code", None) or "",
                ) from error

    async def run(self, statement: LiteralString, **parameters: object) -> neo4j.ResultSummary:
        """One statement of our own derivation (schema, locks), outside any transaction function."""
        async with self.session(neo4j.WRITE_ACCESS) as session:
            result = await session.run(statement, parameters)
            return await result.consume()

    async def _reading(
        self, read: Callable[[neo4j.AsyncSession], Awaitable[ResultT]], what: str
    ) -> ResultT:
        """Auto-commit and one retry of our own: half the price of a transaction function."""
        for last in (False, True):
            try:
                async with self._driver.session(
                    database=self.address.database,
                    default_access_mode=neo4j.READ_ACCESS,
                    fetch_size=FETCH,
                ) as session:
                    return await read(session)
            except (Neo4jError, DriverError) as error:
                if last or not error.is_retryable():
                    raise _ours(error, self.address, what) from error
        raise AssertionError("the second try returns or raises")


def _ours(error: Neo4jError | DriverError, address: Address, what: str) -> Exception:
    """The driver's error as one of this package's."""
    if isinstance(error, LOST):
        return GraphUnavailable(address.uri, "the connection was lost")
    if isinstance(error, AuthError):
        return WrongPassword(address.uri, address.user)
    message = error.message if isinstance(error, ClientError) and error.message else str(error)
    return QueryFailed(f"answer {what!r}", message)


def _check(query: Query[Any], parameters: dict[str, object]) -> None:
    """Refuse a call whose parameters are not the query's own."""
    given = frozenset(parameters)
    if given != query.parameters:
        raise ParameterMismatch(query.name, query.parameters - given, given - query.parameters)
