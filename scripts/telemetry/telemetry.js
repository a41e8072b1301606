// @ts-check
import { policy } from "kubestellar";
import { endpointOf, sampling } from "./sampling.js";

// Only stores of the European region send telemetry, each size at its own rate.
export default policy({
  selects: { kinds: ["ConfigMap", "DaemonSet"], labels: { app: "telemetry" } },
  place: (object, edge) => edge.labels.kind === "store" && edge.labels.region === "eu",
  // A merge patch (RFC 7396) instead of edits: what is not named stays as it was written.
  customize: (object, edge) => object.kind === "ConfigMap"
    ? { data: { endpoint: endpointOf(edge.labels.region), sampling: sampling[edge.labels.size] ?? sampling.small } }
    : undefined,
});
