// @ts-check
import { no, parameters, policy, yes } from "kubestellar";

const p = parameters({
  active: { type: "string", enum: ["blue", "green"], default: "blue", description: "The colour that serves." },
});

// Two Deployments, labelled color=blue and color=green, and one Service. Switching is one value: kse apply -f scripts/blue-green --set active=green
export default policy({
  selects: { kinds: ["Deployment", "Service"], labels: { app: "checkout" } },

  place: (object, edge) => {
    if (edge.labels.kind !== "store") return no("not a store");
    if (object.kind === "Service") return true;
    const color = object.metadata.labels?.color;
    return color === p.active ? yes("it serves") : yes("it stands by");
  },

  // The Service waits for what it switches to, so no request meets a colour that is not up; and what it leaves is made small only after it has left.
  dependsOn: object => {
    const { namespace, labels } = object.metadata;
    return object.kind === "Service" ? [`Deployment/${namespace}/checkout-${p.active}`] : labels?.color === p.active ? [] : [`Service/${namespace}/checkout`];
  },

  customize: object => {
    if (object.kind === "Service") object.spec.selector = { ...object.spec.selector, color: p.active };
    else if (object.metadata.labels?.color !== p.active) object.spec.replicas = 1;
  },
});
