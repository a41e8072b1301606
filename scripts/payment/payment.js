// @ts-check
import { gate, parameters, percent, policy, prometheus, sum, wave } from "kubestellar";

const p = parameters({
  metrics: { type: "string", default: "http://prometheus.monitoring:9090", pattern: "^https?://", description: "Where Prometheus is." },
  errors: { type: "number", default: 0.5, minimum: 0, description: "Refused payments in percent that are still good." },
});

const Stale = 120_000;

/** Whether what was measured may be believed. */
const known = ({ value, error, age }) => error === "" && age <= Stale && typeof value === "number";

// The terminals that take the money: a few canaries first, then a tenth of the fleet, and everybody only when two people of the shift say so.
export default policy({
  selects: { kinds: ["Deployment", "ConfigMap"], labels: { app: "payment" } },
  place: (object, edge) => edge.labels.kind === "store",
  rollout: {
    waves: [
      wave(edge => edge.labels.canary === "true", { name: "canary", soak: "2h" }),
      wave(percent(10), { name: "tenth", soak: "1h", concurrency: "20%" }),
      wave(percent(100), { name: "everybody", approve: { count: 2, by: ["ann", "bob", "eve"] }, budget: { per: "region", edges: 20 }, maxFailures: "1%" }),
    ],
    deadline: "20m",
    jitter: "1m",
    onFailure: "rollback",
    windows: [{ days: ["mon", "tue", "wed", "thu"], from: "01:00", to: "05:00", zone: "Europe/Berlin" }],
    freezes: [{ from: "2026-12-01T00:00:00Z", to: "2027-01-07T00:00:00Z", reason: "Christmas trade" }],
    inputs: { refused: prometheus(p.metrics, "100 * sum(rate(payments_refused_total[10m])) / sum(rate(payments_total[10m]))", { timeout: "3s" }) },
    inconclusive: { then: "ask", after: "30m" },
    gate: ({ name, totals, failures, inputs: { refused } }) => {
      if (name === "canary" && totals.failed > 0) return gate.rollback(`a canary failed: ${failures[0]?.edge ?? "?"}`);
      if (!known(refused)) return gate.inconclusive(`no rate of refused payments: ${refused.error || "none, or too old"}`);
      if (refused.value > p.errors) return gate.rollback(`${refused.value} % of payments are refused`);
      return totals.ready + totals.failed < totals.members ? gate.hold(`${totals.ready} of ${totals.members} are ready`) : gate.proceed(`${refused.value} % of payments are refused`);
    },
  },
  status: { map: report => ({ objects: 1, ready: report.ready ? 1 : 0 }), combine: sum },
});
