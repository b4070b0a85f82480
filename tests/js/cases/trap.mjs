// A core that fails costs the connections of its instance, and nothing else.

import { connect } from "witsocket";

import { contains, equal, ok, rejects, test, within } from "../suite.mjs";

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
