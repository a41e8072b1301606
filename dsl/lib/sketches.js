// Sketches: small values that stand for many numbers and can be joined exactly, so that no order or grouping changes them; only what they tell at the end is near.
import { nearby, refuse, show } from "./check.js";
import { bounded, getter, numberOf, options, reducer } from "./fold.js";
import { mix } from "./hash.js";
import { sortedJson } from "./objects.js";

// Below this a number is as good as nothing: buckets by logarithm would never end.
const Least = 1e-9;

function ratios(qs) {
  if (!Array.isArray(qs) || qs.length === 0 || qs.some(q => typeof q !== "number" || !(q >= 0 && q <= 1))) refuse("fold.quantiles", `a list of numbers from 0 to 1 is expected second, not ${show(qs)}`);
  return qs.map(q => [`p${Number((q * 100).toFixed(6))}`, q]);
}

function joinedCounts(a, b) {
  const total = { ...a };
  for (const key of Object.keys(b ?? {})) total[key] = (total[key] ?? 0) + b[key];
  return total;
}

/**
 * Quantiles of numbers: { p50, p99 } for [0.5, 0.99]. Numbers are counted in buckets, each `2 * error` wider than the one before (as in DDSketch), so what is told
 * is off by at most `error` of itself (0.01 when left out: 1 %), and least and greatest are exact. A partial has as many counts as buckets are in use: for
 * numbers from 1 ms to 1 h at 1 % some 800 at most.
 */
export function quantiles(of, qs, given) {
  return nearby(() => {
    getter(of, "fold.quantiles");
    const named = ratios(qs);
    const { error = 0.01 } = options(given, "fold.quantiles", { error: (value, at) => { if (typeof value !== "number" || !(value >= 0.001 && value <= 0.5)) refuse(at, `a number from 0.001 to 0.5 is expected, not ${show(value)}`); } });
    // A little of the error is for rounding to as many digits as mean something.
    const near = 0.94 * error, digits = Math.ceil(-Math.log10(error)) + 2, width = Math.log((1 + near) / (1 - near));
    const bucket = size => Math.ceil(Math.log(size) / width);
    const middle = index => Number((Math.exp(index * width) * (1 - near)).toPrecision(digits));
    return reducer(
      (report, edge) => {
        const number = numberOf(of(report, edge), "fold.quantiles");
        if (number === null) return null;
        const size = Math.abs(number), name = size < Least ? "zero" : number > 0 ? "above" : "below";
        return { n: 1, min: number, max: number, [name]: name === "zero" ? 1 : { [bucket(size)]: 1 } };
      },
      (a, b) => {
        const total = { n: a.n + b.n, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
        if (a.zero !== undefined || b.zero !== undefined) total.zero = (a.zero ?? 0) + (b.zero ?? 0);
        for (const side of ["above", "below"]) if (a[side] !== undefined || b[side] !== undefined) total[side] = joinedCounts(a[side], b[side]);
        return total;
      },
      total => Object.fromEntries(named.map(([name, q]) => [name, total === null ? null : quantile(total, q, middle)])),
    );
  });
}

function quantile(total, q, middle) {
  if (q === 0) return total.min;
  if (q === 1) return total.max;
  const side = (counts, sign) => Object.keys(counts ?? {}).map(Number).sort((a, b) => sign * (a - b)).map(index => [sign * middle(index), counts[index]]);
  let left = Math.floor(q * (total.n - 1)) + 1;
  for (const [value, times] of [...side(total.below, -1), [0, total.zero ?? 0], ...side(total.above, 1)]) {
    left -= times;
    if (left <= 0) return Math.min(total.max, Math.max(total.min, value));
  }
  return total.max;
}

// HyperLogLog (Flajolet and others, 2007) with 2048 registers: a standard error of 1.04 / sqrt(2048), 2.3 %. The 53 bits of a hash are 11 for the register, 42 for the rank.
const Registers = 2048;
const RankBits = 42;
const First = 48;

function registers(hashes) {
  const made = new Uint8Array(Registers);
  for (const hash of hashes) {
    const rest = Math.floor(hash / Registers), at = hash % Registers;
    const rank = rest === 0 ? RankBits + 1 : RankBits - Math.floor(Math.log2(rest));
    if (rank > made[at]) made[at] = rank;
  }
  return made;
}

const written = made => String.fromCharCode(...made.map(rank => rank + First));
const read = text => Uint8Array.from({ length: Registers }, (_, i) => text.charCodeAt(i) - First);

function estimate(made) {
  let inverse = 0, zeros = 0;
  for (const rank of made) {
    inverse += 2 ** -rank;
    if (rank === 0) zeros++;
  }
  const raw = 0.7213 / (1 + 1.079 / Registers) * Registers * Registers / inverse;
  return Math.round(raw <= 2.5 * Registers && zeros > 0 ? Registers * Math.log(Registers / zeros) : raw);
}

const sketch = partial => partial.many === undefined ? registers(partial.few.map(text => Number.parseInt(text, 36))) : read(partial.many);

/**
 * How many distinct values: exact up to `limit` (256 when left out), above that by HyperLogLog with a standard error of 2.3 %. Values are the same when
 * their JSON is, whatever the order of members. A partial has at most `limit` hashes, or 2 KiB.
 */
export function distinct(of, given) {
  return nearby(() => {
    getter(of, "fold.distinct");
    const { limit = 256 } = options(given, "fold.distinct", { limit: (value, at) => bounded(value, at, 4096) });
    return reducer(
      (report, edge) => {
        const value = of(report, edge) ?? null;
        return value === null ? null : { few: [mix(sortedJson(value)).toString(36)] };
      },
      (a, b) => {
        if (a.many === undefined && b.many === undefined) {
          const few = [...new Set([...a.few, ...b.few])].sort();
          return few.length <= limit ? { few } : { many: written(registers(few.map(text => Number.parseInt(text, 36)))) };
        }
        const left = sketch(a), right = sketch(b);
        return { many: written(left.map((rank, i) => Math.max(rank, right[i]))) };
      },
      total => total === null ? 0 : total.many === undefined ? total.few.length : estimate(read(total.many)),
    );
  });
}
