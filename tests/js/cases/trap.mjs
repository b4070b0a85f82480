// A core that fails costs the connections of its instance, and nothing else.

import { connect, serve, WebSocket } from "witsocket";

import { contains, equal, ok, rejects, test, until, within } from "../suite.mjs";
import { port, Raw, request, url as urlOf } from "./serve-tools.mjs";

test("a trap ends the connections of its instance, and the next one gets another", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  const [one, two] = [await connect(url), await connect(url)];
  const { instance } = one.driver;
  ok(two.driver.instance === instance, "two connections have two instances");
  // The next input traps in the core itself.
  instance.reserve = () => instance.glue.trap();
  const error = await rejects(one.send("hello"), { code: "trap" });
  ok(error.cause instanceof WebAssembly.RuntimeError, `the cause is ${error.cause}`);
  for (const socket of [one, two]) {
    const { cause, clean, error } = await within(10_000, socket.closed);
    equal([cause.type, clean, error.code, socket.state], ["trap", false, "trap", "closed"]);
    equal(await socket.receive(), undefined);
  }
  contains((await rejects(two.send("hello"))).code, "trap");
  const three = await connect(url);
  ok(three.driver.instance !== instance, "the instance that trapped is used again");
  await three.send("hello");
  equal(await three.receive(), "hello");
  equal((await three.close()).clean, true);
});

test("a trap while a head is made is one like any other", { needs: ["listen"] }, async (t) => {
  let error;
  let end;
  const server = await serve(async (socket) => {
    const { instance } = socket.driver;
    if (end === undefined) instance.glue.head = () => instance.glue.trap();
    // Of a length that no other case has: heads are remembered.
    await socket.send("x".repeat(3333)).catch((thrown) => (error = thrown));
    end ??= await socket.closed;
  }, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const raw = await Raw.to(t, { port: port(server) });
  raw.write(request());
  contains(await raw.head(), " 101 ");
  await until(() => end !== undefined, "the handler does not hear of it");
  equal([error?.name, error?.code, end.cause.type], ["SocketError", "trap", "trap"]);
  ok(error.cause instanceof WebAssembly.RuntimeError, `the cause is ${error.cause}`);
  const client = await connect(urlOf(server));
  equal((await client.receive()).length, 3333);
  await client.close();
});

test("a trap is an error event of the class, and then a close event", { needs: ["sockets"] }, async (t) => {
  const { url } = await t.server("python");
  const socket = new WebSocket(url);
  await within(10_000, new Promise((resolve) => (socket.onopen = resolve)));
  // Made later: it lives where the other does.
  const { instance } = (await connect(url)).driver;
  const events = [];
  for (const type of ["error", "close"]) socket.addEventListener(type, (event) => events.push(event));
  instance.reserve = () => instance.glue.trap();
  // The web's send() throws for nothing that has happened to the connection.
  socket.send("hello");
  await until(() => events.length === 2, "there are no events");
  const [error, close] = events;
  equal([error.type, error.error.code, close.type], ["error", "trap", "close"]);
  equal([close.code, close.wasClean, close.closed.cause.type], [1006, false, "trap"]);
  equal([socket.readyState, socket.bufferedAmount], [WebSocket.CLOSED, 5]);
  const next = new WebSocket(url);
  await within(10_000, new Promise((resolve) => (next.onopen = resolve)));
  next.close();
});

test("a trap ends a server's connections, and the server goes on", { needs: ["listen"] }, async (t) => {
  const ends = [];
  const sockets = [];
  const server = await serve(async (socket) => {
    sockets.push(socket);
    for await (const message of socket) await socket.send(message);
    ends.push(await socket.closed);
  }, { host: "127.0.0.1" });
  t.after(() => server.shutdown());
  const raws = [await Raw.to(t, { port: port(server) }), await Raw.to(t, { port: port(server) })];
  for (const raw of raws) {
    raw.write(request());
    contains(await raw.head(), " 101 ");
  }
  await until(() => sockets.length === 2, "they are not open");
  const { instance } = sockets[0].driver;
  ok(sockets[1].driver.instance === instance, "two connections have two instances");
  instance.reserve = () => instance.glue.trap();
  raws[0].write("\x81\x81\x00\x00\x00\x00x");
  await until(() => ends.length === 2, "the handlers do not hear of it");
  for (const { cause, clean, error } of ends) equal([cause.type, clean, error.code], ["trap", false, "trap"]);
  await until(() => raws.every((raw) => raw.ended), "the transports stay");
  const client = await connect(urlOf(server));
  await client.send("hello");
  equal(await client.receive(), "hello");
  equal((await client.close()).clean, true);
});
