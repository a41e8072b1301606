// @ts-check
// Three variants of one Deployment over the whole fleet, by the size of the store.
import { policy } from "kubestellar";

export default policy({
  selects: { kinds: ["Deployment"], labels: { app: "bench" } },
  place: (object, edge) => edge.labels.kind === "store",
  customize: (object, edge) => {
    const size = edge.labels.size;
    object.spec.replicas = size === "large" ? 5 : size === "medium" ? 3 : 1;
  },
});
