// What `fold` holds.
export { avg, conditions, count, counts, healthy, histogram, max, min, stats, sum, where } from "./aggregates.js";
export { groupBy } from "./fold.js";
export { bottom, select, top, worst } from "./rankings.js";
export { distinct, quantiles } from "./sketches.js";
