// What the programs here share: the address of the server, checks that go on after one has failed, and the small world
// that the server shows (package graphtest).
import assert from "node:assert/strict";

export const url = process.argv[2];

let failures = 0;

function fail(text) {
  console.error(text);
  failures++;
}

export const check = {
  fail,
  equal(got, want, what) {
    try {
      assert.deepEqual(got, want);
    } catch (err) {
      fail(`${what}: ${err.message}`);
    }
  },
};

process.on("exit", () => {
  if (failures > 0) {
    process.exitCode = 1;
  }
});

// What is asked by each client, and what of the answer is known.
export const question = `query Actors($first: Int!) {
  actors(first: $first) { totalCount edges { cursor node { id label } } pageInfo { hasNextPage endCursor } }
}`;

export function checkActors(data, client) {
  check.equal(data?.actors?.edges?.length, 2, `${client}: the page's actors`);
  check.equal(data?.actors?.pageInfo?.hasNextPage, true, `${client}: there are more`);
  check.equal(data?.actors?.edges?.[1]?.cursor, data?.actors?.pageInfo?.endCursor, `${client}: the last cursor`);
}
