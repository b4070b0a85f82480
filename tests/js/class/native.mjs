// Runs the cases in Chromium, with its own classes.

import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

import { Process } from "../lab/process.mjs";
import { tools } from "../lab/tools.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".mjs": "text/javascript; charset=utf-8" };

/** The traces by the names of the cases. */
export async function native(base, filter) {
  const traces = new Map();
  let finished;
  const end = new Promise((resolve) => (finished = resolve));
  const site = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (request.method === "POST") {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      const result = JSON.parse(body);
      if (result.end) finished();
      else traces.set(result.title, result);
      response.end();
      return;
    }
    try {
      const content = await readFile(new URL(`.${pathname}`, import.meta.url));
      response.setHeader("Content-Type", TYPES[extname(pathname)]).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const profile = mkdtempSync(join(tmpdir(), "witsocket-class-"));
  const query = new URLSearchParams({ base, filter });
  const page = `http://127.0.0.1:${site.address().port}/page.html?${query}`;
  const chromium = new Process(tools.chromium, [...CHROMIUM, `--user-data-dir=${profile}`, page]);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Chromium did not finish:\n${chromium.output.slice(-2000)}`)), 120_000);
  });
  try {
    await Promise.race([end, late]);
  } finally {
    clearTimeout(timer);
    await chromium.stop();
    site.closeAllConnections();
    site.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return traces;
}

const CHROMIUM = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
