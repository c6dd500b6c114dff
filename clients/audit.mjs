// Runs graphql-http's audit of servers: whether one keeps GraphQL over HTTP. All of its checks must pass, recommendations
// too.
import { serverAudits } from "graphql-http";
import { check, url } from "./check.mjs";

const audits = serverAudits({ url, fetchFn: fetch });
check.equal(audits.length, 61, "the audit's checks are not those that this was written for");
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== "ok") {
    check.fail(`${audit.id} ${audit.name}: ${result.reason}`);
  }
}
