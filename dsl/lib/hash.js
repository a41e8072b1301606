// Names and numbers made from texts: the same on every machine and in every version. Not for secrets.
import { refuse, show } from "./check.js";

// As in Kubernetes: no vowels and no digits that look like letters, so that no word comes out.
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Two independent 32-bit hashes of a text (cyrb53). These values are part of the language: they must never change. */
export function mix(text) {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** A short text that stands for a longer one: eight letters and digits that may be part of a name. */
export function hash(text) {
  if (typeof text !== "string") refuse("hash", `a text is expected, not ${show(text)}`);
  let rest = mix(text), made = "";
  for (let i = 0; i < 8; i++) {
    made += alphabet[rest % alphabet.length];
    rest = Math.floor(rest / alphabet.length);
  }
  return made;
}

/** Which of so many equal buckets a text falls into, from 0: for shares of a fleet that stay the same. */
export function bucketOf(text, count) {
  if (typeof text !== "string") refuse("bucketOf", `a text is expected, not ${show(text)}`);
  if (!Number.isInteger(count) || count < 1) refuse("bucketOf", `the number of buckets must be a whole number from 1, not ${show(count)}`);
  return mix(text) % count;
}

/**
 * A name for a generated object: the parts joined by "-", made a DNS label; what is cut off or replaced is told apart by a hash. Where one part ends
 * is not: `nameFor("a-b", "c")` is `nameFor("a", "b-c")`.
 */
export function nameFor(...parts) {
  for (const part of parts) if ((typeof part !== "string" && typeof part !== "number") || part === "") refuse("nameFor", `each part must be a text or a number, not ${show(part)}`);
  const whole = parts.map(part => `${part}`).join("-");
  const clean = whole.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  return clean === whole && clean.length <= 63 && clean !== "" ? clean : `${clean.slice(0, 54).replace(/-+$/, "") || "x"}-${hash(whole)}`;
}
