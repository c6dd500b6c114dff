// Every view of the explorer, each with something in it.
import { ask, open } from "./browser.mjs";
import { atRest } from "./graphs.mjs";

/** Gives each view's name and address. Things are the Paris Declaration's where there is no better one, so that they stand in both graphs. */
export async function views() {
  const one = await ask(`{
    declaration(id: "declaration/paris-2026") { obligations(first: 1) { nodes { id claims(first: 1) { nodes { id evidence(first: 1) { nodes { id } } } } } } }
    conditions(first: 1, filter: { state: { eq: UNMET } }) { nodes { id } }
    events(first: 1) { nodes { id } }
    statements(first: 1) { nodes { id } }
    sources(first: 1) { nodes { id } }
    loads(first: 1) { nodes { id } }
  }`);
  const [obligation] = one.declaration.obligations.nodes;
  const [claim] = obligation.claims.nodes;
  const page = (list) => "/" + list.nodes[0].id;
  return {
    start: "/",
    search: "/search?text=security",
    "search-nothing": "/search?text=qqqqqqqq",
    declaration: "/declaration/paris-2026",
    actor: "/actor/FRA",
    obligation: "/" + obligation.id,
    condition: page(one.conditions),
    event: page(one.events),
    statement: page(one.statements),
    source: page(one.sources),
    claim: "/" + claim.id,
    evidence: page(claim.evidence),
    load: page(one.loads),
    list: "/list?noun=obligation",
    "list-nothing": "/list?noun=obligation&status=BREACHED",
    compare: "/compare?ids=declaration%2Fparis-2026&ids=declaration%2Fparis-2026-separate",
    graph: "/graph?roots=declaration%2Fparis-2026",
    whatif: "/whatif?kind=ARMED_ATTACK&attacker=actor%2FRUS&victim=actor%2FUKR",
    matrix: "/matrix",
    timeline: "/timeline",
    conflicts: "/conflicts",
    gaps: "/gaps",
    loads: "/loads",
    import: "/import",
    saved: "/saved",
    unknown: "/actor/there-is-nobody-of-this-name",
  };
}

/** Opens a view, and waits until all of it is there: a graph also has to be laid out. */
export async function openView(page, address) {
  await open(page, address);
  if (address.startsWith("/graph")) await atRest(page);
}
