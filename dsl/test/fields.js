// @ts-check
// What an editor must find in a policy in JavaScript: each line below an expected error is one, and nothing else is.
import { all, assign, container, count, edges, fanOut, fold, gate, groups, health, http, keyValue, no, omit, parameters, percent, pick, policy, progressive, progressivePerGroup, prometheus, reduce, request, spread, sum, summary, top, wave, yes } from "kubestellar";

policy({
  selects: { kinds: ["Deployment", "ConfigMap", "Store"], selector: { matchExpressions: [{ key: "tier", operator: "Exists" }] } },
  place: (object, edge) => edge.labels.kind === "store" && edge.properties.memoryGiB >= 2 ? yes("has room") : no("too small"),
  choose: (object, edges, current) => spread(edges, current, { count: 3, by: "region" }),
  customize: (object, edge, share) => {
    if (object.kind === "Deployment") {
      object.spec.replicas = share;
      // @ts-expect-error a number is not a text
      object.spec.replicas = "3";
      // @ts-expect-error a field that a Deployment does not have
      object.spec.replica = 3;
      container(object, "app").env("REGION", edge.labels.region).arg("--zone", edge.labels.zone).resources({ limits: { memory: "1Gi" } });
      // @ts-expect-error no such edit
      container(object, "app").environment("REGION", "eu");
    }
    if (object.kind === "ConfigMap") object.data = { region: edge.labels.region };
    if (object.kind === "Store") object.spec.anything.goes = true;
    // @ts-expect-error a kind that is not selected
    if (object.kind === "Service") return omit;
    // @ts-expect-error an edge cannot be changed
    edge.id = "other";
    return edge.labels.bare === "true" ? omit : undefined;
  },
  health: { Store: store => store.status?.phase === "Open" ? health.current() : health.inProgress("not open yet") },
  rollout: { waves: [edge => edge.labels.canary === "true", percent(10)], gate: ({ totals, elapsed }) => totals.failed > 0 ? gate.rollback("failed") : elapsed > 0 ? gate.proceed() : gate.hold() },
  status: { map: (report, edge) => ({ ready: report.ready ? 1 : 0, region: { [edge.labels.region]: 1 } }), combine: sum, finish: total => total.ready },
});

policy({ selects: { kinds: ["Deployment"] }, place: () => true, status: { keep: "changes", writeBack: "singleton" } });
policy({ selects: { kinds: ["Deployment"] }, place: () => true, site: { windows: [{ from: "22:00", to: "04:00" }], rollback: { after: "10m" } } });
// @ts-expect-error within how long is missing
policy({ selects: { kinds: ["Deployment"] }, place: () => true, site: { rollback: {} } });
// @ts-expect-error a way of keeping that there is not
policy({ selects: { kinds: ["Deployment"] }, place: () => true, status: { keep: "often" } });
// @ts-expect-error what is mapped must be combined
policy({ selects: { kinds: ["Deployment"] }, place: () => true, status: { keep: "changes", map: () => 1 } });

policy({
  selects: { kinds: ["Deployment"] },
  place: () => true,
  rollout: {
    waves: [
      edges("ulm"), count(3), groups("size"), groups({ label: "region", order: ["eu"], mandatory: ["test"] }), pick(list => list.slice(0, 3)),
      pick(list => list.map(edge => edge.id)),
      wave(edge => edge.labels.canary === "true", { name: "canary", soak: "1h", approve: { count: 2, by: ["ann", "bob"] }, gate: ({ failures }) => failures.length > 0 ? gate.ask(failures[0].reason) : gate.proceed() }),
      wave(percent(10), { strategy: progressivePerGroup({ groupBy: "region", mandatoryDecisionGroups: [{ groupName: "eu" }] }) }),
    ],
    soak: "10m", deadline: 60_000, maxFailures: "5%", concurrency: 10, jitter: "1m", budget: { per: "region", edges: 2 }, bytesPerMinute: 1e6, pullsPerMinute: 10,
    onFailure: "rollback", rollback: "begun", inconclusive: { then: "ask", after: "1h" }, after: ["platform"], every: "30s",
    windows: [{ days: ["sat"], from: "22:00", to: "04:00", zone: "Europe/Berlin" }], freezes: [{ from: "2026-12-20T00:00:00Z", to: "2027-01-07T00:00:00Z", reason: "peak" }],
    inputs: { errors: prometheus("http://prometheus:9090", "sum(errors)"), go: keyValue("flags", "go"), ask: request("checks.run", { of: [1] }, { timeout: "2s" }), page: http("https://status.example.com"), base: summary("platform") },
    gate: ({ wave, waves, rule, name, attempt, good, rollout, now, partial, earlier, inputs, totals }) =>
      inputs.errors.error !== "" || inputs.errors.age > 60_000 ? gate.inconclusive("no metrics") : earlier.some(one => one.totals.failed > 0) || totals.degraded > 0 ? gate.pause(`${name} ${wave}/${waves} ${rule} ${attempt}`)
        : good > 1 && rollout > 1 && now > 1 && partial !== null ? gate.proceed() : gate.hold(),
  },
});
policy({ selects: { kinds: ["Deployment"] }, place: () => true, rollout: { strategy: progressive({ maxConcurrency: "25%", progressDeadline: "None" }), every: 5000 } });
// @ts-expect-error waves or a strategy
policy({ selects: { kinds: ["Deployment"] }, place: () => true, rollout: { strategy: all(), waves: [percent(1)] } });
// @ts-expect-error neither
policy({ selects: { kinds: ["Deployment"] }, place: () => true, rollout: { soak: "1h" } });
// @ts-expect-error a wave is true or false for an edge
policy({ selects: { kinds: ["Deployment"] }, place: () => true, rollout: { waves: [edge => edge.id] } });
// @ts-expect-error an option that there is not
wave(percent(10), { soaks: "1h" });
// @ts-expect-error a share that is none
wave(percent(10), { concurrency: "many" });
// @ts-expect-error not an option of all
all({ maxConcurrency: 1 });

// @ts-expect-error a field that there is not
policy({ selects: { kinds: ["Deployment"] }, place: () => true, customise: () => { } });
// @ts-expect-error a selector of another name
policy({ selects: { kind: ["Deployment"] }, place: () => true });
// @ts-expect-error place answers true or false
policy({ selects: { kinds: ["Deployment"] }, place: () => null });
// @ts-expect-error a policy cannot be async
policy({ selects: { kinds: ["Deployment"] }, place: async () => true });
// @ts-expect-error nothing is selected
policy({ place: () => true });
// @ts-expect-error an effect that there is not
policy({ selects: { kinds: ["Deployment"] }, place: () => true, tolerations: [{ key: "a", effect: "NoShedule" }] });
// @ts-expect-error an operator that there is not
policy({ selects: { selector: { matchExpressions: [{ key: "a", operator: "Equals" }] } }, place: () => true });
// @ts-expect-error drift is a word
policy({ selects: { kinds: ["Deployment"] }, place: () => true, modifiers: { drift: true } });
// @ts-expect-error health is judged by health.current() and its like
policy({ selects: { kinds: ["Store"] }, place: () => true, health: { Store: () => true } });
// @ts-expect-error a table needs its values
policy({ selects: { kinds: ["Deployment"] }, place: () => true, overrides: [{ label: "size" }] });
// @ts-expect-error a patch with a field that a Deployment does not have
policy({ selects: { kinds: ["Deployment"] }, place: () => true, customize: object => ({ spec: { replica: object.spec.replicas } }) });
policy({ selects: { kinds: ["Deployment"] }, place: () => true, customize: (object, edge) => ({ spec: { replicas: edge.properties.stores, paused: null } }) });
policy({ selects: object => object.kind === "Deployment", choose: (object, edges) => edges.map(edge => assign(edge, 1)), customize: object => fanOut([1, 2], (copy, item) => { copy.metadata.name += item; }) });
policy({
  selects: { labels: { app: "x" } },
  place: (object, edge) => object.spec.anything === edge.labels.anything,
  customize: object => { object.spec.whatever = 1; },
});

const p = parameters({
  threshold: { type: "integer", default: 2, description: "Edges that must be ready." },
  region: { enum: ["eu", "us"], default: "eu" },
  pause: { type: "duration", optional: true },
  sizes: { type: "array", items: { type: "string" }, default: [] },
});
/** @type {number} */
export const threshold = p.threshold;
/** @type {"eu" | "us"} */
export const region = p.region;
/** @type {string} */
export const size = p.sizes[0];
// @ts-expect-error it may be undefined
export const pause = p.pause.length;
// @ts-expect-error a parameter that was not declared
export const other = p.treshold;
// @ts-expect-error a type that there is not
parameters({ a: { type: "int" } });
// @ts-expect-error an option of another name
top([], [], { count: 1, scores: () => 1 });

policy({
  selects: { kinds: ["Deployment"] },
  place: () => true,
  status: reduce({
    ready: fold.healthy(),
    byRegion: fold.groupBy("region", { n: fold.count(), cpu: fold.stats(report => report.status?.cpu) }, { having: value => value.n > 1 }),
    slowest: fold.top(3, (report, edge) => edge.properties.latencyMs, report => report.reason),
    rows: fold.select({ edge: (report, edge) => edge.id, replicas: report => report.object.spec?.replicas }, { limit: 10, orderBy: report => report.name }),
    own: { map: report => report.status?.n, combine: (a, b) => Math.max(a, b) },
  }, { where: report => report.applied, by: "country" }),
});
policy({ selects: { kinds: ["Deployment"] }, place: () => true, status: { by: "country" } });
// @ts-expect-error no such reducer
fold.median(report => report.status.n);
// @ts-expect-error rows have a limit
fold.select({ name: report => report.name });
// @ts-expect-error a report has no such field
fold.sum(report => report.replicas);
/** @type {number | null} */
const total = reduce(fold.sum(report => report.status.n)).finish(null);
// @ts-expect-error a sum of nothing is null
total.toFixed();
