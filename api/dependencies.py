"""What a route may ask for."""

from typing import Annotated

from fastapi import Depends, Request

from graph_store.graph import Graph


async def graph(request: Request) -> Graph:
    """The graph that the application connected when it started."""
    connected: Graph = request.app.state.graph
    return connected


GraphDep = Annotated[Graph, Depends(graph)]
