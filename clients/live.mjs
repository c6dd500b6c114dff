// graphql-ws and graphql-sse: a subscription to the graph's changes, while loads are made. It is cut off again and again, and
// goes on after the last cursor that came; at the end each change has come once, in the order of the list.
import { createClient as createSSE } from "graphql-sse";
import { createClient as createWS } from "graphql-ws";
import { GraphQLClient } from "graphql-request";
import WebSocket from "ws";
import { check, url } from "./check.mjs";

const changes = "edges { cursor node { revision target action } } pageInfo { hasNextPage endCursor }";
const subscription = `subscription Live($since: Int, $after: String) { changes(since: $since, after: $after, first: 20) { ${changes} } }`;
const list = `query List($after: String) { changes(after: $after, first: 1000) { ${changes} } }`;

const written = (edge) => `${edge.node.revision} ${edge.node.action} ${edge.node.target}`;
const http = new GraphQLClient(url);

// collect takes events until it has enough changes, and gives them.
async function collect(client, variables, enough) {
  const edges = [];
  const events = client.iterate({ query: subscription, variables });
  for await (const event of events) {
    if (event.errors) {
      throw new Error(JSON.stringify(event.errors));
    }
    edges.push(...event.data.changes.edges);
    if (enough(edges)) {
      break; // this ends the subscription
    }
  }
  return edges;
}

// all gives the list of changes, page by page.
async function all() {
  const edges = [];
  for (let after = null; ; ) {
    const page = (await http.request(list, { after })).changes;
    edges.push(...page.edges);
    if (!page.pageInfo.hasNextPage) {
      return edges;
    }
    after = page.pageInfo.endCursor;
  }
}

async function live(name, client) {
  const { revision } = await http.request("{ revision }");
  let got = await collect(client, { since: 0 }, (edges) => edges.length >= 40);
  while (got.at(-1).node.revision < revision + 3) {
    const last = got.at(-1).cursor;
    got = got.concat(await collect(client, { after: last }, (edges) => edges.length > 0));
  }
  const want = (await all()).slice(0, got.length);
  check.equal(got.map(written), want.map(written), `${name}: the changes`);

  const fresh = await collect(client, {}, (edges) => edges.length > 0);
  check.equal(fresh[0].node.revision > revision, true, `${name}: without since and after it begins with what comes`);

  const wrong = client.iterate({ query: "subscription { nothing }" });
  let refused = "";
  try {
    for await (const event of wrong) {
      refused = JSON.stringify(event.errors);
    }
  } catch (err) {
    refused = JSON.stringify(err) + err;
  }
  check.equal(refused !== "", true, `${name}: an unknown field gives no error`);
}

const ws = createWS({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
await live("graphql-ws", ws);
await ws.dispose();
const sse = createSSE({ url, retryAttempts: 0 });
await live("graphql-sse", sse);
sse.dispose();
