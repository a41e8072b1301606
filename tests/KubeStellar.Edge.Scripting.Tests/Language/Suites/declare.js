import { assign, fanOut, gate, health, no, omit, parameters, percent, policy, yes } from "kubestellar";
import { holds, same, throws } from "./assert.js";

const good = { selects: { kinds: ["Deployment"] }, place: () => true };
const refuses = (part, message) => throws(() => policy({ ...good, ...part }), `PolicyError: ${message}`);
const brandOf = (value, name) => {
  const { enumerable, value: set } = Object.getOwnPropertyDescriptor(value, Symbol.for(`kubestellar.${name}`));
  return set === true && enumerable === false && Object.isFrozen(value);
};

export const tests = {
  "a policy of every field": () => {
    const made = policy({
      ...good, name: "all", choose: (_, edges) => [...edges], customize: () => { }, tolerations: [{ operator: "Exists" }], affinity: { with: ["Deployment/shop/web"], without: [] },
      dependsOn: ["policy/platform", "Namespace/shop", "Store.example.com/shop/main"], overrides: [{ property: "tier", values: { gold: { spec: {} } }, default: { spec: null } }],
      health: { Store: () => health.current() }, modifiers: { prune: false }, rollout: { waves: [percent(10)], gate: () => gate.proceed() }, status: { map: () => 1, combine: (a, b) => a + b },
    });
    holds(brandOf(made, "policy") && Object.isFrozen(made.overrides[0].values.gold.spec), "branded and frozen");
  },
  "place or choose": () => {
    policy({ selects: () => true, choose: () => [] });
    throws(() => policy({ selects: {} , place: () => true }), "selects: it names nothing");
    throws(() => policy({ selects: { kinds: ["A"] } }), "policy: \"place\" is missing (or \"choose\")");
    throws(() => policy([]), "policy: an object is expected, not an array");
  },
  "a policy may only carry objects up": () => {
    const upsync = [{ kinds: ["Measurement.sensors.example.com"], namespaces: ["shop"], names: ["a"], labels: { a: "b" } }];
    holds(Object.isFrozen(policy({ upsync, place: () => true }).upsync[0].kinds), "frozen");
    policy({ ...good, upsync });
    policy({ upsync, choose: () => [] });
    throws(() => policy({ upsync }), "policy: \"place\" is missing (or \"choose\")");
    throws(() => policy({ place: () => true }), "policy: \"selects\" is missing");
    throws(() => policy({ upsync, place: () => true, customize: () => { } }), "customize: there is nothing for it to work on");
    policy({ ...good, site: { windows: [{ days: ["sun"], from: "02:00", to: "04:00", zone: "Europe/Berlin" }], rollback: { after: "10m" } } });
    refuses({ site: {} }, "site: it says nothing; give windows, rollback or both");
    refuses({ site: { windows: [{ from: "2:00", to: "04:00" }] } }, "site.windows[0].from: a time of day such as");
    refuses({ site: { rollback: {} } }, "site.rollback: \"after\" is missing");
    refuses({ site: { rollback: { after: "soon" } } }, "site.rollback.after: \"soon\" is no duration");
    throws(() => policy({ upsync, place: () => true, site: { rollback: { after: "1m" } } }), "site: there is nothing for it to work on");
    refuses({ upsync: {} }, "upsync: a list of rules is expected, not an object");
    refuses({ upsync: [{ names: ["a"] }] }, "upsync[0]: \"kinds\" is missing");
    refuses({ upsync: [{ kind: ["A"] }] }, "upsync[0]: there is no field \"kind\", did you mean \"kinds\"?");
    refuses({ upsync: [{ kinds: ["Measurement.sensors.example.com", "pods"] }] }, "upsync[0].kinds[1]: a kind with its group such as");
    refuses({ upsync: [{ kinds: ["Secret"] }] }, "upsync[0].kinds[0]: values of Secrets are not carried up");
  },
  "what is secret is declared by kind and path": () => {
    const seals = [{ kind: "Store", group: "example.com", paths: ["spec.password", "spec.users[*].token", "metadata.annotations[\"example.com/key\"]"] }];
    holds(Object.isFrozen(policy({ ...good, seals }).seals[0].paths), "frozen");
    refuses({ seals: {} }, "seals: a list of rules is expected, not an object");
    refuses({ seals: [{ paths: ["a"] }] }, "seals[0]: \"kind\" is missing");
    refuses({ seals: [{ kind: "A", paths: ["spec.[0]"] }] }, "seals[0].paths[0]: a path such as");
    refuses({ seals: [{ kind: "A", paths: ["spec.a", "kind"] }] }, "seals[0].paths[1]: kind names the object and cannot be sealed");
    refuses({ seals: [{ kind: "A", paths: ["status.token"] }] }, "seals[0].paths[0]: the status is not the owner's");
    refuses({ seals: [{ kind: "A", paths: ["metadata.labels.app"] }] }, "seals[0].paths[0]: of metadata only single annotations");
  },
  "each wrong field is named with its path": () => {
    refuses({ plaice: 1 }, "policy: there is no field \"plaice\", did you mean \"place\"?");
    refuses({ schedule: 1 }, "policy: there is no field \"schedule\"; there are name, selects,");
    refuses({ choose: 1 }, "choose: a function is expected, not 1");
    refuses({ selects: { matchLabels: {} } }, "selects: there is no field \"matchLabels\"");
    refuses({ selects: { selector: {} } }, "selects.selector: give matchLabels, matchExpressions or both");
    refuses({ selects: { selector: { matchExpressions: [{ key: "a", operator: "NotIn", values: [] }] } } }, "selects.selector.matchExpressions[0]: NotIn needs \"values\"");
    refuses({ selects: { selector: { matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] } } }, "selects.selector.matchExpressions[0]: Exists takes no \"values\"");
    refuses({ selects: { where: "x" } }, "selects.where: a function is expected, not \"x\"");
    refuses({ tolerations: [{ key: "a", value: 1 }] }, "tolerations[0].value: a text is expected, not 1");
    refuses({ tolerations: [{ key: "a", operator: "Exists", value: "b" }] }, "tolerations[0]: operator \"Exists\" takes no \"value\"");
    refuses({ affinity: {} }, "affinity: give \"with\", \"without\" or both");
    refuses({ affinity: { with: ["policy/platform"] } }, "affinity.with[0]: a reference such as");
    refuses({ dependsOn: ["policy/No Name"] }, "dependsOn[0]: \"policy/\" and the name of a policy is expected");
    refuses({ dependsOn: ["Deployment/a/b/c"] }, "dependsOn[0]: a reference such as");
    refuses({ overrides: [{ label: "a", property: "b", values: { c: {} } }] }, "overrides[0]: give either \"label\" or \"property\"");
    refuses({ overrides: [{ label: "a", values: {} }] }, "overrides[0].values: a map of merge patches by value is expected, not an empty one");
    refuses({ overrides: [{ label: "a", values: { b: { spec: { f: () => 1 } } } }] }, "overrides[0].values.b.spec.f: plain data is expected, not a function");
    refuses({ overrides: [{ label: "a", values: { b: { metadata: { name: "c" } } } }] }, "overrides[0].values.b.metadata.name: it cannot be changed");
    refuses({ health: {} }, "health: a function, or a map of functions by kind, is expected, not an empty one");
    refuses({ health: { Store: 1 } }, "health.Store: a function is expected, not 1");
    refuses({ modifiers: { drift: "correct" } }, "modifiers.drift: one of \"Correct\", \"Report\", \"Ignore\" is expected, not \"correct\"; did you mean \"Correct\"?");
    refuses({ modifiers: [{ prune: false }, { recreat: true }] }, "modifiers[1]: there is no field \"recreat\", did you mean \"recreate\"?");
    refuses({ modifiers: { for: {} } }, "modifiers.for: it names nothing");
    refuses({ modifiers: { driftAt: { "spec replicas": "Ignore" } } }, "modifiers.driftAt: a path such as \"spec.replicas\"");
    refuses({ modifiers: { driftAt: { "spec.replicas": "ignore" } } }, "modifiers.driftAt[\"spec.replicas\"]: one of \"Correct\", \"Report\", \"Ignore\" is expected, not \"ignore\"; did you mean \"Ignore\"?");
    refuses({ modifiers: { status: [] } }, "modifiers.status: an empty list is no choice");
    refuses({ modifiers: { createOnly: true, recreate: true } }, "modifiers: createOnly and recreate contradict each other");
    refuses({ rollout: { waves: [10] } }, "rollout.waves[0]: percent(...), count(...), groups(...), edges(...), pick(...), wave(...) or a function of an edge is expected, not 10");
    refuses({ rollout: { waves: [percent(1)], soak: "soon" } }, "rollout.soak: \"soon\" is no duration");
    refuses({ status: { map: () => 1 } }, "status: \"combine\" is missing");
    refuses({ status: {} }, "status: \"map\" is missing");
    refuses({ status: { keep: "changes", finish: () => 1 } }, "status: \"map\" is missing");
    refuses({ status: { keep: "change" } }, "status.keep: one of \"always\", \"changes\", \"on-demand\" is expected, not \"change\"; did you mean \"changes\"?");
    refuses({ status: { writeBack: "summary" } }, "status: writeBack \"summary\" needs \"map\" and \"combine\"");
    refuses({ status: { writeBack: "singleton", keep: "on-demand" } }, "status: writeBack \"singleton\" needs statuses at the hub");
    const circle = {};
    circle.spec = circle;
    refuses({ overrides: [{ label: "a", values: { b: circle } }] }, "overrides[0].values.b.spec.spec");
  },
  "answers carry their brands and are frozen": () => {
    holds(brandOf(yes("a"), "verdict") && brandOf(no(), "verdict") && brandOf(assign("e", 1), "assignment") && brandOf(fanOut([1], () => { }), "fanOut") && brandOf(health.failed(), "health") && brandOf(gate.hold(), "gate"), "brands");
    same([yes("why"), yes(), no("not"), assign({ id: "e" }, 3, "heavy"), health.inProgress("starting", "Starting"), omit],
      [{ placed: true, reason: "why" }, { placed: true, reason: "" }, { placed: false, reason: "not" }, { edge: "e", share: 3, reason: "heavy" }, { health: "InProgress", reason: "Starting", message: "starting" }, null]);
    throws(() => yes(1), "yes: the reason must be a text, not 1");
    throws(() => assign({}, 1), "assign: an edge or its id is expected");
    throws(() => assign("e"), "assign: the share must be plain data, not undefined");
    throws(() => fanOut({}, () => { }), "fanOut: a list is expected");
  },
  "parameters have their defaults, and the policy their schema": () => {
    const schema = { threshold: { type: "integer", default: 2, minimum: 1 }, pause: { type: "duration", default: "10m", maximum: 3_600_000 }, note: { type: "string", optional: true } };
    same(parameters(schema), { threshold: 2, pause: "10m" });
    same(policy(good)[Symbol.for("kubestellar.schema")], schema);
    // A policy that is built on another one has what both declare.
    const more = { more: { type: "boolean", default: true } };
    parameters(more);
    same(policy({ ...policy(good) })[Symbol.for("kubestellar.schema")], { ...schema, ...more });
    throws(() => parameters(more), "parameters.more: it is declared twice");
  },
  "a schema is checked": () => {
    const refused = (schema, part) => throws(() => parameters({ a: schema }), part);
    refused({ type: "int" }, "parameters.a.type: one of");
    refused({ default: 1 }, "parameters.a: \"type\" is missing");
    refused({ type: "integer", default: 1.5 }, "parameters.a.default: an integer is expected, not 1.5");
    refused({ type: "integer", default: 0, minimum: 1 }, "parameters.a.default: at least 1 is expected, not 0");
    refused({ type: "string", default: "x", enum: ["eu", "us"] }, "parameters.a.default: one of \"eu\", \"us\" is expected, not \"x\"");
    refused({ type: "string", pattern: "(" }, "parameters.a.pattern: \"(\" is no regular expression");
    refused({ type: "string", default: "A", pattern: "^[a-z]$" }, "parameters.a.default: \"A\" does not match ^[a-z]$");
    refused({ type: "duration", default: "soon" }, "parameters.a.default: a duration such as");
    refused({ type: "duration", default: "2h", maximum: 3_600_000 }, "parameters.a.default: at most 3600000 is expected");
    refused({ type: "array", items: { type: "string" }, default: ["x", 1] }, "parameters.a.default.1: a text is expected, not 1");
    refused({ type: "object", properties: { b: { type: "boolean" } }, additionalProperties: false, default: { c: 1 } }, "parameters.a.default: there is no member \"c\"");
    refused({ type: "object", required: ["b"], default: {} }, "parameters.a.default: \"b\" is missing");
    refused({ typ: "string" }, "did you mean \"type\"");
    throws(() => parameters({ "1": { type: "string" } }), "parameters.1: a name starts with a letter");
  },
};
