// Deno's own server. `/close/CODE/REASON` closes, everything else echoes.

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`listening on ws://127.0.0.1:${port}`) }, (request) => {
  const offered = request.headers.get("sec-websocket-protocol") ?? "";
  const { socket, response } = Deno.upgradeWebSocket(request, offered.includes("chat") ? { protocol: "chat" } : {});
  const [, word, code, reason = ""] = new URL(request.url).pathname.split("/");
  socket.binaryType = "arraybuffer";
  socket.onopen = () => word === "close" && socket.close(Number(code), decodeURIComponent(reason));
  socket.onmessage = ({ data }) => socket.send(data);
  socket.onclose = ({ code, reason }) => console.log(`closed ${code} ${reason}`.trimEnd());
  return response;
});
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
await server.finished;
