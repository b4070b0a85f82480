// A Worker that is an echo server by TCP: workerd's `connect` handler gives it the connections.

import { Server } from "witsocket";

const server = new Server(async (socket) => {
  for await (const message of socket) await socket.send(message);
});

export default {
  connect: (socket) => server.accept(socket),
};
