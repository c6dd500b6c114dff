// Apollo Client: ordinary POSTs, its cache, errors, GETs, and automatic persisted queries.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { check, checkActors, question, url } from "./check.mjs";

function client(...links) {
  return new ApolloClient({ link: ApolloLink.from(links), cache: new InMemoryCache() });
}

const query = gql(question);
const variables = { first: 2 };

const plain = client(new HttpLink({ uri: url }));
checkActors((await plain.query({ query, variables })).data, "Apollo Client");
const cached = await plain.query({ query, variables, fetchPolicy: "cache-only" });
checkActors(cached.data, "Apollo Client's cache");

try {
  await plain.query({ query: gql`{ actors(first: -1) { totalCount } }` });
  check.fail("Apollo Client: a page of -1 gives no error");
} catch (err) {
  check.equal(CombinedGraphQLErrors.is(err), true, `Apollo Client: the error is one of GraphQL: ${err}`);
  check.equal(err.errors?.[0]?.extensions?.code, "BAD_USER_INPUT", "Apollo Client: the error's code");
}

// What is sent: first a hash alone, then both as the server doesn't know it, then the hash again.
const sent = [];
const watched = (address, init) => {
  sent.push(new URL(address).searchParams.has("query"));
  return fetch(address, init);
};
const persisted = () =>
  client(
    new PersistedQueryLink({
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
      useGETForHashedQueries: true,
    }),
    new HttpLink({ uri: url, fetch: watched, useGETForQueries: true }),
  );
checkActors((await persisted().query({ query, variables })).data, "Apollo Client, the first persisted query");
checkActors((await persisted().query({ query, variables })).data, "Apollo Client, the second persisted query");
check.equal(sent, [false, true, false], "Apollo Client: whether the document was sent");
