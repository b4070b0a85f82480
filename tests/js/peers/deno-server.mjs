// Deno's own server. `/close/CODE/REASON` closes, everything else echoes.

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`listening on ws://127.0.0.1:${port}`) }, (request) => {
  const offered = request.headers.get("sec-websocket-protocol") ?? "";
  const { socket, response } = Deno.upgradeWebSocket(request, offered.includes("chat") ? { protocol: "chat" } : {});
  const [, word, code, reason = ""] = new URL(request.url).pathname.split("/");
  socket.binaryType = "arraybuffer";
  // Firefox does not tell a page of a connection that ends as soon as it opens.
  socket.onopen = () => word === "close" && setTimeout(() => socket.close(Number(code), decodeURIComponent(reason)), 50);
  socket.onmessage = ({ data }) => socket.send(data);
  socket.onclose = ({ code, reason }) => console.log(`closed ${code} ${reason}`.trimEnd());
  return response;
});
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
await server.finished;
