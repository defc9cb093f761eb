"""The outermost layer: request ids, undecoded paths, headers, figures, and the last resort."""

import logging
import time
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_reply

log = logging.getLogger("lockstep.api")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'"


class Edge:
    """Around the whole application; what escapes from it becomes a problem document here."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        scope.setdefault("state", {})["request_id"] = uuid4().hex
        scope["path"] = _undecoded(scope)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started, status
            if message["type"] == "http.response.start":
                started, status = True, message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = scope["state"]["request_id"]
                headers.setdefault("Content-Security-Policy", NOTHING_LOADS)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001
            log.exception("request %s failed", scope["state"]["request_id"])
            if not started:
                await problem_reply(Request(scope), error)(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", None)
            self._metrics.count(scope["method"], route, status, time.perf_counter() - began)


def _undecoded(scope: Scope) -> str:
    """The path as it was sent: a key may hold a slash, so it is decoded once it is cut out."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", errors="replace")
