/** What is used here of workerd's modules. */
declare module "cloudflare:sockets" {
  interface Socket {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    readonly opened: Promise<unknown>;
    readonly closed: Promise<void>;
    close(): Promise<void>;
    startTls(options: { expectedServerHostname: string }): Socket;
  }
  export function connect(
    address: { hostname: string; port: number },
    options: { allowHalfOpen: boolean; secureTransport: "off" | "on" | "starttls" },
  ): Socket;
}

/** The core, compiled by workerd. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
