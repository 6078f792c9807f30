"""The tracking API described for programs: an OpenAPI document made from the routes and tables themselves."""

from clew_server.collect.openapi.document import openapi

__all__ = ["openapi"]
