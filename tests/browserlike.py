"""A visitor: keeps cookies of their own, fills in the forms that pages show, and follows where they lead."""

import re
from html.parser import HTMLParser
from typing import Any

from httpx import AsyncClient

Answer = Any
UNSEEN = "Only a test, nobody takes part."
"""Why a study goes live without a simulated run."""


class _Forms(HTMLParser):
    """Collects each form's action, method and the fields it would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            method = (values.get("method") or "get").lower()
            self.forms.append({"action": values.get("action") or "", "method": method, "fields": []})
        elif not self.forms:
            return
        elif tag == "input" and values.get("name"):
            kind = values.get("type") or "text"
            if kind not in {"checkbox", "radio", "submit", "file"} or ("checked" in values and kind != "submit"):
                self._add(values["name"], values.get("value") or "")
        elif tag == "select":
            self._select = values.get("name") or ""
        elif tag == "option" and self._select and "selected" in values:
            self._add(self._select, values.get("value") or "")
        elif tag == "textarea":
            self._textarea = values.get("name") or ""
            self._add(self._textarea, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            self._textarea = ""
            name, value = self.forms[-1]["fields"].pop()
            self._add(name, value.removeprefix("\n"))  # the first line's end belongs to the tag

    def handle_data(self, data: str) -> None:
        if self._textarea:
            name, value = self.forms[-1]["fields"].pop()
            self._add(name, value + data)

    def _add(self, name: str | None, value: str) -> None:
        self.forms[-1]["fields"].append((name, value))


class Visitor:
    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self.cookies: dict[str, str] = {}
        self.page: Answer = None

    async def request(self, method: str, path: str, *, follow: bool = False, **options: Any) -> Answer:
        self._client.cookies.clear()
        headers = dict(options.pop("headers", {}))
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self._client.request(method, path, headers=headers, follow_redirects=False, **options)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        for header in answer.headers.get_list("set-cookie"):
            if "Max-Age=0" in header or "max-age=0" in header.lower():
                self.cookies.pop(header.partition("=")[0], None)
        while follow and answer.status_code in {302, 303}:
            answer = await self.request("GET", answer.headers["location"])
        return answer

    async def get(self, path: str, **options: Any) -> Answer:
        self.page = await self.request("GET", path, follow=True, **options)
        return self.page

    def form(self, action: str) -> dict[str, Any]:
        """The form of the last page whose action ends like this."""
        parser = _Forms()
        parser.feed(self.page.text)
        found = [form for form in parser.forms if form["action"].endswith(action)]
        assert found, f"no form for {action!r} on {self.page.url}: {[form['action'] for form in parser.forms]}"
        return found[0]

    async def submit(self, action: str, values: dict[str, str] | None = None, **options: Any) -> Answer:
        """Fill in the form of the last page and send it, as a browser would."""
        form = self.form(action)
        sent = [(name, value) for name, value in form["fields"] if name not in (values or {})]
        sent += list((values or {}).items())
        sent = [(name, value.replace("\n", "\r\n")) for name, value in sent]
        self.page = await self.request("POST", form["action"] or action, data=_multi(sent), follow=True, **options)
        return self.page

    async def sign_up(self, email: str, *, password: str = "correct horse battery") -> None:
        await self.get("/signup")
        answer = await self.submit(
            "/signup", {"name": "Ada", "email": email, "password": password, "workspace_name": "Ada's workspace"}
        )
        assert answer.status_code == 200, answer.text

    async def new_study(self, question: str = "What stops new customers from getting started?") -> str:
        """Make a study; returns its id."""
        await self.get("/studies/new")
        answer = await self.submit("/studies", {"question": question})
        match = re.search(r"/studies/([0-9a-f-]{36})/plan", str(answer.url))
        assert match, answer.text
        return match[1]

    async def publish(self, study_id: str) -> str:
        """Put the study live without a simulated run; returns the path of its participant link."""
        await self.get(f"/studies/{study_id}")
        answer = await self.submit("/publish", {"reason": UNSEEN})
        match = re.search(r"/s/[\w-]{20,}", answer.text)
        assert match, answer.text
        return match[0]


def _multi(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
