// urql: its ordinary POST, whose Accept names an event stream and a multipart answer too; a short document as GET; errors.
import { Client, fetchExchange } from "@urql/core";
import { check, checkActors, question, url } from "./check.mjs";

for (const preferGetMethod of [false, true]) {
  const types = [];
  const client = new Client({
    url,
    preferGetMethod,
    exchanges: [fetchExchange],
    fetch: async (address, init) => {
      const resp = await fetch(address, init);
      types.push(resp.headers.get("content-type"));
      return resp;
    },
  });
  const name = preferGetMethod ? "urql by GET" : "urql by POST";
  const result = await client.query(question, { first: 2 }).toPromise();
  check.equal(result.error, undefined, `${name}: no error`);
  checkActors(result.data, name);
  const wrong = await client.query("{ nothing }", {}).toPromise();
  check.equal(wrong.error?.graphQLErrors?.[0]?.extensions?.code, "GRAPHQL_VALIDATION_FAILED", `${name}: the error's code`);
  for (const type of types) {
    check.equal(type, "application/graphql-response+json; charset=utf-8", `${name}: the media type`);
  }
}
