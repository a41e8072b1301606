// @ts-check
import { fold, health, policy, reduce } from "kubestellar";

/** How many readings wait at a gateway to be sent; an old gateway does not say. */
const queued = report => report.status?.queued;

// One value for people and for dashboards, however many gateways there are: it is made at the edges, and joined on the way up.
export default policy({
  selects: { kinds: ["Gateway"], labels: { app: "gateway" } },
  place: (object, edge) => edge.labels.sensors === "true",
  health: { Gateway: gateway => gateway.status?.phase === "Running" ? health.current() : health.inProgress("it does not run yet") },
  status: reduce({
    ready: fold.healthy(),
    versions: fold.counts(report => report.status?.version),
    queued: { total: fold.sum(queued), spread: fold.quantiles(queued, [0.5, 0.95, 1]) },
    byCountry: fold.groupBy("country", { sites: fold.count(), ready: fold.count(report => report.ready || null), queued: fold.sum(queued) }),
    longest: fold.top(3, queued, report => ({ version: report.status.version })),
    worst: fold.worst(5),
    models: fold.distinct((report, edge) => edge.properties.sensor),
    silent: fold.select({ edge: (report, edge) => edge.id, country: (report, edge) => edge.labels.country }, { where: report => report.status === null, limit: 10 }),
  }, { by: "country" }),
});
