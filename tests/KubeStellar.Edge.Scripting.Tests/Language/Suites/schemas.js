import { parameters, policy } from "kubestellar";
import { holds, same } from "./assert.js";
import { policySchema, specSchema, specs } from "./data.js";

/** As much of JSON Schema 2020-12 as the schemas use. */
function valid(schema, value, root, path = "") {
  if (schema === true) return "";
  if (schema === false) return `${path} must not be there`;
  const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value, below = [];
  const say = (condition, text) => condition ? "" : `${path} ${text}`;
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  const sub = (one, at = value, where = path) => valid(one, at, root, where);
  below.push(
    say(types === undefined || types.includes(type) || (types.includes("integer") && Number.isInteger(value)), `is ${type}`),
    say(schema.enum === undefined || schema.enum.includes(value), "is none of the words"), say(schema.const === undefined || schema.const === value, "is not the constant"),
    schema.$ref === undefined ? "" : sub(root.$defs[schema.$ref.slice("#/$defs/".length)]),
    say(schema.anyOf === undefined || schema.anyOf.some(one => sub(one) === ""), "is none of the choices"),
    say(schema.not === undefined || sub(schema.not) !== "", "is what it must not be"),
    say(schema.oneOf === undefined || schema.oneOf.filter(one => sub(one) === "").length === 1, "is not one of the choices"),
    schema.if === undefined ? "" : sub((sub(schema.if) === "" ? schema.then : schema.else) ?? true),
  );
  if (type === "number") below.push(say(!(value < schema.minimum || value > schema.maximum || value <= schema.exclusiveMinimum), "is out of bounds"));
  if (type === "string") below.push(say(!(value.length < schema.minLength || value.length > schema.maxLength) && (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(value)), "does not match"));
  if (type === "array") {
    below.push(say(!(value.length < schema.minItems || value.length > schema.maxItems), "has too many or too few items"));
    if (schema.items !== undefined) value.forEach((item, i) => below.push(sub(schema.items, item, `${path}[${i}]`)));
  }
  if (type === "object") {
    const { properties = {}, required = [], additionalProperties = true } = schema, names = Object.keys(value);
    below.push(say(!(names.length < schema.minProperties), "is empty"), ...required.map(name => say(Object.hasOwn(value, name), `lacks ${name}`)));
    if (schema.propertyNames !== undefined) for (const name of names) below.push(sub(schema.propertyNames, name, `${path}.${name}`));
    for (const name of names) below.push(sub(Object.hasOwn(properties, name) ? properties[name] : additionalProperties, value[name], `${path}.${name}`));
  }
  return below.find(text => text !== "") ?? "";
}

const plain = value => typeof value === "function" ? { $function: value.name || "anonymous" } : Array.isArray(value) ? value.map(plain)
  : typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)])) : value;
const takes = action => {
  try {
    action();
    return true;
  } catch {
    return false;
  }
};
const f = () => true;
const base = { selects: { kinds: ["A"] }, place: f };
const selecting = selects => ({ selects, place: f });
const expression = (operator, values) => selecting({ selector: { matchExpressions: [{ key: "a", operator, ...values === undefined ? {} : { values } }] } });

const rolling = more => ({ waves: [f], ...more });
const everyWay = (name, ...values) => values.flatMap(value => [rolling({ [name]: value }), { waves: [{ wave: f, [name]: value }] }]);
const rollouts = [
  {}, { waves: [] }, rolling({ soak: "1h30m", gate: f, unreachable: "wait", maxUnreachable: 0.5 }), { waves: [10] }, rolling({ maxUnreachable: 2 }), rolling({ unreachable: "catchup" }), rolling({ soka: 1 }),
  ...[{ percent: 10 }, { percent: 0 }, { percent: 101 }, { precent: 1 }, { count: 3 }, { count: 1.5 }, { groups: { label: "a" } }, { groups: "a" }, { groups: { label: "a", order: ["b"], mandatory: [] } }, { edges: ["a"] }, { edges: [] },
    { pick: f }, { pick: 1 }, {}, { percent: 1, count: 1 }, { percent: 1, soak: 1 }, { wave: { percent: 1 }, name: "n" }, { wave: 1 }, { wave: f, windows: [] }, { wave: f, inputs: {} }].map(wave => ({ waves: [wave] })),
  ...everyWay("soak", "soon", 5), ...everyWay("deadline", "1h", true), ...everyWay("maxFailures", 0, "0%", "12.5%", "101%", -1, 0.5, "x"), ...everyWay("concurrency", 0, 1, "0%", "0.5%", "100%"), ...everyWay("jitter", "5m"),
  ...everyWay("budget", { per: "a", edges: 1 }, [{ per: "a", edges: 1 }, { per: "b", edges: 2 }], { per: "a" }, { edges: 1 }, [{ per: "a", edges: 0 }]), ...everyWay("bytesPerMinute", 1, 0, "1Mi"), ...everyWay("pullsPerMinute", 1, 0),
  ...everyWay("approve", 2, 0, { count: 2, by: ["a", "b"] }, { by: ["a"] }, {}, { count: "2" }), ...everyWay("gate", f, 1),
  ...everyWay("windows", [{ from: "22:00", to: "04:00" }], [{ days: ["mon"], from: "00:00", to: "24:00" }], [{ days: ["monday"], from: "1:00", to: "02:00" }], [{ from: "01:00" }], [{ from: "01:00", to: "02:00", zone: "Europe/Berlin" }], [{ from: "01:00", to: "02:00", zone: "" }]),
  ...["hold", "rollback", "stop"].map(onFailure => rolling({ onFailure })), ...["whole", "begun", "all"].map(rollback => rolling({ rollback })), ...["share", "whole", "each"].map(regions => rolling({ regions })),
  ...["retry", "later", { then: "ask", after: "1h" }, { then: "ask" }, { after: 1 }].map(inconclusive => rolling({ inconclusive })), ...[[], ["platform"], ["Platform"], "platform"].map(after => rolling({ after })),
  ...[[], [{ from: "2026-12-24T00:00:00Z", to: "2026-12-27T00:00:00+01:00", reason: "peak" }], [{ from: "2026-12-24", to: "2026-12-27" }], [{ from: "2026-12-24T00:00:00Z" }]].map(freezes => rolling({ freezes })), rolling({ every: "10s" }), rolling({ every: "now" }),
  ...[{}, { a: { kind: "request", source: "a.b", body: { c: 1 } } }, { a: { kind: "keyValue", source: "b", key: "k" } }, { a: { kind: "prometheus", source: "https://p", key: "up", timeout: "2s" } }, { a: { kind: "http", source: "http://h/x?y" } },
    { "1": { kind: "http", source: "http://h" } }, { a: { kind: "ftp", source: "x" } }, { a: { kind: "summary" } }, { a: { kind: "summary", source: "b", url: "c" } }, { a: 1 }].map(inputs => rolling({ inputs })),
  ...[{ type: "All" }, { type: "all" }, { type: "All", maxConcurrency: 1 }, { type: "Progressive", maxConcurrency: "25%", minSuccessTime: "5m", progressDeadline: "None", maxFailures: 1, mandatoryDecisionGroups: [{ groupName: "a" }], groupBy: "b" },
    { type: "Progressive", maxConcurrency: 0 }, { type: "Progressive", progressDeadline: "never" }, { type: "ProgressivePerGroup", groupBy: "b", mandatoryDecisionGroups: [{ groupIndex: 0 }, {}] }, { type: "ProgressivePerGroup", maxConcurrency: 1 }, {}, f]
    .flatMap(strategy => [{ strategy }, { waves: [{ wave: f, strategy }] }, { strategy, soak: 1 }, { strategy, jitter: 1 }, rolling({ strategy })]),
];

export const tests = {
  "the schema of a policy takes what the library takes, and nothing else": () => {
    const declarations = [
      base, { selects: f, choose: f }, { selects: { kinds: ["A"] } }, { place: f }, { ...base, plaice: f }, { ...base, place: 1 }, { ...base, name: "" }, { ...base, name: "n" },
      selecting({}), selecting({ kinds: [] }), selecting({ kinds: "A" }), selecting({ kind: ["A"] }), selecting({ labels: { a: "b" } }), selecting({ labels: { a: 1 } }), selecting({ where: f }), selecting({ where: 1 }),
      selecting({ selector: {} }), selecting({ selector: { matchLabels: { a: "b" } } }), expression("In", ["b"]), expression("In"), expression("NotIn", []), expression("Exists"), expression("Exists", ["b"]), expression("Gt", ["1"]),
      ...[[], [{}], [{ operator: "Exists" }], [{ key: "a" }], [{ key: "a", value: "b", effect: "NoExecute" }], [{ key: "a", operator: "Exists", value: "b" }], [{ key: "a", effect: "Never" }]].map(tolerations => ({ ...base, tolerations })),
      ...[{}, { with: ["Deployment/shop/web"] }, { without: ["web"] }, { with: ["policy/a"] }, f].map(affinity => ({ ...base, affinity })),
      ...[[], ["policy/a"], ["policy/A"], ["Namespace/shop", "Store.example.com/shop/main"], ["a/b/c/d"], f, "policy/a"].map(dependsOn => ({ ...base, dependsOn })),
      ...[[], [{ label: "a" }], [{ values: { b: {} } }], [{ label: "a", property: "b", values: { c: {} } }], [{ label: "a", values: {} }], [{ label: "a", values: { b: { spec: null } }, default: {} }], [{ property: "a", kinds: ["B"], values: { b: {} } }],
        [{ label: "a", values: { b: { kind: "C" } } }], [{ label: "a", values: { b: { metadata: { name: "C" } } } }], [{ label: "a", values: { b: 1 } }]].map(overrides => ({ ...base, overrides })),
      ...[{}, f, { Store: f }, { Store: 1 }].map(health => ({ ...base, health })),
      ...[{}, { prune: false, drift: "Ignore" }, { drift: "ignore" }, { createOnly: 1 }, [], [{ prune: false }, { for: { kinds: ["Job"] }, recreate: true }], { for: {} }, { for: { where: f } },
        { driftAt: { "spec.replicas": "Ignore", "spec.c[name=app].image": "Report", "metadata.annotations[\"a.b/c\"]": "Correct" } }, { driftAt: { "": "Ignore" } }, { driftAt: { "a..b": "Ignore" } },
        { driftAt: { a: "ignore" } }, { status: "None" }, { status: [] }, { status: ["readyReplicas"] }, { status: "Some" }, { status: ["conditions[type=Ready].status"] }, [[{ prune: false }]], { propagation: "Orphan" }, { propagation: "orphan" },
        { createOnly: true, replace: true }, { createOnly: true, recreate: true }, { createOnly: true, replace: false }, { adopt: true, force: true }].map(modifiers => ({ ...base, modifiers })),
      { upsync: [{ kinds: ["Measurement.sensors.example.com"] }], place: f }, { upsync: [{ kinds: ["ConfigMap"] }], choose: f }, { upsync: [{ kinds: ["ConfigMap"] }] }, { upsync: [], place: f }, { upsync: [{}], place: f },
      ...["affinity", "dependsOn", "overrides", "customize", "health", "modifiers"].map(name => ({ upsync: [{ kinds: ["A"] }], place: f, [name]: name === "overrides" ? [{ label: "a", values: { b: {} } }] : name === "modifiers" ? {} : f })),
      { upsync: [{ kinds: ["A"] }], place: f, site: { rollback: { after: "1m" } } },
      ...[{}, { windows: [] }, { windows: [{ from: "22:00", to: "04:00" }] }, { windows: [{ from: "9", to: "10:00" }] }, { rollback: {} }, { rollback: { after: "10m" } }, { rollback: { after: 5000 } }, { rollback: { after: "x" } }, { rollback: { before: "1m" } },
        { windows: [{ days: ["sat"], from: "22:00", to: "04:00", zone: "UTC" }], rollback: { after: "1h" } }].map(site => ({ ...base, site })),
      ...[{ kinds: [] }, { kinds: ["a"] }, { kinds: ["A."] }, { kinds: ["A.b", "C"] }, { kinds: ["Secret"] }, { kinds: ["Secret.example.com"] }, { kinds: "A" }, { kinds: ["A"], names: ["x"], namespaces: [""], labels: { a: "b" } }, { kinds: ["A"], labels: { a: 1 } },
        { kinds: ["A"], groups: ["b"] }, { names: ["x"] }].map(rule => ({ ...base, upsync: [rule] })),
      ...[[], [{}], [{ kind: "A", paths: ["a"] }], [{ kind: "A", group: "", paths: ["a"] }], [{ kind: "A", paths: [] }], [{ kinds: ["A"], paths: ["a"] }], { kind: "A", paths: ["a"] }].map(seals => ({ ...base, seals })),
      ...["spec.password", "spec.users[*].token", "a[*]", "a[b=c,d=e].f", "a[*", "", "a..b", "kind", "kinds", "kind.x", "apiVersion", "status", "status.a", "statuses", "metadata", "metadata.labels.a", "metadata.name", "metadatas.a", "metadata.annotations",
        "metadata.annotations.a", "metadata.annotations.a.b", "metadata.annotations[\"a.b/c\"]", "metadata.annotations[*]", "metadata[\"annotations\"].a", 1].map(path => ({ ...base, seals: [{ kind: "A", paths: [path] }] })),
      ...rollouts.map(rollout => ({ ...base, rollout })),
      ...[{}, { map: f, combine: f }, { map: f, combine: f, finish: 1 }, { keep: "changes" }, { keep: "often" }, { writeBack: "singleton" }, { keep: "always", map: f }, { keep: "on-demand", map: f, combine: f },
        { writeBack: "summary", map: f, combine: f }, { writeBack: "all" }].map(status => ({ ...base, status })),
    ];
    for (const declaration of declarations) {
      const told = valid(policySchema, plain(declaration), policySchema);
      same(told === "", takes(() => policy(declaration)), `${JSON.stringify(plain(declaration))}: ${told};`);
    }
  },
  "the schema of parameters takes what the library takes": () => {
    const schemas = [
      { type: "string" }, { type: "text" }, {}, { enum: ["a"] }, { enum: [] }, { type: "integer", default: 1, minimum: 0, maximum: 2 }, { type: "integer", minimum: "0" }, { type: "string", minLength: -1 }, { type: "string", optional: 1 },
      { type: "array", items: { type: "string" }, maxItems: 3 }, { type: "array", items: { type: "text" } }, { type: "object", properties: { a: { type: "boolean" } }, required: ["a"], additionalProperties: false }, { typ: "string" }, "string",
    ];
    for (const [index, listed] of schemas.entries()) {
      // No value is given here: without a default, one would be missing.
      const one = typeof listed === "object" && listed.default === undefined ? { optional: true, ...listed } : listed;
      const told = valid(policySchema.$defs.parameters, { a: one }, policySchema);
      same(told === "", takes(() => (parameters({ [`a${index}`]: one }), policy(base))), `${JSON.stringify(one)}: ${told};`);
    }
  },
  "the schema of specs takes every spec": () => {
    for (const name of Object.keys(specs)) same(valid(specSchema, specs[name], specSchema), "", name);
    holds(valid(specSchema, { policy: "a.js", edges: [], cases: [{ it: "x", object: "y", place: [] }] }, specSchema) !== "", "a field that there is not was taken");
  },
};
