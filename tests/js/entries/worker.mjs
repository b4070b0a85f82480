// The entry of Workers: the one request that comes runs the cases.

import "./cases/index.mjs";
import { run } from "./suite.mjs";

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    await run(searchParams.get("lab"), searchParams.get("runtime"));
    return new Response("done\n");
  },
};
