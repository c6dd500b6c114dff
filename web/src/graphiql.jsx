// GraphiQL on this server's own /graphql. "?query=…" in the address fills the editor.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createClient } from "graphql-ws";
import { createRoot } from "react-dom/client";
import "graphiql/graphiql.css";

const example = `# Who promised what to whom, under which condition, how binding, and on whose word?
# Ctrl-Space completes, Ctrl-Enter asks. Every field is described on the left, under "Docs".
{
  obligations(first: 5) {
    nodes {
      label
      bindingness
      bearers { edges { asNamed node { label } } }
      conditions { edges { role node { label state { state reason } } } }
      status { status reason }
      claims(first: 3) {
        nodes { field value basis evidence { nodes { exact source { label publisher { label } } } } }
      }
    }
  }
}
`;

const given = new URLSearchParams(window.location.search);
const url = new URL("graphql", window.location.href).href;
const fetcher = createGraphiQLFetcher({
  url,
  wsClient: createClient({ url: url.replace(/^http/, "ws") }), // connects when something is subscribed to
});

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={example}
    query={given.get("query") ?? undefined}
    variables={given.get("variables") ?? undefined}
  />,
);
