// graphql-request: by POST and by GET, and an error.
import { ClientError, GraphQLClient } from "graphql-request";
import { check, checkActors, question, url } from "./check.mjs";

for (const method of ["POST", "GET"]) {
  const client = new GraphQLClient(url, { method });
  checkActors(await client.request(question, { first: 2 }), `graphql-request by ${method}`);
  try {
    await client.request("{ nothing }");
    check.fail(`graphql-request by ${method}: an unknown field gives no error`);
  } catch (err) {
    check.equal(err instanceof ClientError, true, `graphql-request by ${method}: ${err}`);
    check.equal(err.response?.errors?.[0]?.extensions?.code, "GRAPHQL_VALIDATION_FAILED", `graphql-request by ${method}: the error's code`);
  }
}
