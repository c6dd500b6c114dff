"""The clients: Client, which waits for answers, and AsyncClient, which awaits them."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal

import anyio
import httpx
import networkx as nx
import pandas as pd

from . import _documents as documents
from . import _dyads, _filters, _graphs, _lists, _questions
from ._dyads import Rule, Years
from ._questions import Paths, WhatIf
from ._steps import Ask, Core, Data, Day, Steps, T, plain, settled
from .errors import BadInputError, PactgraphError, TimeLimitError, UnavailableError, from_errors

DEFAULT_URL = "http://127.0.0.1:8080"
_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 20.0

Filter = Mapping[str, Any]


def _endpoint(url: str) -> str:
    """Where a server's GraphQL is. Its other readers, such as dashboards, are given the address of the server itself."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as err:
        raise BadInputError(f"{url!r} is no address of a server: {err}") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise BadInputError(f"{url!r} is no address of a server: it begins with http:// or https://, as {DEFAULT_URL} does")
    path = parts.path.rstrip("/")
    return str(parts.copy_with(path=path if path.endswith("/graphql") else f"{path}/graphql"))


class _Shared:
    """What both clients know: where the server is, how often to ask again, and what an answer means."""

    def __init__(self, url: str | None, token: str | None, timeout: float, retries: int) -> None:
        self.url = _endpoint(url or os.environ.get("PACTGRAPH_URL") or DEFAULT_URL)
        self.timeout, self.retries = timeout, retries
        self._core = Core()
        self._headers = {"Accept": "application/graphql-response+json, application/json;q=0.9", "User-Agent": "pactgraph-python"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def _body(self, ask: Ask) -> Data:
        return {"query": ask.text, "variables": {k: plain(v, k) for k, v in ask.variables.items() if v is not None}}

    def _unreachable(self, ask: Ask, err: httpx.TransportError) -> PactgraphError:
        kind = TimeLimitError if isinstance(err, httpx.TimeoutException) else UnavailableError
        told = f"{self.url} doesn't answer ({err or type(err).__name__}); is the server running? `make run` starts one"
        return kind(told, query=ask.text, variables=ask.variables)

    def _read(self, ask: Ask, response: httpx.Response) -> Data:
        """The data of an answer; raises what it says is wrong."""
        wait = _seconds(response.headers.get("Retry-After", ""))
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not (isinstance(answer.get("data"), dict) or answer.get("errors")):
            told = f"{self.url} answered with status {response.status_code} and no GraphQL: {response.text[:200]!r}"
            kind = UnavailableError if response.status_code in _AGAIN else PactgraphError
            raise kind(told, query=ask.text, variables=ask.variables, status=response.status_code, retry_after=wait)
        if answer.get("errors"):
            raise from_errors(answer["errors"], ask.text, ask.variables, answer.get("data"), response.status_code, wait)
        data: Data = answer["data"]
        return data

    def _pause(self, ask: Ask, err: PactgraphError, tried: int) -> float | None:
        """How long to wait before asking again; None where that would do harm or no good.

        A question that took all the time that the server gives is asked again once: it may have waited for its turn.
        """
        if not ask.safe or tried >= self.retries or not isinstance(err, (UnavailableError, TimeLimitError)):
            return None
        if isinstance(err, TimeLimitError) and tried >= 1:
            return None
        if err.retry_after is not None:
            return min(err.retry_after, _LONGEST_WAIT)
        return min(0.2 * (1 << tried) * random.uniform(0.5, 1.5), _LONGEST_WAIT)


class Client(_Shared):
    """Asks a server, and waits for its answers; works in notebooks too.

    Args:
        url: the server's address, with or without /graphql at its end; without it what PACTGRAPH_URL names, or what ``make run`` serves.
        token: a writer's or admin's token; readers need none.
        timeout: how many seconds one request may take.
        retries: how often a question is asked again if the server has no room for it or can't be reached. Only questions are, never
            mutations; with growing pauses, or those that the server asks for.

    Every method raises a PactgraphError if it isn't answered: see pactgraph.errors for the classes and what they hold.
    """

    def __init__(self, url: str | None = None, token: str | None = None, timeout: float = 60.0, retries: int = 4) -> None:
        super().__init__(url, token, timeout, retries)
        self._http = httpx.Client(headers=self._headers, timeout=timeout)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _send(self, ask: Ask) -> Data:
        tried = 0
        while True:
            try:
                try:
                    response = self._http.post(self.url, json=self._body(ask))
                except httpx.TransportError as err:
                    raise self._unreachable(ask, err) from err
                return self._read(ask, response)
            except PactgraphError as err:
                pause = self._pause(ask, err, tried)
                if pause is None:
                    raise
            time.sleep(pause)
            tried += 1

    def _run(self, steps: Steps[T]) -> T:
        try:
            ask = next(steps)
            while True:
                try:
                    answer = self._send(ask)
                except PactgraphError as err:
                    ask = steps.throw(err)
                else:
                    ask = steps.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def query(self, text: str, /, **variables: Any) -> dict[str, Any]:
        """Asks one GraphQL document with its variables, and gives the answer's data.

        Raises a PactgraphError if the answer has any error; its ``data`` has what was answered besides.
        """
        return self._send(Ask(text, variables, safe=not documents.is_mutation(text)))

    def df(
        self,
        what: str,
        /,
        fields: str | None = None,
        *,
        rows: str | None = None,
        explode: str | None = None,
        join: str | None = "; ",
        limit: int | None = None,
        page: int = _lists.PAGE_SIZE,
        **arguments: Any,
    ) -> pd.DataFrame:
        """Any list as a frame, fetched whole.

        Args:
            what: a GraphQL document with one list in it, or the name of a list of the API (``"obligations"``, ``"gaps"``).
            fields: with a name, what to select on each thing: ``"id kind bearers { nodes { label } }"``.
            rows: with a document of several lists, which one makes the rows: ``"whatIf.effects"``.
            explode: a list inside the list, such as ``"bearers"``: a row for each of its elements instead of one for all.
            join: what stands between several values in one cell; None gives Python lists.
            limit: the most rows; all without it.
            page: how many to ask for at once; fewer are asked for where that is more than the server answers.
            arguments: the variables of the document, or the arguments of the list: ``filter={…}``, ``as_of="2026-01-07"``.

        Returns:
            A frame with a column for each value selected. What stands in lists and things inside a row has dots in its name:
            ``bearers.label``; ``nodes``, ``edges`` and ``node`` are left out of it. The dtypes are those of the schema: Int64, Float64, boolean,
            string; enumerations are categories, all that the schema has, ordered where they are an order; a date is its first day
            (datetime64[s], which has room for 1815) with the text as it was written (``1815``, ``1815-01``) in a column ending in
            ``.text``; pactgraph.last_days gives the other end. ``attrs`` has ``revision``, ``totalCount``, ``query`` and ``variables``.

        A list with ``first`` is taken at its word; every other one, nested ones too, is fetched whole and counted. All pages are of one
        revision: if the graph changes meanwhile, all is read again.

        Raises:
            IncompleteError: a list couldn't be fetched whole.
            ChangedError: the graph kept changing.
            UnknownNameError: a list, argument or ``explode`` that isn't there; the message says what is.
        """
        return self._run(_lists.df(self._core, what, fields, rows, explode, join, limit, page, arguments))

    @property
    def actors(self) -> Listing:
        """States, organisations, coalitions, persons: ``client.actors(kind="STATE", member_of="actor/ukraine-allies")``."""
        return Listing(self, "actors")

    @property
    def declarations(self) -> Listing:
        """Treaties, agreements and other declarations: ``client.declarations(status="IN_FORCE", party="FRA", signed_on="1949")``."""
        return Listing(self, "declarations")

    @property
    def obligations(self) -> Listing:
        """What was promised: ``client.obligations(kind="DEFENCE", bearer="FRA", as_of="2026-01-07")``."""
        return Listing(self, "obligations")

    @property
    def conditions(self) -> Listing:
        """What must hold for obligations: ``client.conditions(kind="CEASEFIRE_IN_FORCE")``."""
        return Listing(self, "conditions")

    @property
    def events(self) -> Listing:
        """Summits, attacks, ceasefires: ``client.events(participant="RUS")``."""
        return Listing(self, "events")

    @property
    def statements(self) -> Listing:
        """What somebody said: ``client.statements(act="PROMISES")``."""
        return Listing(self, "statements")

    @property
    def sources(self) -> Listing:
        """Articles, official texts, data sets: ``client.sources(kind="NEWS_REPORT")``."""
        return Listing(self, "sources")

    @property
    def loads(self) -> Listing:
        """Who loaded what, and when (UTC): ``client.loads(dataset="paris-2026", order_by="-revision")``."""
        return Listing(self, "loads")

    def claims(self, id: str, /, *, field: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """On whose word something is said of one thing: a row for each quote of each claim, in the order of ids.

        Columns: ``claim``, ``field`` and ``value`` (of an edge's claim, neither), ``stance``, ``basis`` (how sure the coder may be), ``quote``,
        ``verified`` (it stands in the source's text), ``locator``, ``source``, ``sourceId``, ``statement`` that voices it, ``speakers``.

        Raises NotFoundError if there is no such thing.
        """
        return self._run(_questions.claims(self._core, id, field, limit))

    def search(self, text: str, /, *, nouns: Any = None, kinds: Any = None, limit: int = 25) -> pd.DataFrame:
        """What a text is found in, the best first: ``id``, ``label``, ``noun``, ``score``, and ``found``, where it was found.

        Args:
            text: words, or "a phrase"; misspelt ones are found too. At most 500 characters.
            nouns: only these: ``"ACTOR"``, ``["OBLIGATION", "EVENT"]``.
            kinds: only these kinds: ``"STATE"``, ``"DEFENCE"``.
            limit: the most hits, at most 1,000.
        """
        return self._run(_questions.search(self._core, text, nouns, kinds, limit))

    def what_if(
        self,
        kind: str | None = None,
        *,
        attacker: str | None = None,
        victim: str | None = None,
        subject: str | None = None,
        condition: str | None = None,
        holds: bool = True,
        hypotheses: Sequence[Mapping[str, Any]] = (),
        as_of: Day | None = None,
    ) -> WhatIf:
        """What would follow if something happened, or if a condition held; nothing is stored by asking.

        ``client.what_if("ARMED_ATTACK", attacker="RUS", victim="UKR", as_of="2026-01-07").effects``

        Args:
            kind: the kind of event that is supposed; an armed attack where only those who take part are named.
            attacker, victim, subject: who takes part in it: an id, or a state's name or code.
            condition: the id of a condition that is supposed to hold, or not to if ``holds`` is False.
            hypotheses: more of them, as the API has them: ``[{"condition": "condition/paris-2026/ceasefire"}]``.
            as_of: the day on which it is supposed; today, if left out.

        Raises:
            BadInputError: nothing is supposed, or something that contradicts itself.
            NotFoundError: somebody or a condition that isn't there.
        """
        supposed = [*_questions.hypotheses_of(kind, attacker, victim, subject, condition, holds), *hypotheses]
        return self._run(_questions.what_if(self._core, supposed, as_of))

    def paths(
        self,
        start: str,
        end: str,
        /,
        *,
        max_length: int | None = None,
        relations: Sequence[str] | None = None,
        avoid: Sequence[str] | None = None,
        avoid_hubs_over: int | None = None,
        through: Sequence[str] | None = None,
        preset: str | None = None,
        as_of: Day | None = None,
        limit: int = 10,
    ) -> Paths:
        """How two things are connected: all shortest paths first, then longer ones.

        Args:
            start, end: ids, or states' names or codes.
            max_length: the most edges of a path, 1 to 8; 4 if left out.
            relations: the types of the edges to walk; all if left out.
            avoid: ids through which no path may lead; avoid_hubs_over: the most edges that a thing on the way may have.
            through: nouns one of which each path must lead through.
            limit: how many paths, at most 100.
        """
        given = {
            "from": start,
            "to": end,
            "max_length": max_length,
            "relations": relations,
            "avoid": avoid,
            "avoid_hubs_over": avoid_hubs_over,
            "through": through,
            "preset": preset,
            "as_of": as_of,
            "first": limit,
        }
        return self._run(_questions.paths(self._core, given))

    def conflicts(self, *, filter: Filter | None = None, limit: int | None = None) -> pd.DataFrame:
        """Where sources, speakers or data sets differ: which value is shown and why, a row for each conflict."""
        return self._run(_lists.named(self._core, "conflicts", {"filter": filter}, limit))

    def gaps(self, *, filter: Filter | None = None, as_of: Day | None = None, limit: int | None = None) -> pd.DataFrame:
        """What is missing, a row for each gap: bearers, evidence, a second source, what sources leave open."""
        return self._run(_lists.named(self._core, "gaps", {"filter": filter, "as_of": as_of}, limit))

    def changes(
        self, since: int = 0, until: int | None = None, *, filter: Filter | None = None, limit: int | None = None
    ) -> pd.DataFrame:
        """What loads changed after revision ``since``, oldest first: a row for each thing and load, with the fields that differ."""
        given = {"since": since, "until": until, "filter": filter}
        return self._run(_lists.named(self._core, "changes", given, limit))

    def compare(self, *declarations: str, as_of: Day | None = None) -> pd.DataFrame:
        """Two to five declarations side by side: a row for each kind of promise and set of bearers.

        Columns: ``kind``, ``outcome``, ``bearers``, ``bearerIds``, ``differences`` (the fields), and one for each declaration with its promises.
        """
        return self._run(_questions.compare(self._core, declarations, as_of))

    def groups(
        self,
        noun: str,
        by: str | Sequence[str],
        *,
        distinct: str | Sequence[str] | None = None,
        unit: str | None = None,
        filter: Filter | None = None,
        as_of: Day | None = None,
        having: Mapping[str, Any] | None = None,
        order_by: str | None = None,
        limit: int | None = None,
        **keywords: Any,
    ) -> pd.DataFrame:
        """How many there are of what, the most first: ``client.groups("obligations", by=["kind", "bearers_country"])``.

        Args:
            noun: what is counted: ``"obligations"``, ``"actors"``, …, ``"claims"``.
            by: one to four dimensions; distinct: of what the different values in each group are counted, at most three.
            unit: the unit of the amounts whose sum and average are wanted (obligations only).
            keywords, filter, as_of: what is counted, as for lists.

        Returns:
            For each dimension a column to show (``bearersCountry``) and one with the value (``bearersCountry.value``: an id or a word), both <NA>
            in the group of what has none; ``count``; ``distinct.…``; ``amount.sum``. A thing with several values is in several groups, so counts
            can add up to more than ``attrs["totalCount"]``, which counts each thing once; ``attrs["totalGroups"]`` counts the groups.
        """
        return self._run(_questions.groups(self._core, noun, by, distinct, unit, keywords, filter, as_of, having, order_by, limit))

    def matrix(
        self,
        rows: str = "BEARERS",
        columns: str = "KIND",
        *,
        filter: Filter | None = None,
        as_of: Day | None = None,
        most_rows: int | None = None,
        most_columns: int | None = None,
    ) -> pd.DataFrame:
        """Obligations in a table of two dimensions, the most first. ``attrs`` has the totals, and how many rows and columns are left out."""
        given = {
            "rows": rows.upper(),
            "columns": columns.upper(),
            "filter": filter,
            "as_of": as_of,
            "most_rows": most_rows,
            "most_columns": most_columns,
        }
        return self._run(_lists.named(self._core, "matrix", given))

    def timeline(
        self,
        of: Literal["obligations", "declarations", "events"] = "obligations",
        *,
        interval: str = "YEAR",
        start: str | None = None,
        end: str | None = None,
        filter: Filter | None = None,
    ) -> pd.DataFrame:
        """What began, held and ended in each year, quarter or month, empty ones too; ``first`` and ``last`` are its days."""
        name = {"obligations": "timeline", "declarations": "declarationTimeline", "events": "eventTimeline"}[of]
        given = {"interval": interval.upper(), "from": start, "to": end, "filter": filter}
        return self._run(_lists.named(self._core, name, given))

    def graph(
        self,
        what: str | Iterable[str],
        /,
        *,
        depth: int = 1,
        relations: Sequence[str] | None = None,
        as_of: Day | None = None,
        limit: int = 300,
        filter: Filter | None = None,
        **keywords: Any,
    ) -> nx.MultiDiGraph[str]:
        """A part of the graph for networkx. Nodes are Pactgraph's ids, edges have theirs as keys and go as they are written.

        ``client.graph("actor/FRA", depth=2)``; ``client.graph("obligations", kind="DEFENCE")``

        Args:
            what: an id, a state's name or code, or several: what lies around them. Or a noun in the plural, but loads: all of its things that the
                keywords and ``filter`` choose, what they are joined to, and each edge that touches one of them.
            depth: how many edges may lie between, 0 to 6 (of ids); limit: the most nodes, at most 2,000, the nearest first (of ids).
            relations: the types of the edges to walk: ``["BEARER", "CREATES"]``; all if left out.
            as_of: only what held on this day.

        Returns:
            A graph whose nodes and edges have all their properties as plain values (texts, numbers, truth values; lists joined by "; ";
            dates as they are written), named as in flat rows (``statusReason``), so that networkx can write it as GraphML, GEXF or GML.
            Properties without a value are left out.
            ``noun`` says what a node is, ``type`` what an edge is. ``graph.graph["truncated"]`` says whether something was left out.
        """
        return self._run(_graph(self._core, what, depth, relations, as_of, limit, filter, keywords))

    def dyads(
        self,
        kind: str | Sequence[str] | None = "DEFENCE",
        years: Years | None = None,
        *,
        directed: bool = True,
        rule: Rule = "any",
        states_only: bool = True,
        filter: Filter | None = None,
        detail: bool = False,
    ) -> pd.DataFrame:
        """The dyad-year table: who owes whom an obligation of a kind, in which year.

        ``client.dyads("DEFENCE", years=(1815, 2016))``

        Args:
            kind: the kind of obligation, or several; None is all.
            years: the first and the last year of the table, both of them in it; a single year; or a range, as ``range(1815, 2017)``. Without it, from the first beginning to the last beginning or end that
                is recorded. What has no end is in force to the last year: so give the year in which the data end (ATOP 4.01: 2016).
            directed: rows for A owing B, and others for B owing A. Otherwise one row for the pair, with ``aOwesB`` and ``bOwesA``;
                A is then the one whose id comes first.
            rule: a year counts if the obligation was in force on ``"any"`` day of it, on its ``"first"`` day (1 January) or its
                ``"last"`` (31 December).
            states_only: only actors of the kind STATE.
            filter: obligations only that this filter of the API chooses besides, such as those of one data set.
            detail: one row for each obligation, with its id and those of its declarations, instead of counts; these are directed.

        Returns:
            A row for each pair and year with at least one obligation: ``year``; ``stateA`` and ``stateB`` (ids), each with name, COW code
            (``cowA``, Int64) and ISO 3166-1 alpha-3 code (``isoA``), <NA> where there is none; ``obligations`` and ``declarations``, how many
            different ones were in force. Sorted by year, stateA, stateB. ``attrs["undated"]`` has the ids of obligations left out
            because nothing says when they began.

        **Who owes.** Each bearer, from its first to its last day as one; the parties, where each, any or the others bear it; and each member of
        a coalition that stands for its members (SEVERAL, JOINT_AND_SEVERAL), while it is one.
        **Whom.** The counterparties and beneficiaries where any are named; otherwise the other parties to its declarations. So in ATOP a
        member with defense = 1 in a phase owes it to every other member of the alliance, whatever that one owes in return.
        **When.** A owes B in a year if there is a day in it on which A bore it and B had it coming. Dates are those of each membership, phase by
        phase; where one has none, the obligation's and its declarations'. ``1900`` begins on 1 January and ends on 31 December: what no
        date speaks against counts, as everywhere in Pactgraph. Who is party by its actions alone is bound from the day on which one that binds
        took effect; the signature of a treaty by itself doesn't.

        ATOP publishes its own dyad-year data by the year and not finer (data for 4.01 aren't at hand here, so equality with those files isn't
        claimed); ``rule="any"`` is the year-wise reading of its dates of entry and exit. Source of the data and of what a defence obligation
        is: Leeds, Ritter, Mitchell and Long (2002), International Interactions 28: 237-260.
        """
        return self._run(_dyads.dyads(self._core, kind, years, directed, rule, states_only, filter, detail))


class Listing:
    """All things of one noun as a frame: a call asks for those that are wanted."""

    def __init__(self, client: Client, name: str) -> None:
        self._client, self._name = client, name

    def __repr__(self) -> str:
        return f"{self._client!r}.{self._name}(…)"

    def __call__(
        self,
        *,
        filter: Filter | None = None,
        order_by: Any = None,
        as_of: Day | None = None,
        fields: str | None = None,
        relations: str | Sequence[str] | None = None,
        explode: str | None = None,
        join: str | None = "; ",
        limit: int | None = None,
        page: int = _lists.PAGE_SIZE,
        **keywords: Any,
    ) -> pd.DataFrame:
        """One row for each thing, by id unless said otherwise.

        ``client.obligations(kind="DEFENCE", bearer="FRA", status="DORMANT", as_of="2026-01-07")``

        Args:
            keywords: any field of the API's filter, all of which must hold. A value is equal to it, or for a date within it
                (``signed_on="1949"``); a list is any of several, of dates too; None is that there is none. A relation is named by an id, a state's name
                or code (``bearer="FRA"``), or keywords for what it leads to (``bearers={"kind": "STATE"}``). Two underscores
                name another comparison: ``summary__contains="air"``, ``from___gte="1900"`` (Python's own words, such as ``from``, take an
                underscore behind), ``bearers__count=1``.
            filter: the same in the API's own language, beside the keywords: docs/filters.md.
            order_by: a property, ``"-from"`` for the last first, or several.
            as_of: a day: only what held on it, and statuses and relations as they were on it; otherwise statuses are today's.
            fields: what to select instead of what a row has by itself.
            relations: which relations are shown, or ``"all"``; by themselves the few that fit in a cell.
            explode: a relation of which each edge makes a row, with the edge's own properties: ``explode="bearers"``.
            join: what stands between several names in one cell; None gives Python lists.
            limit: the most rows; all without it.
            page: how many to ask for at once.

        Returns:
            A frame as df gives it. A relation has two columns, names and ids: ``bearers`` and ``bearerIds``, with what several edges lead to
            once; what is derived has ``status`` and ``statusReason``.

        Raises:
            UnknownNameError: a keyword or a value that the schema doesn't have; the message says what it has.
            NotFoundError: a state that isn't there.
        """
        options = _lists.Options(filter, order_by, as_of, fields, relations, explode, join, limit, page)
        return self._client._run(_lists.noun(self._client._core, self._name, keywords, options))


class AsyncClient(_Shared):
    """As Client, for programs that await: every question is a coroutine, with the same arguments and answers.

    ``async with AsyncClient() as client: frame = await client.obligations(bearer="FRA")``
    """

    def __init__(self, url: str | None = None, token: str | None = None, timeout: float = 60.0, retries: int = 4) -> None:
        super().__init__(url, token, timeout, retries)
        self._http = httpx.AsyncClient(headers=self._headers, timeout=timeout)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def _send(self, ask: Ask) -> Data:
        tried = 0
        while True:
            try:
                try:
                    response = await self._http.post(self.url, json=self._body(ask))
                except httpx.TransportError as err:
                    raise self._unreachable(ask, err) from err
                return self._read(ask, response)
            except PactgraphError as err:
                pause = self._pause(ask, err, tried)
                if pause is None:
                    raise
            await anyio.sleep(pause)
            tried += 1

    async def _run(self, steps: Steps[T]) -> T:
        try:
            ask = next(steps)
            while True:
                try:
                    answer = await self._send(ask)
                except PactgraphError as err:
                    ask = steps.throw(err)
                else:
                    ask = steps.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def query(self, text: str, /, **variables: Any) -> dict[str, Any]:
        """As Client.query."""
        return await self._send(Ask(text, variables, safe=not documents.is_mutation(text)))

    async def df(
        self,
        what: str,
        /,
        fields: str | None = None,
        *,
        rows: str | None = None,
        explode: str | None = None,
        join: str | None = "; ",
        limit: int | None = None,
        page: int = _lists.PAGE_SIZE,
        **arguments: Any,
    ) -> pd.DataFrame:
        """As Client.df."""
        return await self._run(_lists.df(self._core, what, fields, rows, explode, join, limit, page, arguments))

    @property
    def actors(self) -> AsyncListing:
        """States, organisations, coalitions, persons: ``client.actors(kind="STATE", member_of="actor/ukraine-allies")``."""
        return AsyncListing(self, "actors")

    @property
    def declarations(self) -> AsyncListing:
        """Treaties, agreements and other declarations: ``client.declarations(status="IN_FORCE", party="FRA", signed_on="1949")``."""
        return AsyncListing(self, "declarations")

    @property
    def obligations(self) -> AsyncListing:
        """What was promised: ``client.obligations(kind="DEFENCE", bearer="FRA", as_of="2026-01-07")``."""
        return AsyncListing(self, "obligations")

    @property
    def conditions(self) -> AsyncListing:
        """What must hold for obligations: ``client.conditions(kind="CEASEFIRE_IN_FORCE")``."""
        return AsyncListing(self, "conditions")

    @property
    def events(self) -> AsyncListing:
        """Summits, attacks, ceasefires: ``client.events(participant="RUS")``."""
        return AsyncListing(self, "events")

    @property
    def statements(self) -> AsyncListing:
        """What somebody said: ``client.statements(act="PROMISES")``."""
        return AsyncListing(self, "statements")

    @property
    def sources(self) -> AsyncListing:
        """Articles, official texts, data sets: ``client.sources(kind="NEWS_REPORT")``."""
        return AsyncListing(self, "sources")

    @property
    def loads(self) -> AsyncListing:
        """Who loaded what, and when (UTC): ``client.loads(dataset="paris-2026", order_by="-revision")``."""
        return AsyncListing(self, "loads")

    async def claims(self, id: str, /, *, field: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """As Client.claims."""
        return await self._run(_questions.claims(self._core, id, field, limit))

    async def search(self, text: str, /, *, nouns: Any = None, kinds: Any = None, limit: int = 25) -> pd.DataFrame:
        """As Client.search."""
        return await self._run(_questions.search(self._core, text, nouns, kinds, limit))

    async def what_if(
        self,
        kind: str | None = None,
        *,
        attacker: str | None = None,
        victim: str | None = None,
        subject: str | None = None,
        condition: str | None = None,
        holds: bool = True,
        hypotheses: Sequence[Mapping[str, Any]] = (),
        as_of: Day | None = None,
    ) -> WhatIf:
        """As Client.what_if."""
        supposed = [*_questions.hypotheses_of(kind, attacker, victim, subject, condition, holds), *hypotheses]
        return await self._run(_questions.what_if(self._core, supposed, as_of))

    async def paths(
        self,
        start: str,
        end: str,
        /,
        *,
        max_length: int | None = None,
        relations: Sequence[str] | None = None,
        avoid: Sequence[str] | None = None,
        avoid_hubs_over: int | None = None,
        through: Sequence[str] | None = None,
        preset: str | None = None,
        as_of: Day | None = None,
        limit: int = 10,
    ) -> Paths:
        """As Client.paths."""
        given = {
            "from": start,
            "to": end,
            "max_length": max_length,
            "relations": relations,
            "avoid": avoid,
            "avoid_hubs_over": avoid_hubs_over,
            "through": through,
            "preset": preset,
            "as_of": as_of,
            "first": limit,
        }
        return await self._run(_questions.paths(self._core, given))

    async def conflicts(self, *, filter: Filter | None = None, limit: int | None = None) -> pd.DataFrame:
        """As Client.conflicts."""
        return await self._run(_lists.named(self._core, "conflicts", {"filter": filter}, limit))

    async def gaps(self, *, filter: Filter | None = None, as_of: Day | None = None, limit: int | None = None) -> pd.DataFrame:
        """As Client.gaps."""
        return await self._run(_lists.named(self._core, "gaps", {"filter": filter, "as_of": as_of}, limit))

    async def changes(
        self, since: int = 0, until: int | None = None, *, filter: Filter | None = None, limit: int | None = None
    ) -> pd.DataFrame:
        """As Client.changes."""
        given = {"since": since, "until": until, "filter": filter}
        return await self._run(_lists.named(self._core, "changes", given, limit))

    async def compare(self, *declarations: str, as_of: Day | None = None) -> pd.DataFrame:
        """As Client.compare."""
        return await self._run(_questions.compare(self._core, declarations, as_of))

    async def groups(
        self,
        noun: str,
        by: str | Sequence[str],
        *,
        distinct: str | Sequence[str] | None = None,
        unit: str | None = None,
        filter: Filter | None = None,
        as_of: Day | None = None,
        having: Mapping[str, Any] | None = None,
        order_by: str | None = None,
        limit: int | None = None,
        **keywords: Any,
    ) -> pd.DataFrame:
        """As Client.groups."""
        return await self._run(
            _questions.groups(self._core, noun, by, distinct, unit, keywords, filter, as_of, having, order_by, limit)
        )

    async def matrix(
        self,
        rows: str = "BEARERS",
        columns: str = "KIND",
        *,
        filter: Filter | None = None,
        as_of: Day | None = None,
        most_rows: int | None = None,
        most_columns: int | None = None,
    ) -> pd.DataFrame:
        """As Client.matrix."""
        given = {
            "rows": rows.upper(),
            "columns": columns.upper(),
            "filter": filter,
            "as_of": as_of,
            "most_rows": most_rows,
            "most_columns": most_columns,
        }
        return await self._run(_lists.named(self._core, "matrix", given))

    async def timeline(
        self,
        of: Literal["obligations", "declarations", "events"] = "obligations",
        *,
        interval: str = "YEAR",
        start: str | None = None,
        end: str | None = None,
        filter: Filter | None = None,
    ) -> pd.DataFrame:
        """As Client.timeline."""
        name = {"obligations": "timeline", "declarations": "declarationTimeline", "events": "eventTimeline"}[of]
        given = {"interval": interval.upper(), "from": start, "to": end, "filter": filter}
        return await self._run(_lists.named(self._core, name, given))

    async def graph(
        self,
        what: str | Iterable[str],
        /,
        *,
        depth: int = 1,
        relations: Sequence[str] | None = None,
        as_of: Day | None = None,
        limit: int = 300,
        filter: Filter | None = None,
        **keywords: Any,
    ) -> nx.MultiDiGraph[str]:
        """As Client.graph."""
        return await self._run(_graph(self._core, what, depth, relations, as_of, limit, filter, keywords))

    async def dyads(
        self,
        kind: str | Sequence[str] | None = "DEFENCE",
        years: Years | None = None,
        *,
        directed: bool = True,
        rule: Rule = "any",
        states_only: bool = True,
        filter: Filter | None = None,
        detail: bool = False,
    ) -> pd.DataFrame:
        """As Client.dyads."""
        return await self._run(_dyads.dyads(self._core, kind, years, directed, rule, states_only, filter, detail))


class AsyncListing:
    """All things of one noun as a frame: a call asks for those that are wanted."""

    def __init__(self, client: AsyncClient, name: str) -> None:
        self._client, self._name = client, name

    def __repr__(self) -> str:
        return f"{self._client!r}.{self._name}(…)"

    async def __call__(
        self,
        *,
        filter: Filter | None = None,
        order_by: Any = None,
        as_of: Day | None = None,
        fields: str | None = None,
        relations: str | Sequence[str] | None = None,
        explode: str | None = None,
        join: str | None = "; ",
        limit: int | None = None,
        page: int = _lists.PAGE_SIZE,
        **keywords: Any,
    ) -> pd.DataFrame:
        """As Listing."""
        options = _lists.Options(filter, order_by, as_of, fields, relations, explode, join, limit, page)
        return await self._client._run(_lists.noun(self._client._core, self._name, keywords, options))


def _graph(
    core: Core,
    what: str | Iterable[str],
    depth: int,
    relations: Sequence[str] | None,
    as_of: Day | None,
    limit: int,
    filter: Filter | None,
    keywords: Mapping[str, Any],
) -> Steps[nx.MultiDiGraph[str]]:
    if what == "loads":
        raise BadInputError(f"'loads' are no part of a graph: it is one of {', '.join(n for n in _lists.NOUNS if n != 'loads')}, or ids")
    if isinstance(what, str) and what in _lists.NOUNS:
        options = _lists.Options(filter=filter, as_of=as_of, fields="id", page=_lists.LARGEST)
        noun, keywords = what, _filters.kept(keywords)  # read once more where the graph changes meanwhile

        def read() -> Steps[nx.MultiDiGraph[str] | None]:
            table = yield from _lists.noun(core, noun, keywords, options)
            ids = [str(i) for i in table["id"]]
            return (yield from _graphs.collection(core, ids, table.attrs["revision"], relations, as_of))

        return (yield from settled(read))
    roots = [what] if isinstance(what, str) else [str(w) for w in what]
    return (yield from _graphs.around(core, roots, depth, relations, as_of, limit))


def _seconds(text: str) -> float | None:
    """Retry-After in seconds; None where it isn't there, or is a date."""
    try:
        return float(text)
    except ValueError:
        return None
