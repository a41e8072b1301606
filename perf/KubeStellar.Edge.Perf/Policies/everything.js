// @ts-check
import { policy } from "kubestellar";

export default policy({
  selects: { labels: { app: "bench" } },
  place: () => true,
});
