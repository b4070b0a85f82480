// Which handler has which path.

import { connect, Router, serve } from "witsocket";

import { contains, equal, rejects, test } from "../suite.mjs";
import { port, Raw, url } from "./serve-tools.mjs";

/** What a router makes of a path. */
function at(router, target) {
  const found = router.find({ method: "GET", target, headers: [] });
  return found && { ...found.parameters };
}

test("a path finds its route and parameters", () => {
  const router = new Router();
  for (const path of ["/", "/chat", "/rooms/{room}", "/rooms/lobby", "/rooms/{room}/seats/{seat}", "/files/{*path}"]) router.route(path, () => {});
  equal(at(router, "/"), {});
  equal(at(router, "/chat?x=/rooms/1"), {});
  equal(at(router, "/rooms/blue"), { room: "blue" });
  equal(at(router, "/rooms/lobby"), {});
  equal(at(router, "/rooms/lobby/seats/4"), { room: "lobby", seat: "4" });
  equal(at(router, "/files/a/b.txt"), { path: "a/b.txt" });
  for (const nothing of ["/chat/", "/rooms/", "/rooms", "/rooms/a/b", "/files/", "/files", "*", "", "chat", "http://x/chat"]) {
    equal(at(router, nothing), undefined, nothing);
  }
});

test("parameters lose their percent-encoding, whatever it is", () => {
  const router = new Router().route("/{a}", () => {});
  equal(at(router, "/a%20b%2Fc"), { a: "a b/c" });
  equal(at(router, "/%E8%AA%9E"), { a: "語" });
  equal(at(router, "/%ff%zz%"), { a: "\ufffd%zz%" });
  equal(at(router, "/__proto__"), { a: "__proto__" });
});

test("what is fixed goes before what is not, and the rest comes last", () => {
  const router = new Router();
  for (const path of ["/{a}/x", "/fixed/y", "/{*all}"]) router.route(path, () => {});
  equal(at(router, "/fixed/y"), {});
  equal(at(router, "/fixed/x"), { a: "fixed" });
  equal(at(router, "/fixed/z"), { all: "fixed/z" });
});

test("routes that cannot be are TypeErrors", async () => {
  for (const path of ["chat", "/{a", "/a{b}", "/{*a}/b", "/{a}/{a}", "/{}", 7]) {
    await rejects(() => new Router().route(path, () => {}), { name: "TypeError" });
  }
  const router = new Router().route("/rooms/{room}", () => {});
  await rejects(() => router.route("/rooms/{other}", () => {}), { name: "TypeError" });
});

test("a server gives connections to the handlers of a router, and 404 to the rest", { needs: ["listen"] }, async (t) => {
  const router = new Router()
    .route("/rooms/{room}", (socket, { room }, request) => socket.send(`${room} ${request.target}`))
    .answer("/health", async (_, parameters) => ({ status: 200, body: `fine ${Object.keys(parameters).length}\n` }));
  const server = await serve(router, {
    host: "127.0.0.1",
    onRequest: ({ target }) => (target === "/rooms/secret" ? { reject: { status: 403 } } : undefined),
  });
  t.after(() => server.shutdown());
  const socket = await connect(url(server, "/rooms/blue?x"));
  equal(await socket.receive(), "blue /rooms/blue?x");
  await socket.closed;
  await rejects(connect(url(server, "/rooms")), { code: "rejected", status: 404 });
  await rejects(connect(url(server, "/rooms/secret")), { code: "rejected", status: 403 });
  const raw = await Raw.to(t, { port: port(server) });
  raw.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
  contains(await raw.head(), "HTTP/1.1 200 OK");
  await raw.end();
  equal(raw.received, "fine 0\n");
});
