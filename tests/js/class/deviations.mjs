// Where the package is not as Chromium, and why.

export const deviations = {
  "opening: a status line of HTTP 1.0": "RFC 6455 §4.1 wants HTTP/1.1, and Chromium takes less",
  "opening: interim responses are passed over": "RFC 9110 §15.2 lets them come before any answer, and Chromium gives up",
  "arguments: what is no URL is a SyntaxError": "the URL standard has no spaces in hosts, and Chromium escapes them",
  "closing: codes are converted and clamped": "Web IDL rounds 999.5 to the even 1000, and Chromium cuts it",
  "closing: reasons": "a code that is undefined is one that was not given, as Web IDL says, and Chromium takes it for 0",
  "closing: the server closes with 1004": "RFC 6455 §7.4.1 reserves it, and Chromium lets it pass",
  "closing: the server closes with 999": "RFC 6455 §7.4.2 says that it is not used, and Chromium lets it pass",
  "closing: the server closes with 1016": "RFC 6455 §7.4.2 reserves it, and Chromium lets it pass",
  "closing: the server closes with 2999": "RFC 6455 §7.4.2 reserves it, and Chromium lets it pass",
  "closing: the server closes with 5000": "RFC 6455 §7.4.2 has no such codes, and Chromium lets it pass",
  "closing: the server closes with 65535": "RFC 6455 §7.4.2 has no such codes, and Chromium lets it pass",
  "closing: two close frames": "RFC 6455 §5.5.1 has what follows a close frame ignored, and Chromium fails",
  "closing: text behind the close frame": "RFC 6455 §5.5.1 has what follows a close frame ignored, and Chromium fails",
  "closing: a close frame inside a message": "the core takes a message that was never finished for a fault, and Chromium does not",
  "stream: messages, then a clean close": "the draft has bytes as Uint8Array, and Chromium as ArrayBuffer",
  "stream: bytes in any pieces": "the draft has bytes as Uint8Array, and Chromium as ArrayBuffer",
  "stream: an aborted signal with a reason": "the draft rejects with the signal's reason, and Chromium with an AbortError",
};
