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
      ...[{}, { waves: [] }, { waves: [f, { percent: 10 }], soak: "1h30m", gate: f, unreachable: "wait", maxUnreachable: 0.5 }, { waves: [10] }, { waves: [f], soak: "soon" }, { waves: [f], maxUnreachable: 2 }].map(rollout => ({ ...base, rollout })),
      ...[{}, { map: f, combine: f }, { map: f, combine: f, finish: 1 }].map(status => ({ ...base, status })),
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
