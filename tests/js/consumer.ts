// What somebody writes who uses the package from TypeScript: it is compiled, and never run.

import {
  broadcast, connect, connections, type ConnectOptions, type Message, over, Router, serve, Server, type Socket,
  SocketError, WebSocket, WebSocketStream,
} from "witsocket";

const options: ConnectOptions = {
  headers: { "X-Page": "1" },
  proxy: "http://localhost:3128",
  deflate: { threshold: 100 },
  signal: AbortSignal.timeout(1000),
};

export async function talk(): Promise<number> {
  const socket: Socket = await connect("wss://localhost/chat", options);
  await socket.send("hello");
  await socket.send(new Uint8Array(4));
  for await (const message of socket) {
    const text: string = typeof message === "string" ? message : `${message.byteLength} bytes`;
    console.log(text);
  }
  const { clean, received } = await socket.close(1000, "bye");
  console.log(clean, received?.code);
  return socket.ping();
}

export async function keep(): Promise<void> {
  for await (const socket of connections("wss://localhost/")) {
    for await (const event of socket.events()) console.log(event.type);
  }
}

export async function answer(): Promise<Server> {
  const router = new Router().route("/rooms/{room}", async (socket, { room }) => {
    for await (const message of socket) await broadcast([socket], `${room}: ${String(message)}`);
  });
  return serve(router, { port: 8765 });
}

export function page(): WebSocket {
  const socket = new WebSocket("wss://localhost/", ["chat"]);
  socket.binaryType = "arraybuffer";
  socket.onclose = ({ code, reason, wasClean, closed }) => console.log(code, reason, wasClean, closed);
  socket.addEventListener("error", ({ error }) => console.log(error instanceof SocketError, error.code), { once: true });
  socket.addEventListener("message", (event) => console.log(event.data));
  const state: 0 | 1 | 2 | 3 = socket.readyState;
  console.log(state === WebSocket.OPEN);
  return socket;
}

export async function stream(): Promise<void> {
  const { readable, writable } = await new WebSocketStream("wss://localhost/").opened;
  const writer = writable.getWriter();
  await writer.write("hello");
  const first: { value?: unknown } = await readable.getReader().read();
  console.log(first.value);
}

// @ts-expect-error: a number is no URL.
export const wrong = (): Promise<Socket> => connect(1);
export type Got = Message;
