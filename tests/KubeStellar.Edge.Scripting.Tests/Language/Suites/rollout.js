import { all, count, edges, gate, groups, http, keyValue, percent, pick, policy, progressive, progressivePerGroup, prometheus, request, summary, wave } from "kubestellar";
import { holds, same, throws } from "./assert.js";

const base = { selects: { kinds: ["Deployment"] }, place: () => true };
const first = list => list.slice(0, 1);
const refuses = (rollout, message) => throws(() => policy({ ...base, rollout: { waves: [percent(1)], ...rollout } }), `PolicyError: rollout${message}`);

export const tests = {
  "waves are plain data, frozen": () => {
    const made = [percent(12.5), count(3), groups("region"), groups({ label: "size", order: ["small"], mandatory: ["test"] }), edges("a", "b"), edges(["a", "b"]), pick(first), wave(percent(5), { name: "few", soak: "1h" })];
    same(made, [{ percent: 12.5 }, { count: 3 }, { groups: { label: "region" } }, { groups: { label: "size", order: ["small"], mandatory: ["test"] } }, { edges: ["a", "b"] }, { edges: ["a", "b"] }, { pick: first }, { wave: { percent: 5 }, name: "few", soak: "1h" }]);
    holds(made.every(one => Object.isFrozen(one)) && Object.isFrozen(made[3].groups.order) && Object.isFrozen(made[7].wave), "not frozen");
    policy({ ...base, rollout: { waves: [...made, edge => edge.labels.canary === "true", wave(edge => edge.id === "a", { gate: () => gate.proceed() })] } });
  },
  "wrong waves are named": () => {
    throws(() => percent(0), "percent: 0 is not above 0 and at most 100");
    throws(() => count(0), "count: a whole number from 1 is expected, not 0");
    throws(() => groups(), "groups: an object is expected, not undefined");
    throws(() => groups({ label: "a", orders: [] }), "groups: there is no field \"orders\", did you mean \"order\"?");
    throws(() => groups({ label: "a", order: ["b", "b"] }), "groups.order: a value is there twice");
    throws(() => edges(), "edges: a list of ids of edges is expected");
    throws(() => edges("a", 1), "edges[1]: a text is expected, not 1");
    throws(() => pick("a"), "pick: a function is expected, not \"a\"");
    throws(() => pick(async () => []), "a policy cannot be async");
    throws(() => wave(10), "wave: percent(...), count(...), groups(...), edges(...), pick(...), wave(...) or a function of an edge is expected, not 10");
    throws(() => wave(percent(1), { soack: 1 }), "wave: there is no field \"soack\", did you mean \"soak\"?");
    throws(() => wave(wave(percent(1)), {}), "wave: a wave of a wave");
    throws(() => wave(percent(1), { strategy: all(), soak: 1 }), "wave.soak: the strategy has options of its own for that");
    refuses({ waves: [{ precent: 1 }] }, ".waves[0]: there is no field \"precent\", did you mean \"percent\"?");
    refuses({ waves: [{ percent: 1, soak: "1h" }] }, ".waves[0]: \"percent\" stands alone; the options of a wave are given with wave(..., { soak: ... })");
  },
  "wrong options are named": () => {
    refuses({ soka: 1 }, ": there is no field \"soka\", did you mean \"soak\"?");
    refuses({ waves: undefined }, ": \"waves\" is missing (or \"strategy\")");
    refuses({ strategy: all() }, ": give \"waves\" or \"strategy\"");
    refuses({ concurrency: "0%" }, ".concurrency: a whole number from 1, or a share such as \"10%\", is expected, not \"0%\"");
    refuses({ maxFailures: 1.5 }, ".maxFailures: a whole number from 0, or a share");
    refuses({ budget: [{ per: "region" }] }, ".budget[0]: \"edges\" is missing");
    refuses({ approve: { count: 2, by: ["ann", "ann"] } }, ".approve: 2 must approve, and \"by\" names 1");
    refuses({ windows: [{ from: "22:00", to: "4:00" }] }, ".windows[0].to: a time of day such as \"22:00\" is expected, not \"4:00\"");
    refuses({ windows: [{ days: ["Mon"], from: "22:00", to: "04:00" }] }, ".windows[0].days[0]: one of \"mon\"");
    refuses({ freezes: [{ from: "2026-12-24T00:00:00Z", to: "2026-12-24T00:30:00+01:00" }] }, ".freezes[0]: it ends before it begins");
    refuses({ freezes: [{ from: "2026-12-24", to: "2026-12-25" }] }, ".freezes[0].from: a time such as \"2026-12-24T00:00:00Z\" is expected");
    refuses({ inconclusive: "proced" }, ".inconclusive: one of \"retry\", \"ask\", \"proceed\", \"hold\", \"rollback\" is expected, not \"proced\"; did you mean \"proceed\"?");
    refuses({ inconclusive: { then: "ask" } }, ".inconclusive: \"after\" is missing");
    refuses({ after: ["policy/platform"] }, ".after[0]: the name of a policy is expected");
    refuses({ every: "10ms" }, ".every: at least \"1s\" is expected");
  },
  "inputs are plain data, frozen": () => {
    same([request("a.b"), request("a.b", { c: 1 }, { timeout: "2s" }), keyValue("flags", "release/go"), http("https://h:8/x"), prometheus("http://p", "up"), summary("platform")], [
      { kind: "request", source: "a.b" }, { timeout: "2s", kind: "request", source: "a.b", body: { c: 1 } }, { kind: "keyValue", source: "flags", key: "release/go" }, { kind: "http", source: "https://h:8/x" },
      { kind: "prometheus", source: "http://p", key: "up" }, { kind: "summary", source: "platform" }]);
    holds(Object.isFrozen(request("a", { c: [] }).body.c), "not frozen");
  },
  "wrong inputs are named": () => {
    for (const subject of ["", "a.*", "a.>", "a..b", "a b", "$SYS.x", "$JS.API.INFO"]) throws(() => request(subject), "request.source: a subject such as");
    throws(() => request("a", () => 1), "request.body: plain data is expected");
    throws(() => keyValue("a.b", "c"), "keyValue.source: the name of a bucket is expected");
    throws(() => keyValue("a"), "keyValue: \"key\" is missing");
    for (const url of ["ftp://h", "/x", "http://", "http:///x", "http://h x", "javascript:alert(1)", "file:///etc/passwd"]) throws(() => http(url), "http.source: a URL that starts with http:// or https://");
    for (const url of ["http://user@h", "https://user:word@h/x", "http://u:p@h:80"]) throws(() => prometheus(url, "up"), "prometheus.source: a URL must hold no user and no password");
    throws(() => prometheus("http://p", " "), "prometheus.key: a query is expected");
    throws(() => summary("Platform"), "summary.source: the name of a policy is expected");
    throws(() => http("http://h", { timeout: "soon" }), "http.timeout: \"soon\" is no duration");
    throws(() => http("http://h", { headers: {} }), "http: there is no field \"headers\"");
    refuses({ inputs: { a: 1 } }, ".inputs.a: request(...), keyValue(...), http(...), prometheus(...) or summary(...) is expected, not 1");
    refuses({ inputs: { "a b": http("http://h") } }, ".inputs.a b: a name starts with a letter");
  },
  "strategies have their own options and no others": () => {
    same([all(), progressive({ maxConcurrency: 3 }), progressivePerGroup({ groupBy: "region" })], [{ type: "All" }, { maxConcurrency: 3, type: "Progressive" }, { groupBy: "region", type: "ProgressivePerGroup" }]);
    throws(() => all({ maxConcurrency: 1 }), "all: there is no field \"maxConcurrency\"");
    throws(() => progressivePerGroup({ maxConcurrency: 1 }), "progressivePerGroup: there is no field \"maxConcurrency\"");
    throws(() => progressive({ maxConcurency: 1 }), "did you mean \"maxConcurrency\"?");
    throws(() => progressive({ mandatoryDecisionGroups: [{}] }), "progressive.mandatoryDecisionGroups[0]: give \"groupName\" or \"groupIndex\"");
    throws(() => progressive({ progressDeadline: "none" }), "progressive.progressDeadline: \"none\" is no duration");
  },
  "a gate has six verdicts": () => {
    same(["proceed", "hold", "rollback", "pause", "ask", "inconclusive"].map(word => gate[word]("why").verdict), ["proceed", "hold", "rollback", "pause", "ask", "inconclusive"]);
    throws(() => gate.ask(1), "gate.ask: the reason must be a text, not 1");
  },
};
