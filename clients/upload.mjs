// Loads, by those who may write: Apollo Client with apollo-upload-client, urql and graphql-request. The first two send files as
// the GraphQL multipart request specification has it, the last a text.
import { ApolloClient, CombinedGraphQLErrors, InMemoryCache, gql } from "@apollo/client";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { Client, fetchExchange } from "@urql/core";
import { GraphQLClient } from "graphql-request";
import { check, url } from "./check.mjs";

const headers = { Authorization: `Bearer ${process.argv[3]}` };

const mutation = `mutation Load($input: LoadInput!) {
  load(input: $input) { load { id dataset files who } unchanged bundle { verified } problems { file line message } }
}`;

const text = "The ministers of Lorin and Velland met on Tuesday.";
const bundle = (name, quote = "ministers of Lorin") => `pactgraph: 1
source: ${name}
sources: {${name}: {kind: NEWS_REPORT, file: text.txt}}
actors: {${name}-lorin: {kind: STATE, quote: ${quote}}}
`;
const files = (name, quote) => [new File([bundle(name, quote)], "lorin.yaml"), new File([text], "text.txt")];

function checkLoad(load, client, dataset) {
  check.equal(load?.problems, [], `${client}: what is wrong with the bundle`);
  check.equal(load?.load?.dataset, dataset, `${client}: the data set`);
  check.equal(load?.load?.files, ["lorin.yaml"], `${client}: the load's files`);
  check.equal(load?.load?.who, "ana", `${client}: who loaded`);
  check.equal(load?.bundle?.verified, 1, `${client}: quotes that were found`);
}

function checkProblem(load, client) {
  check.equal(load?.load, null, `${client}: nothing is loaded`);
  check.equal([load?.problems?.length, load?.problems?.[0]?.file, load?.problems?.[0]?.line], [1, "lorin.yaml", 4], `${client}: what is wrong`);
}

const apollo = (link) => new ApolloClient({ link: new UploadHttpLink({ uri: url, ...link }), cache: new InMemoryCache() });
const byApollo = (client, input) => client.mutate({ mutation: gql(mutation), variables: { input } });

checkLoad((await byApollo(apollo({ headers }), { uploads: files("apollo") })).data.load, "apollo-upload-client", "apollo");
checkProblem((await byApollo(apollo({ headers }), { uploads: files("apollo", "nobody") })).data.load, "apollo-upload-client");
try {
  await byApollo(apollo({}), { uploads: files("apollo") });
  check.fail("apollo-upload-client: without a token there is no error");
} catch (err) {
  check.equal(CombinedGraphQLErrors.is(err) && err.errors[0].extensions.code, "FORBIDDEN", `apollo-upload-client: without a token: ${err}`);
}

const urql = (fetchOptions) => new Client({ url, exchanges: [fetchExchange], fetchOptions, preferGetMethod: false });
const byUrql = (client, input) => client.mutation(mutation, { input }).toPromise();

const loaded = await byUrql(urql({ headers }), { uploads: files("urql") });
check.equal(loaded.error, undefined, "urql: no error");
checkLoad(loaded.data?.load, "urql", "urql");
checkProblem((await byUrql(urql({ headers }), { uploads: files("urql", "nobody") })).data?.load, "urql");
const refused = await byUrql(urql({}), { uploads: files("urql") });
check.equal(refused.error?.graphQLErrors?.[0]?.extensions?.code, "FORBIDDEN", "urql: without a token");

const texts = [
  { name: "lorin.yaml", text: bundle("request") },
  { name: "text.txt", text },
];
const request = new GraphQLClient(url, { headers });
checkLoad((await request.request(mutation, { input: { files: texts } })).load, "graphql-request", "request");
check.equal((await request.request(mutation, { input: { files: texts } })).load.unchanged, true, "graphql-request: again");
