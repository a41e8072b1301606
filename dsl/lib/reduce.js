// Ready-made reducers: associative and commutative, as status.combine must be.

/** Sums two plain maps number by number, maps within maps as well; a combine function for counters. */
export function sum(a, b) {
  if (typeof a === "number" && typeof b === "number") return a + b;
  const total = { ...a };
  for (const key of Object.keys(b)) total[key] = key in total ? sum(total[key], b[key]) : b[key];
  return total;
}
