// Loading in the page: files are dropped, planned, loaded and taken back by those who may, and by nobody else.
import assert from "node:assert/strict";
import { ask, base, open, texts, token } from "../browser.mjs";
import { flow } from "../flow.mjs";

const bundle = `pactgraph: 1
dataset: desk
actors:
  harbour-club: {kind: COALITION, name: Harbour Club}
declarations:
  paris-2026: {kind: DECLARATION, place: Paris and Kyiv}
`;

const button = (page, name) => page.getByRole("button", { name, exact: true });

// drop lets go of files above the place for them.
async function drop(page, files) {
  const carried = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.getByRole("region", { name: "The files" }).dispatchEvent("drop", { dataTransfer: carried });
  for (const name of Object.keys(files)) await page.getByRole("region", { name: "The files" }).getByText(name).waitFor();
}

async function giveToken(page, text) {
  await page.getByLabel("Your writer’s token").fill(text);
  await button(page, "Use it").click();
}

// state gives the revision, and what the bundle speaks of.
async function state() {
  return ask(`{ revision actors(filter: { name: { eq: "Harbour Club" } }) { totalCount } declaration(id: "declaration/paris-2026") { place } }`);
}

flow("without a token, or with a wrong one, nothing is planned or loaded, and it is told how to be allowed", async (page) => {
  const before = await state();
  await open(page, "/import");
  await drop(page, { "desk.yaml": bundle });
  await button(page, "See what it would change").click();
  await page.getByRole("alert").getByText("(FORBIDDEN)").waitFor();
  await page.getByText("Writing has to be allowed where the server is started.").waitFor();
  await giveToken(page, "not-" + token);
  await button(page, "See what it would change").click();
  await page.getByRole("alert").getByText("(FORBIDDEN)").waitFor();
  assert.deepEqual(await state(), before);
}, { expected: [/Failed to load resource/] });

flow("a bundle is dropped, planned, loaded, and taken back", async (page) => {
  const before = await state();
  await open(page, "/import");
  await giveToken(page, token);
  await drop(page, { "desk.yaml": bundle });
  await button(page, "See what it would change").click();
  const plan = page.getByRole("region", { name: "What it would change" });
  await plan.getByText("+ 1 added").waitFor();
  await plan.getByRole("row", { name: /added.*Harbour Club/ }).waitFor();
  assert.match(await plan.innerText(), /coalition/i);
  assert.deepEqual(await state(), before, "a plan changes nothing");

  await plan.getByRole("button", { name: "Load it" }).click();
  const outcome = page.getByRole("region", { name: "It is loaded" });
  await outcome.waitFor();
  const after = await state();
  assert.equal(after.revision, before.revision + 1);
  assert.equal(after.actors.totalCount, 1);

  await button(page, "Take it back…").click();
  await button(page, "See what taking it back would change").click();
  await outcome.getByText("− 1 removed").waitFor();
  await button(page, "Take it back").click();
  await page.getByText("It is taken back").first().waitFor();
  assert.deepEqual(await state(), { ...before, revision: before.revision + 2 });
});

flow("trying the next page of a plan again asks for that page, and loads nothing", async (page) => {
  const before = await state();
  await open(page, "/import");
  await giveToken(page, token);
  const clubs = Array.from({ length: 250 }, (_, i) => `  quay-club-${i}: {kind: COALITION, name: Quay Club ${i}}\n`).join("");
  await drop(page, { "clubs.yaml": `pactgraph: 1\ndataset: desk\nactors:\n${clubs}` });
  await button(page, "See what it would change").click();
  await page.getByText("+ 250 added").waitFor();
  await page.route((url) => url.pathname === "/graphql", (route) => route.abort(), { times: 1 });
  await button(page, "Show 200 more").click();
  await page.getByRole("alert").waitFor();
  await button(page, "Try again").click();
  await button(page, "Show 200 more").waitFor({ state: "detached" });
  assert.deepEqual(await state(), before);
}, { expected: [/Failed to load resource/] });

flow("a plan isn't shown for other files than those that it was made of", async (page) => {
  await open(page, "/import");
  await giveToken(page, token);
  await drop(page, { "desk.yaml": bundle });
  let go;
  const held = new Promise((done) => (go = done));
  await page.route((url) => url.pathname === "/graphql", async (route) => (await held, route.continue()), { times: 1 });
  await button(page, "See what it would change").click();
  await drop(page, { "other.yaml": bundle.replaceAll("arbour", "aven") });
  go();
  await page.getByText("The server is reading the files…").waitFor({ state: "detached" });
  assert.equal(await button(page, "Load it").count(), 0);
});

flow("what is wrong with a bundle is told by its place, and nothing of it is loaded", async (page) => {
  const before = await state();
  await open(page, "/import");
  await giveToken(page, token);
  await drop(page, { "desk.yaml": bundle.replace("COALITION", "CLUB") });
  await button(page, "See what it would change").click();
  const problem = page.getByRole("alert").getByRole("listitem").first();
  await problem.waitFor();
  assert.match(await problem.innerText(), /desk\.yaml, line 4/);
  assert.match(await problem.innerText(), /CLUB/);
  assert.equal(await button(page, "Load it").count(), 0);
  assert.deepEqual(await state(), before);
});

// write asks for a mutation as the writer whose token it is.
async function write(query, variables) {
  const response = await fetch(base + "/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", Authorization: "Bearer " + token },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
  return data;
}

flow("where two data sets differ, a value is chosen by hand, and the choice is taken back", async (page) => {
  const saying = (dataset, name) => [{ name: dataset + ".yaml", text: `pactgraph: 1\ndataset: ${dataset}\nactors: {quay: {kind: STATE, name: ${name}}}\n` }];
  for (const [dataset, name] of [["quay-first", "Quay"], ["quay-second", "Quay Republic"]]) {
    await write("mutation ($files: [LoadFile!]) { load(input: { files: $files }) { load { id } } }", { files: saying(dataset, name) });
  }
  const name = async () => (await ask(`{ actor(id: "actor/quay") { name } }`)).actor.name;
  assert.equal(await name(), "Quay Republic");
  await open(page, "/conflicts?about=actor%2Fquay");
  await page.getByText("Choose by hand").click();
  await giveToken(page, token);
  await page.getByLabel("Why?").fill("so it signs");
  await button(page, "Show “Quay”").click();
  await page.getByText("Chosen by hand", { exact: true }).waitFor();
  await page.getByText("because so it signs").waitFor();
  assert.equal(await name(), "Quay");
  await page.getByRole("button", { name: /^Take the choice back/ }).click();
  await page.getByText("Chosen by hand", { exact: true }).waitFor({ state: "detached" });
  assert.equal(await name(), "Quay Republic");
});

const harbour = `pactgraph: 1
dataset: harbour
actors: {harbour: {kind: STATE, name: Harbour}}
events:
  regatta: {kind: MEETING, title: Regatta, from: 2031-05-02, participants: [{who: harbour, role: HOST}, {who: harbour, role: MEDIATOR}]}
declarations:
  harbour-treaty:
    {kind: TREATY, title: Harbour treaty, status: IN_FORCE, signedOn: 2001-01-31, term: P61M, obligations: {pilots: {kind: CONSULTATION, summary: Pilots are asked., bearers: harbour}}}
`;

flow("a term that is over where no end is recorded is told, and an event in which somebody had two parts counts once", async (page) => {
  await write("mutation ($files: [LoadFile!]) { load(input: { files: $files }) { load { id } } }", { files: [{ name: "harbour.yaml", text: harbour }] });
  const over = (page) => page.getByRole("note").filter({ hasText: "is 5 years and 1 month: counted from its signature, it was over by 28 February 2006." });
  for (const of of ["declaration/harbour-treaty", "obligation/harbour-treaty/pilots"]) {
    await open(page, `/${of}`);
    await over(page).waitFor();
    await open(page, `/${of}?asOf=2006-02-28`);
    assert.equal(await over(page).count(), 0);
  }
  await open(page, "/actor/harbour");
  await page.getByRole("heading", { name: "Events (1)" }).waitFor();
  const events = await texts(page.getByRole("region", { name: "Events in which Harbour took part" }).locator("tbody tr"));
  assert.equal(events.length, 1);
  assert.match(events[0], /host, mediator|mediator, host/);
});
