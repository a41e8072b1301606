// The policy language's helper library. Runs inside the policy host, and in any other JavaScript engine for tests and editors.
export { policy } from "./lib/declare.js";
export { parameters } from "./lib/parameters.js";
export { assign, fanOut, gate, health, no, omit, percent, yes } from "./lib/verdicts.js";
export { containers, hasLabels } from "./lib/objects.js";
export { sum } from "./lib/reduce.js";
export { milliseconds, timestamp } from "./lib/time.js";
