// @ts-check
// For the soak: every store holds every object, marked with the store's size.
import { policy } from "kubestellar";

export default policy({
  selects: { labels: { app: "soak" } },
  place: (object, edge) => edge.labels.kind === "store",
  customize: (object, edge) => { object.data.size = edge.labels.size; },
});
