// What a policy's functions answer. Each answer is frozen and carries a brand, so that no plain object is taken for one.
import { branded, func, refuse, show } from "./check.js";

const Verdict = Symbol.for("kubestellar.verdict");
const Assignment = Symbol.for("kubestellar.assignment");
const FanOut = Symbol.for("kubestellar.fanOut");
const Health = Symbol.for("kubestellar.health");
const Gate = Symbol.for("kubestellar.gate");

// place is asked once an edge, and most policies have few reasons: an answer is made once for each.
const MaxKnown = 256;
const known = { true: new Map(), false: new Map() };

function placed(answer, reason, where) {
  const made = known[answer].get(reason);
  if (made !== undefined) return made;
  const verdict = branded(Verdict, { placed: answer, reason: reasonOf(reason, where) });
  if (known[answer].size < MaxKnown) known[answer].set(reason, verdict);
  return verdict;
}

function reasonOf(reason, where) {
  if (reason !== undefined && typeof reason !== "string") refuse(where, `the reason must be a text, not ${show(reason)}`);
  return reason ?? "";
}

/** This edge gets the object, for this reason. */
export function yes(reason) {
  return placed(true, reason, "yes");
}

/** This edge does not get the object, for this reason. */
export function no(reason) {
  return placed(false, reason, "no");
}

/** Chooses an edge and says what its share is: a number of replicas, or any plain value; `customize` gets it. */
export function assign(edge, share, reason) {
  const id = typeof edge === "string" ? edge : edge?.id;
  if (typeof id !== "string" || id === "") refuse("assign", `an edge or its id is expected, not ${show(edge)}`);
  if (share === undefined || typeof share === "function") refuse("assign", `the share must be plain data, not ${show(share)}`);
  return branded(Assignment, { edge: id, share, reason: reasonOf(reason, "assign") });
}

/** One object becomes several: `edit(copy, item, index)` makes each, and gives each a name of its own. */
export function fanOut(items, edit) {
  if (!Array.isArray(items)) refuse("fanOut", `a list is expected, not ${show(items)}`);
  func(edit, "fanOut");
  return branded(FanOut, { items, edit });
}

/** Returned by `customize`: not at this edge. */
export const omit = null;

function judged(state) {
  return (message, reason) => branded(Health, { health: state, reason: reasonOf(reason, "health"), message: reasonOf(message, "health") });
}

/** What a policy's `health` answers. */
export const health = Object.freeze({
  current: judged("Current"),
  inProgress: judged("InProgress"),
  failed: judged("Failed"),
  unknown: judged("Unknown"),
});

function decided(decision) {
  return reason => branded(Gate, { verdict: decision, reason: reasonOf(reason, `gate.${decision}`) });
}

/** What a rollout's gate answers. */
export const gate = Object.freeze({
  proceed: decided("proceed"),
  hold: decided("hold"),
  rollback: decided("rollback"),
  pause: decided("pause"),
  ask: decided("ask"),
  inconclusive: decided("inconclusive"),
});
