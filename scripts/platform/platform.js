// @ts-check
import { policy } from "kubestellar";

// What every edge needs before anything else can run on it. Created once and kept: pruning a CRD would delete its custom resources.
export default policy({
  selects: {
    kinds: ["Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "ServiceAccount"],
    labels: { tier: "platform" },
  },
  place: () => true,
  modifiers: { prune: false },
});
