// @ts-check
import { policy, percent, wave, gate, eachContainer, sum } from "kubestellar";

/** Replicas by the size of a store, and the environment's name by its region. */
const replicas = { large: 3, medium: 2, small: 1 };
const environment = { eu: "production-eu", us: "production-us" };

export default policy({
  selects: { kinds: ["Deployment", "Service", "ConfigMap", "Store"], labels: { app: "storefront" } },

  place: (object, edge) => edge.labels.kind === "store" && edge.properties.memoryGiB >= 2,

  customize: (object, edge) => {
    if (object.kind === "Store") {
      object.spec.region = edge.labels.region;
    }
    if (object.kind === "Deployment") {
      object.spec.replicas = replicas[edge.labels.size] ?? 1;
      eachContainer(object, container => container.env("REGION", environment[edge.labels.region] ?? "unknown"));
    }
  },

  rollout: {
    waves: [wave(edge => edge.labels.canary === "true", { name: "canary" }), percent(10), percent(100)],
    soak: "10m",
    unreachable: "catch-up",
    gate: ({ totals }) => totals.failed > 0 ? gate.rollback("an edge failed") : totals.ready === totals.members ? gate.proceed() : gate.hold(),
  },

  status: {
    // The Service is there once on every edge, so counting it counts edges.
    map: (report, edge) => ({
      edges: report.kind === "Service" ? 1 : 0,
      objects: 1,
      ready: report.ready ? 1 : 0,
      byRegion: { [edge.labels.region ?? "none"]: { objects: 1, ready: report.ready ? 1 : 0 } },
    }),
    combine: sum,
    finish: total => ({ ...total, complete: total.ready === total.objects }),
  },
});
