"""What holds for every route: problems, headers, cursors, health, figures, the page of the docs."""

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api import create_app
from api.cursor import written
from graph_store.graph import Address, Graph

As = Callable[[str | None], httpx.Client]
LISTS = ("/clusters?", "/runs?", "/search?q=a&", "/clusters/r3-1/members?")
API = "/api/v1"


@pytest.mark.parametrize(
    ("path", "pointer", "said"),
    [
        ("/clusters?limit=0", "/query/limit", "greater than or equal to 1"),
        ("/clusters?limit=1001", "/query/limit", "less than or equal to 1000"),
        ("/clusters?limit=many", "/query/limit", "valid integer"),
        ("/clusters?limitt=5", "/query/limitt", "no such parameter"),
        ("/accounts/x:1/timeline?bucket=year", "/query/bucket", "'hour', 'day' or 'week'"),
        ("/accounts/x:1/timeline?since=yesterday", "/query/since", "2021-09-26T18:00:00Z"),
        ("/accounts/x:1/timeline?since=20210926", "/query/since", "2021-09-26T18:00:00Z"),
        ("/accounts/x:1/neighbourhood?min_weight=0", "/query/min_weight", "equal to 1"),
        ("/accounts/x:1/neighbourhood?direction=up", "/query/direction", "'both'"),
        ("/accounts/%ff", "/path/key", "percent-encoded once"),
        (f"/accounts/{'k' * 5000}", "/path/key", "more than 4096 characters"),
        ("/search", "/query/q", "required"),
    ],
)
def test_a_bad_parameter_is_told_in_one_sentence_with_a_pointer(
    viewer: httpx.Client, path: str, pointer: str, said: str
) -> None:
    response = viewer.get(API + path)
    problem = response.json()
    assert response.status_code == problem["status"] == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [each["pointer"] for each in problem["errors"]] == [pointer]
    assert said in problem["detail"]
    assert problem["detail"].endswith((".", "?"))
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!", "é", "bnVsbA", written("other", {}), written("clusters", 5),
     written("runs", {"ended": 2**63, "key": "r"}), written("search", {"score": "1", "key": 1}),
     written("members", {"score": 1.0}), "A" * 9000],
)  # fmt: skip
def test_a_cursor_that_no_list_gave_out_is_refused(
    viewer: httpx.Client, path: str, cursor: str
) -> None:
    response = viewer.get(f"{API}{path}cursor={quote(cursor)}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/query/cursor"


def test_times_without_a_zone_are_utc_and_days_are_their_first_moment(viewer: httpx.Client) -> None:
    line = "/api/v1/accounts/x:1/timeline"
    whole = viewer.get(line, params={"since": "2021-09-21"}).json()["items"]
    assert whole == viewer.get(line, params={"since": "2021-09-21T02:00:00+02:00"}).json()["items"]
    assert [row["acts"] for row in whole] == [1]
    assert viewer.get(line, params={"since": "0001-01-01T00:00:00+14:00"}).status_code == 422


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/v1/accounts", "/", "/%00"])
def test_an_unknown_path_is_a_problem_too(as_: As, path: str) -> None:
    response = as_(None).get(path)
    assert (response.status_code, response.json()["title"]) == (404, "Not found")


def test_another_method_is_refused(viewer: httpx.Client) -> None:
    assert viewer.post("/api/v1/clusters").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_health_and_description_need_no_key(as_: As, prefix: str) -> None:
    anybody = as_(None)
    assert anybody.get(f"{prefix}/healthz/live").json() == {"status": "live"}
    assert anybody.get(f"{prefix}/healthz/ready").json() == {"status": "ready"}
    assert anybody.get(f"{prefix}/openapi.json").json()["info"]["version"] == "0.0.1"
    assert anybody.get(f"{prefix}/metrics").status_code == 401


def test_the_page_of_the_docs_loads_nothing(as_: As, app: FastAPI) -> None:
    response = as_(None).get("/docs")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not any(word in response.text for word in ("<script", "src=", "http://", "<link"))
    for path in app.openapi()["paths"]:
        assert path in response.text


def test_replies_are_not_kept_and_not_sniffed(viewer: httpx.Client) -> None:
    headers = viewer.get("/api/v1/clusters").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/metrics"])
def test_figures_are_by_template_and_never_by_what_was_asked(
    viewer: httpx.Client, path: str
) -> None:
    viewer.get("/api/v1/accounts/x:1/counts")
    viewer.get("/secret-path")
    viewer.request("MADEUP", "/api/v1/clusters")
    text = viewer.get(path).text
    counted = 'method="GET",route="/api/v1/accounts/{key}/counts",status="200"'
    assert f"lockstep_http_requests_total{{{counted}}}" in text
    assert 'route="unmatched",status="404"' in text
    assert 'method="other"' in text
    assert not any(word in text for word in ("x:1", "secret-path", "MADEUP"))


def test_two_requests_have_two_ids(viewer: httpx.Client) -> None:
    ids = {viewer.get("/healthz/live").headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_graph_that_went_away_is_told_without_saying_where_it_was(
    address: Address, secrets: dict[str, str]
) -> None:
    gate = Gate(address)
    app = create_app(lambda: Graph.connect(gate.address), version="0")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            assert client.get("/healthz/ready").status_code == 200
            gate.shut()
            ready = client.get("/healthz/ready")
            assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
            assert "bolt" not in ready.text
            assert client.get("/healthz/live").status_code == 200
    finally:
        server.should_exit = True
        thread.join()


class Gate:
    """A loopback port in front of the graph that can be shut."""

    def __init__(self, address: Address) -> None:
        host, _, port = address.uri.rpartition("/")[2].partition(":")
        self._to = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        here = self._listening.getsockname()[1]
        self.address = Address(f"bolt://127.0.0.1:{here}", address.user, address.password)
        threading.Thread(target=self._accept, daemon=True).start()

    def shut(self) -> None:
        """No new connections, and an end to those there are."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._open:
            each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._to)
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        finally:
            one.close()
