"""Keeps watch over a browser context: errors in its console, failed parts of pages, requests that leave the origin."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """Collects complaints. That a page itself answers 404 or 422 is none, nor that a save meets a conflict (409): tests
    look at what is said then. Nor is it one that a page left open asks for the state of an exam that whoever is signed
    in by now does not have (404).
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.origin = origin
        self.complaints: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.complaints.append(f"left the origin: {request.url}")

    def _response(self, response: Response) -> None:
        is_of_another = response.status == 404 and response.url.endswith("/state")
        is_told = response.status == 409 or is_of_another
        if response.status >= 400 and not is_told and response.request.resource_type != "document":
            self.complaints.append(f"{response.status}: {response.url}")
