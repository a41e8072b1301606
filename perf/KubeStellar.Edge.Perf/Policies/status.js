// @ts-check
// Counts what copies say. Every change of an edge adds one to the counter of the edge's group, so the summary tells exactly which changes are in.
import { policy, sum } from "kubestellar";

export default policy({
  selects: { kinds: ["Deployment"], labels: { app: "bench" } },
  place: (object, edge) => edge.labels.half <= "b",
  status: {
    map: report => ({ ready: report.ready ? 1 : 0, of: 1, at: report.status?.changes ? { [report.status.group]: report.status.changes } : {} }),
    combine: sum,
  },
});
