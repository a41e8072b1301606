// rollout, as it was declared: plain data with every default filled in, and beside it the functions, which stay here.
const Units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const Words = { mon: "monday", tue: "tuesday", wed: "wednesday", thu: "thursday", fri: "friday", sat: "saturday", sun: "sunday" };

/** One for each rule of the waves: how it takes edges, and its gate. */
let rules = [];

/** Milliseconds of "1h30m"; a number is milliseconds already. */
function millis(value) {
  if (typeof value !== "string") return value;
  let sum = 0;
  for (const [, count, unit] of value.matchAll(/(\d+)(ms|s|m|h|d)/g)) sum += Number(count) * Units[unit];
  return sum;
}

const millisOr = (value, other) => value === undefined ? other : millis(value);
const listed = value => isArray(value) ? value : value === undefined ? [] : [value];

/** A number, or "10%". */
function amount(value, other) {
  if (value === undefined) return other;
  return typeof value === "string" ? { value: parseFloat(value), percent: true } : { value, percent: false };
}

function approvalOf(value) {
  return value === undefined ? null : typeof value === "object" ? { count: value.count ?? 1, by: value.by ?? [] } : { count: value, by: [] };
}

const windowsOf = windows => (windows ?? []).map(({ days, from, to, zone }) => ({ days: (days ?? []).map(day => Words[day]), from, to, zone: zone ?? "UTC" }));

/** As Open Cluster Management has it: its durations are texts. */
function strategyOf(strategy) {
  if (strategy === undefined) return null;
  const { groupBy, ...own } = strategy;
  for (const name of ["minSuccessTime", "progressDeadline"])
    if (own[name] !== undefined && own[name] !== "None" && !/^(\d+(ms|s|m|h))+$/.test(own[name])) own[name] = `${millis(own[name])}ms`;
  return own;
}

/** Which edges a wave takes, as plain data, and what it is called when it has no name. */
function kindOf(which, number) {
  if (typeof which === "function") return [{ kind: "predicate" }, which.name || `wave ${number}`, which];
  if (which.percent !== undefined) return [{ kind: "percent", percent: which.percent }, `${which.percent}%`];
  if (which.count !== undefined) return [{ kind: "count", count: which.count }, `${which.count} edge${which.count === 1 ? "" : "s"}`];
  if (which.groups !== undefined) return [{ kind: "groups", label: which.groups.label, order: which.groups.order ?? [] }, which.groups.label];
  if (which.edges !== undefined) return [{ kind: "edges", edges: which.edges }, which.edges.length === 1 ? which.edges[0] : `${which.edges[0]} and ${which.edges.length - 1} more`];
  return [{ kind: "pick" }, which.pick.name === "pick" || which.pick.name === "" ? `wave ${number}` : which.pick.name, which.pick];
}

/** A wave's options: its own, those of all waves, defaults. What a strategy says by itself is not taken from those of all waves. */
function optionsOf(own, shared) {
  const { strategy } = own;
  const given = name => own[name] ?? (strategy !== undefined && ["soak", "deadline", "maxFailures", "concurrency"].includes(name) ? undefined : shared[name]);
  return {
    gates: given("gate") !== undefined, soak: millisOr(given("soak"), 0), deadline: millisOr(given("deadline"), null), maxFailures: amount(given("maxFailures"), { value: 0, percent: false }),
    concurrency: amount(given("concurrency"), null), jitter: millisOr(given("jitter"), 0), budgets: listed(given("budget")).map(({ per, edges }) => ({ label: per, edges })),
    bytesPerMinute: given("bytesPerMinute") ?? null, pullsPerMinute: given("pullsPerMinute") ?? null, approve: approvalOf(given("approve")),
    windows: windowsOf(own.windows), strategy: strategyOf(strategy), groupBy: strategy?.groupBy ?? "",
  };
}

/** A name that no wave has yet. */
function freeName(name, taken) {
  let free = clip(name);
  for (let i = 2; taken.has(free); i++) free = `${name} (${i})`;
  taken.add(free);
  return free;
}

function wavesOf(rollout) {
  const waves = [], names = new Set();
  rules = [];
  const add = (plain, name, own, where, ask, more) => {
    const free = freeName(name, names);
    rules.push({ ...plain, name: free, named: own.name !== undefined, where, ask, gate: own.gate ?? rollout.gate, gateAt: own.gate === undefined ? "rollout.gate" : `${where}.gate` });
    waves.push({ name: free, ...plain, ...optionsOf(own, rollout), ...more });
  };
  listed(rollout.waves).forEach((declaredWave, index) => {
    const own = typeof declaredWave === "object" && declaredWave.wave !== undefined ? declaredWave : {};
    const [plain, name, ask] = kindOf(own.wave ?? declaredWave, index + 1);
    const where = `rollout.waves[${index}]`;
    // Mandatory groups are a rule of their own before the others: they tolerate no failure.
    const mandatory = (own.wave ?? declaredWave).groups?.mandatory ?? [];
    if (mandatory.length > 0) add({ kind: "groups", label: plain.label, order: mandatory, only: true }, `${own.name ?? name} (mandatory)`, own, where, ask, { maxFailures: { value: 0, percent: false } });
    add(plain, own.name ?? name, own, where, ask);
  });
  // What no wave takes goes last: a wave that is there only when it has edges.
  if (rollout.strategy !== undefined) add({ kind: "rest" }, "all", { strategy: rollout.strategy }, "rollout.strategy");
  else if (rules.at(-1).percent !== 100) add({ kind: "rest", optional: true }, "rest", {}, "rollout");
  return waves;
}

function inputOf(name, { kind, source, key, body, timeout }) {
  return { name, kind, source, key: key ?? "", body: body ?? null, timeout: millisOr(timeout, 5000) };
}

/** What the hub goes by; null when there is none. */
function rolloutOf(rollout) {
  rules = [];
  if (rollout === undefined) return null;
  const { unreachable, maxUnreachable, onFailure, rollback, regions, inconclusive, after, windows, freezes, inputs, every } = rollout;
  return {
    waves: wavesOf(rollout), unreachable: unreachable === "wait" ? "wait" : "catchUp", maxUnreachable: maxUnreachable ?? 0.5, onFailure: onFailure ?? "hold", rollback: rollback ?? "whole", regions: regions ?? "share",
    inconclusive: typeof inconclusive === "object" ? { action: inconclusive.then, after: millis(inconclusive.after) } : { action: inconclusive ?? "retry", after: null },
    after: after ?? [], windows: windowsOf(windows), freezes: (freezes ?? []).map(({ from, to, reason }) => ({ from, to, reason: reason ?? "" })),
    inputs: keysOf(inputs ?? {}).map(name => inputOf(name, inputs[name])), every: millisOr(every, 10_000),
  };
}
