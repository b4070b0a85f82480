// The playground in Chromium and in Firefox: what it shows is true, and it can be used.
//
// usage: playground.mjs [--only BROWSER]... [--folder FOLDER]
//
// `cargo xtask playground` builds the page. A screenshot of each browser is left in target/js.

import { existsSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";

import { serveScripts } from "./class/server.mjs";
import { root, tools } from "./lab/tools.mjs";

const TYPES = { ".css": "text/css", ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: ["chromium", "firefox"] },
    folder: { type: "string", default: join(root, "js/playground/dist") },
  },
});
const load = createRequire(join(tools.npm, "package.json"));
const pictures = join(root, "target/js");

/** Each gives a page, and closes it. */
const browsers = {
  async chromium() {
    const browser = await load("playwright-core").chromium.launch({
      executablePath: program(tools.chromium),
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    return { page, close: () => browser.close() };
  },
  async firefox() {
    const puppeteer = await load("puppeteer-core");
    const browser = await (puppeteer.default ?? puppeteer).launch({
      browser: "firefox",
      executablePath: program(tools.firefox),
      headless: true,
      defaultViewport: { width: 1440, height: 1000 },
    });
    return { page: await browser.newPage(), close: () => browser.close() };
  },
};

/** Somebody at a page, of either driver. */
class Visitor {
  constructor(page) {
    this.page = page;
  }

  click(selector) {
    return this.page.click(selector);
  }

  text(selector) {
    return this.page.evaluate((selector) => document.querySelector(selector).textContent, selector);
  }

  /** Chooses the value of a field. */
  set(selector, value) {
    return this.page.evaluate(
      ([selector, value]) => {
        const field = document.querySelector(selector);
        field.value = value;
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      },
      [selector, value],
    );
  }

  pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Waits until this is true in the page. */
  async until(holds, milliseconds = 8000) {
    const end = Date.now() + milliseconds;
    while (!(await this.page.evaluate(`Boolean((${holds})())`))) {
      if (Date.now() > end) throw new Error(`it did not come to hold: ${holds}`);
      await this.pause(30);
    }
  }
}

const site = createServer(async (request, response) => {
  const path = request.url === "/" ? "/index.html" : request.url;
  try {
    response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
    response.end(await readFile(join(options.folder, path)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${site.address().port}/`;
const echo = await serveScripts();
mkdirSync(pictures, { recursive: true });
let failed = 0;
for (const name of options.only) {
  const { page, close } = await browsers[name]();
  page.on("pageerror", (error) => fail(name, `the page threw ${error.message}`));
  try {
    await page.goto(url);
    await visit(name, new Visitor(page));
  } catch (error) {
    fail(name, error.message);
    await page.screenshot({ path: join(pictures, `playground-${name}-failed.png`) }).catch(() => {});
  }
  await close();
}
site.close();
site.closeAllConnections();
echo.close();
process.exit(failed === 0 ? 0 : 1);

function fail(name, what) {
  failed++;
  console.log(`FAIL ${name}: ${what}`);
}

async function visit(name, on) {
  const step = async (what, run) => {
    await run();
    console.log(`ok   ${name}: ${what}`);
  };
  await step("both ends load, and open a connection", async () => {
    await on.until(() => document.querySelector("#client textarea"));
    await on.set("#delay", "200");
    await on.click("#connect");
    await on.until(() => [...document.querySelectorAll(".end .state")].every(({ textContent }) => textContent === "open" || textContent === "not connected") && document.querySelectorAll(".state.open").length === 2);
  });
  await step("a message goes over the wire, compressed and masked", async () => {
    await on.click("#client form button.primary");
    await on.until(() => document.querySelector("#timeline").textContent.includes("got “hello, hello, hello”"));
    await on.until(() => document.querySelector("#timeline .unit.client.text.arrived")?.textContent.includes("compressedmasked"));
  });
  await step("its bytes are explained, and all of them", async () => {
    await on.click("#timeline .unit.client.text");
    await on.until(() => document.querySelector("#inspector h2")?.textContent === "Text frame");
    const seen = await on.page.evaluate(() => ({
      bytes: document.querySelectorAll("#inspector .byte").length,
      unexplained: document.querySelectorAll('#inspector .byte[data-range="-1"]').length,
      bits: [...document.querySelectorAll("#inspector .bit")].map(({ textContent }) => textContent).join(""),
      legend: document.querySelector("#inspector .legend").textContent,
      carried: document.querySelector("#inspector .carried").textContent,
    }));
    equal(seen.bits.slice(0, 9), "110000011", "FIN, RSV1, opcode text, MASK");
    equal(seen.unexplained, 0, "bytes without an explanation");
    equal(seen.bytes, 6 + Number.parseInt(seen.bits.slice(9), 2), "bytes of the frame");
    for (const part of ["Masking key", "DEFLATE", "Huffman"]) has(seen.legend, part);
    has(seen.carried, "19 bytes, compressed to");
  });
  await step("arrow keys go through the wire", async () => {
    await on.page.evaluate(() => document.querySelector("#timeline .unit.client.text").focus());
    await on.page.keyboard.press("ArrowUp");
    await on.until(() => document.querySelector("#inspector h2")?.textContent.endsWith("response"));
    await on.until(() => document.querySelector("#inspector .legend").textContent.includes("Sec-WebSocket-Accept"));
  });
  await step("a picture", async () => {
    await on.click("#server form button.primary");
    await on.click("#timeline .unit.client.text");
    await on.pause(500);
    await on.page.screenshot({ path: join(pictures, `playground-${name}.png`) });
  });
  await step("time stands still, and goes on step by step", async () => {
    await on.click("#pause");
    await on.click("#client form button:nth-child(3)");
    const before = await on.text("#clock");
    await on.pause(300);
    equal(await on.text("#clock"), before, "the clock");
    await on.until(() => document.querySelectorAll("#timeline .unit.ping").length === 1);
    equal(await on.page.evaluate(() => document.querySelectorAll("#timeline .unit.pong").length), 0, "pongs");
    for (let i = 0; i < 8; i++) await on.click("#step");
    await on.until(() => document.querySelector("#timeline").textContent.includes("pong after 400 ms"));
    await on.click("#pause");
  });
  await step("what breaks the protocol is found by the other end", async () => {
    await on.click("#server form:nth-of-type(3) button");
    await on.until(() => document.querySelector("#timeline").textContent.includes("incorrect masking"));
    await on.until(() => document.querySelectorAll(".state.closed").length >= 2);
  });
  await step("without compression the payload can be read", async () => {
    await on.click("#compression");
    await on.until(() => document.querySelectorAll(".state.open").length === 2);
    await on.click("#client form button.primary");
    await on.until(() => document.querySelector("#timeline .unit.client.text.arrived"));
    await on.click("#timeline .unit.client.text");
    await on.until(() => document.querySelector("#inspector .legend").textContent.includes("hello, hello, hello"));
    has(await on.text("#inspector .legend"), "XOR");
  });
  await step("both sides close", async () => {
    await on.click("#client form:nth-of-type(2) button");
    await on.until(() => document.querySelectorAll("#timeline .note.end").length === 2);
    has(await on.text("#timeline"), "closed: said 1000, heard 1000; clean");
  });
  await step("a cable that is pulled out is found by the keepalive's timer", async () => {
    await on.click("#connect");
    await on.until(() => document.querySelectorAll(".state.open").length === 2);
    await on.click("#unplugged");
    await on.set("#speed", "20");
    await on.until(() => document.querySelector("#timeline").textContent.includes("no pong came"), 15_000);
    await on.until(() => document.querySelector("#timeline").textContent.includes("closed: said 1011, heard nothing"), 15_000);
  });
  await step("a live server", async () => {
    await on.click("#tab-live");
    await on.set("#view-live input", `ws://127.0.0.1:${echo.port}/echo/live-${name}`);
    await on.click("#view-live form:nth-of-type(1) button");
    await on.until(() => document.querySelector("#view-live .state.open"));
    await on.click("#view-live form:nth-of-type(2) button");
    await on.until(() => document.querySelector("#view-live .log .in")?.textContent.includes("hello"));
    await on.click("#view-live form:nth-of-type(1) button");
    await on.until(() => document.querySelector("#view-live .log").textContent.includes("closed: 1000"));
  });
}

function program(name) {
  if (name.includes("/")) return name;
  const found = process.env.PATH.split(":").map((folder) => join(folder, name)).find(existsSync);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function equal(seen, expected, what) {
  if (seen !== expected) throw new Error(`${what}: saw ${seen}, expected ${expected}`);
}

function has(text, part) {
  if (!text.includes(part)) throw new Error(`"${part}" is not in "${text.slice(0, 500)}"`);
}
