// Bun's own server. `/close/CODE/REASON` closes, everything else echoes.

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    const chat = (request.headers.get("sec-websocket-protocol") ?? "").includes("chat");
    const headers = chat ? { "Sec-WebSocket-Protocol": "chat" } : {};
    if (server.upgrade(request, { data: new URL(request.url).pathname.split("/"), headers })) return;
    return new Response("no WebSocket", { status: 400 });
  },
  websocket: {
    perMessageDeflate: true,
    maxPayloadLength: 16 << 20,
    open(socket) {
      const [, word, code, reason = ""] = socket.data;
      // Firefox does not tell a page of a connection that ends as soon as it opens.
      if (word === "close") setTimeout(() => socket.close(Number(code), decodeURIComponent(reason)), 50);
    },
    message: (socket, data) => void socket.send(data, true),
    close: (_socket, code, reason) => console.log(`closed ${code} ${reason}`.trimEnd()),
  },
});
console.log(`listening on ws://127.0.0.1:${server.port}`);
process.on("SIGTERM", () => process.exit(0));
