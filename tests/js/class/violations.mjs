// What a server must not do: always an error event, then 1006.

const listen = (script) => async (t) => {
  const { closed } = t.open(t.url(script));
  await closed;
};

export const cases = Object.fromEntries(
  [
    "masked",
    "bad utf8",
    "cut utf8",
    "surrogate",
    "bad utf8 in parts",
    "rsv1",
    "rsv2",
    "rsv3 on ping",
    "opcode 3",
    "opcode 11",
    "continues nothing",
    "text inside a message",
    "ping in parts",
    "long ping",
    "long length",
    "longer length",
    "longest length",
    "text then masked",
    "bad deflate",
  ].map((script) => [`a server's fault: ${script}`, listen(script)]),
);
