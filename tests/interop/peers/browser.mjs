// Chromium, whose own WebSocket talks to an echo server from page.html.
//
// usage: browser.mjs URL CASE [ARGUMENT] [+ CASE [ARGUMENT]]...
//
// Each case is a function of page.html, and gets a page of its own. What the
// pages log goes to stdout; the status is non-zero if a check fails there.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { fail, load, within } from "./peer.mjs";

const { chromium } = load("playwright-core");

const [url, ...words] = process.argv.slice(2);
const cases = words.join(" ").split(" + ").map((words) => words.split(" "));

const html = await readFile(new URL("page.html", import.meta.url));
const site = createServer((_request, response) => {
  response.setHeader("Content-Type", "text/html; charset=utf-8").end(html);
});
await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: process.env.WITSOCKET_CHROMIUM,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const failures = [];
for (const words of cases) failures.push(await within(20, visit(...words)));
await browser.close();
site.close();
const failure = failures.find(Boolean);
if (failure) fail(failure);

/** Runs a case in a new page; resolves to what went wrong, if anything. */
async function visit(name, ...rest) {
  const page = await browser.newPage();
  page.on("console", (line) => console.log(line.text()));
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  try {
    await page.evaluate(([name, url, rest]) => window.cases[name](url, ...rest), [name, url, rest]);
  } catch (error) {
    return `${name}: ${error.message}`;
  } finally {
    await page.close();
  }
}
