// @ts-check
import { no, parameters, policy, yes } from "kubestellar";

const p = parameters({
  active: { type: "string", enum: ["blue", "green"], default: "blue", description: "The colour that serves." },
  standby: { type: "boolean", default: true, description: "Whether the other colour runs as well, ready to be switched to." },
});

// Two Deployments, labelled color=blue and color=green, and one Service. Switching is one value: kse apply -f scripts/blue-green --set active=green
export default policy({
  selects: { kinds: ["Deployment", "Service"], labels: { app: "checkout" } },

  place: (object, edge) => {
    if (edge.labels.kind !== "store") return no("not a store");
    if (object.kind === "Service") return true;
    const color = object.metadata.labels?.color;
    return color === p.active ? yes("it serves") : p.standby ? yes("it stands by") : no(`${p.active} serves`);
  },

  // The Service waits for what it switches to, so no request meets a colour that is not up.
  dependsOn: object => object.kind === "Service" ? [`Deployment/${object.metadata.namespace}/checkout-${p.active}`] : [],

  customize: object => {
    if (object.kind === "Service") object.spec.selector = { ...object.spec.selector, color: p.active };
    else if (object.metadata.labels?.color !== p.active) object.spec.replicas = 1;
  },
});
