/**
 * Which names the bundles may shorten.
 *
 * @module
 */

const NAMES = [
  "atShutdown|attach|attend|bed|begun|behind|census|complain|delivered|drive|emit|encodings|evicted",
  "gone|handlerFailed|isClosed|isRest|leaf|measure|membership|outbox|poison|premises|proceed",
  "proxyVariables|pump|refusal|release|residents|running|sendBlob|sendPrepared|settle|trusting",
  "visits|wake|wakeAt|wantsAll",
];

/**
 * Members that are of no interface, neither of the package's nor of a runtime's: what they are
 * called counts in every bundle, and no minifier can know that nobody else calls them. That none of
 * them is in the declarations of what the package exports is tested by `tests/js/package.mjs`.
 */
export const OWN = new RegExp(`^(${NAMES.join("|")})$`);
