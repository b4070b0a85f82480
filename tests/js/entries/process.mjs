// The entry of runtimes that are programs: Node, Deno, Bun.

import process from "node:process";

import "./cases/index.mjs";
import { run } from "./suite.mjs";

await run(process.env.WITSOCKET_LAB, process.env.WITSOCKET_RUNTIME);
process.exit(0);
