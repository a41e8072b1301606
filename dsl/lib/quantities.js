// Resource quantities as Kubernetes writes them (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
import { refuse, show } from "./check.js";

const scales = {
  n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4, Pi: 1024 ** 5, Ei: 1024 ** 6,
};
const binary = ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"];

/** The number that a quantity stands for: "2Gi" is 2147483648, "500m" is 0.5. A number stands for itself. */
export function quantity(value) {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const parts = typeof value === "string" ? /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value) : null;
  if (parts === null) refuse("quantity", `${show(value)} is no quantity; write "2Gi", "500m" or a number`);
  const [, digits, exponent, suffix = ""] = parts;
  // Divided, not multiplied, below one: 0.5 and not 0.5000000000000001.
  return exponent !== undefined ? Number(digits + exponent) : suffix === "m" ? Number(digits) / 1e3 : suffix === "u" ? Number(digits) / 1e6
    : suffix === "n" ? Number(digits) / 1e9 : Number(digits) * scales[suffix];
}

/** A number as a quantity: in the largest binary unit that leaves it whole ("2Gi"), in thousandths when it is a fraction ("500m"). */
export function quantityText(value) {
  const number = quantity(value);
  if (!Number.isInteger(number)) return `${Math.ceil(number * 1000)}m`;
  const unit = number === 0 ? undefined : binary.find(suffix => number % scales[suffix] === 0);
  return unit === undefined ? `${number}` : `${number / scales[unit]}${unit}`;
}

/** So many percent of a quantity, rounded down: of bytes to whole Mi, of anything else to thousandths. */
export function percentOf(share, value) {
  if (typeof share !== "number" || !(share >= 0 && share < Infinity)) refuse("percentOf", `${show(share)} is no percentage`);
  const part = quantity(value) * share / 100, mebi = scales.Mi;
  return quantityText(part >= mebi ? Math.floor(part / mebi) * mebi : part >= 1000 ? Math.floor(part) : Math.floor(part * 1000) / 1000);
}

/**
 * Compares two versions part by part, numbers as numbers: below 0, 0 or above 0. "5.9" is before "5.15", and "1.0.0-rc.1" before "1.0.0". What begins
 * with a digit after "-" is no pre-release but a revision, as packages and kernels have it: "5.10.0-28-amd64" is after "5.10.0".
 */
export function compareVersions(a, b) {
  for (const value of [a, b]) if (typeof value !== "string" || !/^v?\d/.test(value)) refuse("compareVersions", `${show(value)} is no version`);
  const [left, right] = [a, b].map(value => {
    const [release, ...rest] = value.replace(/^v/, "").replace(/\+.*$/, "").split("-"), isRevision = /^\d/.test(rest[0] ?? "");
    return { release: release.split("."), before: rest.length === 0 || isRevision ? undefined : rest.join("-").split("."), revision: isRevision ? rest.join(".").split(".") : [] };
  });
  return comparedParts(left.release, right.release, "0")
    || comparedParts(left.revision, right.revision, "0")
    || (left.before === undefined || right.before === undefined ? Number(left.before === undefined) - Number(right.before === undefined) : comparedParts(left.before, right.before, ""));
}

function comparedParts(a, b, none) {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? none, b[i] ?? none];
    const numbers = /^\d+$/.test(left) && /^\d+$/.test(right);
    if (numbers ? Number(left) !== Number(right) : left !== right) return numbers ? Number(left) - Number(right) : left < right ? -1 : 1;
  }
  return 0;
}
