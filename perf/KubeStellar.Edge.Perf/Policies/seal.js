// @ts-check
// Everything to every store, as its owner wrote it.
import { policy } from "kubestellar";

export default policy({
  selects: { labels: { app: "bench" } },
  place: (object, edge) => edge.labels.kind === "store",
});
