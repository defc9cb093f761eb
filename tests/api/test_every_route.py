"""Every route declares who may use it, says what it does, and shows a reply that fits its form."""

from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import create_app
from api.permission import ROLES
from api.specification import example_of, operations, permission_of, routes_of
from graph_store.graph import Address, Graph

OPEN = {"live", "ready", "openapi", "docs"}


def _app() -> FastAPI:
    return create_app(lambda: Graph.connect(Address("bolt://127.0.0.1:1", "", "")), version="0")


APP = _app()
ROUTES = [route for route in APP.routes if isinstance(route, APIRoute)]
OPERATIONS = [(path, operation) for path, operation in operations(APP.openapi())]

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
each_operation = pytest.mark.parametrize(
    ("path", "operation"), OPERATIONS, ids=[operation["operationId"] for _, operation in OPERATIONS]
)


def test_every_route_is_swept() -> None:
    assert len(ROUTES) == len(APP.routes)
    assert len({route.name for route in routes_of(APP)}) == len(OPERATIONS) > 15


@each_route
def test_it_declares_who_may_use_it(route: APIRoute) -> None:
    permission = permission_of(route)
    assert permission is not None
    assert (permission.role is None) == (route.name in OPEN)


@each_route
def test_it_says_what_it_does(route: APIRoute) -> None:
    assert route.endpoint.__doc__


@each_operation
def test_its_description_is_whole(path: str, operation: dict[str, Any]) -> None:
    assert path.startswith("/api/v1/")
    assert operation["tags"]
    assert operation["description"]
    assert operation["x-permission"] in {*ROLES, "everybody"}
    assert ("security" in operation) == (operation["x-permission"] != "everybody")
    assert ("401" in operation["responses"]) == ("security" in operation)


@each_operation
def test_each_of_its_replies_has_an_example_that_fits(path: str, operation: dict[str, Any]) -> None:
    components = APP.openapi()["components"]
    for status, response in operation["responses"].items():
        for media_type, content in response["content"].items():
            assert "example" in content, f"{status} {media_type}"
            jsonschema.validate(
                content["example"], {**content.get("schema", {}), "components": components}
            )


@each_operation
def test_what_is_in_its_form_is_described(path: str, operation: dict[str, Any]) -> None:
    schemas = APP.openapi()["components"]["schemas"]
    for content in operation["responses"]["200"]["content"].values():
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name:
            assert schemas[name]["description"]
            for field, form in schemas[name]["properties"].items():
                assert form.get("description"), f"{name}.{field}"


def test_the_specification_is_of_openapi_3_1_and_names_no_operation_twice() -> None:
    document = APP.openapi()
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"] == "Lockstep"
    assert len(names) == len(set(names))
    assert example_of("no such operation") is None
