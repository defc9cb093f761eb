"""The service: questions of an investigation over HTTP, one module per noun in the URL."""

from api.app import create_app

__all__ = ["create_app"]
