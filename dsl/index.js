// The policy language's helper library. Runs inside the policy host, and in any other JavaScript engine for tests and editors.
export { policy } from "./lib/declare.js";
export { parameters } from "./lib/parameters.js";
export { assign, fanOut, gate, health, no, omit, yes } from "./lib/verdicts.js";
export { count, edges, groups, percent, pick, wave } from "./lib/waves.js";
export { all, progressive, progressivePerGroup } from "./lib/strategies.js";
export { http, keyValue, prometheus, request, summary } from "./lib/inputs.js";
export { satisfies, selector, tolerates, untolerated } from "./lib/edges.js";
export { failureDomains, majority, quorum, scores, spread, top } from "./lib/choose.js";
export { split } from "./lib/split.js";
export { addContainer, addInitContainer, container, containers, eachContainer, podSpec, volume } from "./lib/containers.js";
export { annotate, configValue, hasLabels, setLabel, sortedJson } from "./lib/objects.js";
export { byName, strategicMerge, upsert } from "./lib/merge.js";
export { compareVersions, percentOf, quantity, quantityText } from "./lib/quantities.js";
export { bucketOf, hash, nameFor } from "./lib/hash.js";
export { histogram, maxBy, merge, minBy, sum } from "./lib/reduce.js";
export * as fold from "./lib/folds.js";
export { reduce } from "./lib/fold.js";
export { milliseconds, timestamp } from "./lib/time.js";
