/**
 * What wasm-bindgen made, as the package has it.
 *
 * @module
 */

/**
 * wasm-bindgen's module has one instance. As a function it has as many as one wants: one that
 * trapped is replaced.
 */
export function factory(text, { imports, exports }) {
  const names = [...text.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  // The end finds and fetches the module in ways that no two runtimes share. Ours is given to us.
  const end = text.indexOf("async function __wbg_load(");
  if (end < 0 || !text.includes("function __wbg_finalize_init(")) throw new Error(UNKNOWN);
  const [inner, outer] = [new Map(imports.map(([, old, now]) => [old, now])), new Map(exports)];
  const modules = new Map(imports.map(([old]) => [old, "a"]));
  const body = text.slice(0, end)
    .replaceAll(/^export /gm, "")
    .replaceAll(/\bwasm\.(\w+)/g, (all, old) => outer.has(old) ? `wasm.${outer.get(old)}` : all)
    .replaceAll(/^( +)(\w+)(?=: function)/gm, (all, space, old) => inner.has(old) ? `${space}"${inner.get(old)}"` : all)
    .replaceAll(/"(\.\/\w+\.js)"(?=: import)/g, (all, old) => modules.has(old) ? `"${modules.get(old)}"` : all);
  return `export function instantiate(module, extend) {
${lean(body)}
__wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);
return { memory: wasm.${outer.get("memory") ?? "memory"}, ${names.join(", ")} };
}
`;
}

/** Without what none of our runtimes needs, and what nobody calls. */
function lean(text) {
  for (const [what, instead] of LEAN) {
    if (!what.test(text)) throw new Error(`${UNKNOWN}: ${what}`);
    text = text.replaceAll(what, instead);
  }
  return text;
}

const LEAN = [
  // Instances end all at once, or with `free()`.
  [/^if \(Symbol\.dispose\) .*\n/gm, ""],
  // What is left of these is called by nothing that wasm-opt left.
  [/^ +__wb\w+: function\((?:.*\n)+?^        },\n/gm, ""],
  // Who calls these is TypeScript, where the types are.
  [/^ +_assertClass\(.*\n/gm, ""],
  [/^function _assertClass\((?:.*\n)+?^}\n/gm, ""],
  // Safari's decoders end after 2 GiB of text: these decode words, and those of messages are others.
  [/^const MAX_SAFARI_DECODE_BYTES .*\n.*\n/gm, ""],
  [/^    numBytesDecoded (?:.*\n)+?    }\n/gm, ""],
  [/^cachedTextDecoder\.decode\(\);\n/gm, ""],
  // What it makes, it gives away once.
  [/^let wasmModule, wasmInstance, wasm;\n/gm, "let wasm;\n"],
  [/^    (?:wasmInstance|wasmModule|cached\w+) = .*;\n/gm, ""],
  [/^    return wasm;\n/gm, ""],
  // Everybody has these two.
  [/\(typeof FinalizationRegistry === 'undefined'\)\s*\? .*\n\s*: /g, ""],
  // What goes this way is short: addresses and names of headers.
  // Nobody leaves but by `free()`.
  [/^    __destroy_into_raw\(\) {\n((?:.*\n)+?)        return ptr;\n    }\n    free\(\) {\n.*\n/gm, "    free() {\n$1"],
  [/^ +return this;\n/gm, ""],
  // Their drivers free these: nobody else has one.
  [/^ +(?:Connection|Dial)Finalization\.(?:un)?register\(.*\n/gm, ""],
  [/^const (?:Connection|Dial)Finalization = .*\n/gm, ""],
  // Properties keep their names, which are all over the place.
  [/__wbg_ptr\b/g, "at"],
  [/__wrap\b/g, "of"],
];

const UNKNOWN = "wasm-bindgen's module is not what js/factory.mjs knows";
