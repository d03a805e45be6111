// Clients of xmpp.js that log in to a listener: node client.js SCENARIO SERVICE [STANZA…]
// What they saw is written to stdout as one line of JSON.

import { client, xml } from "@xmpp/client";
import parse from "ltx/lib/parse.js";

const DISCO = "http://jabber.org/protocol/disco#info";
const DOMAIN = "mychat.com";
const [scenario, service, ...stanzas] = process.argv.slice(2);

/** Log in; PLAIN has to be asked for, as there is no TLS on loopback. */
async function login(username, resource, password = "secret") {
  const credentials = (authenticate) => authenticate({ username, password }, "PLAIN");
  const xmpp = client({ service, domain: DOMAIN, resource, credentials });
  xmpp.reconnect.stop();
  xmpp.on("error", () => {}); // each error also rejects what was awaited
  await xmpp.start();
  return xmpp;
}

/** Return the features that a server tells. */
async function features(xmpp, to) {
  const query = await xmpp.iqCaller.get(xml("query", { xmlns: DISCO }), to);
  return query.getChildren("feature").map((each) => each.attrs.var);
}

/** Return when the server has taken all that a client has sent. */
async function settled(xmpp) {
  await xmpp.iqCaller.get(xml("ping", { xmlns: "urn:xmpp:ping" }), DOMAIN);
}

function message(to, body) {
  return xml("message", { to, type: "chat" }, xml("body", {}, body));
}

function next(xmpp, name) {
  return new Promise((resolve) => {
    xmpp.on("stanza", (stanza) => stanza.is(name) && resolve(stanza));
  });
}

const scenarios = {
  /** Find and enable push, go offline, and get a message. */
  async push() {
    const alice = await login("alice", "phone");
    await alice.send(xml("presence"));
    const seen = { jid: alice.jid.toString(), features: [] };
    for (const to of [DOMAIN, `alice@${DOMAIN}`]) {
      seen.features.push(...(await features(alice, to)));
    }
    seen.answers = [];
    for (const stanza of stanzas) {
      const answer = await alice.iqCaller.request(parse(stanza));
      seen.answers.push(answer.attrs.type);
    }
    await alice.stop();
    const bob = await login("bob");
    await bob.send(message(`alice@${DOMAIN}`, "Hi!"));
    await settled(bob);
    await bob.stop();
    return seen;
  },

  /** Talk to each other. */
  async chat() {
    const [alice, bob] = [await login("alice", "phone"), await login("bob", "desk")];
    const [heard, answered] = [next(alice, "message"), next(bob, "message")];
    await alice.send(xml("presence"));
    await settled(alice);
    await bob.send(message(`alice@${DOMAIN}`, "Grüße"));
    const said = await heard;
    await alice.send(message(said.attrs.from, `${said.getChildText("body")} zurück`));
    const answer = await answered;
    await Promise.all([alice.stop(), bob.stop()]);
    return { from: said.attrs.from, body: answer.getChildText("body") };
  },

  /** Try a wrong password. */
  async guess() {
    try {
      await login("alice", "phone", "guess");
    } catch (error) {
      return { name: error.name, condition: error.condition };
    }
    return {};
  },
};

const seen = await scenarios[scenario]();
process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0));
