// @ts-check
import { health, policy } from "kubestellar";

// No secret passes through here: each site gets an ExternalSecret that names where its own secret is, and the site's operator fetches it
// from the SecretStore that the site has (its own, so there is no dependsOn: what nobody places here is never waited for).
export default policy({
  selects: { kinds: ["ExternalSecret"], groups: ["external-secrets.io"], labels: { scope: "site" } },
  place: (object, edge) => edge.labels.kind === "store",
  customize: (object, edge) => {
    for (const item of object.spec.data ?? []) item.remoteRef.key = `sites/${edge.id}/${item.remoteRef.key}`;
  },
  health: {
    ExternalSecret: object => {
      /** @type {{ type: string, status: string, message?: string }[]} */
      const conditions = object.status?.conditions ?? [];
      const ready = conditions.find(condition => condition.type === "Ready");
      return ready?.status === "True" ? health.current() : ready?.status === "False" ? health.failed(ready.message, "NotSynced") : health.inProgress("not synced yet");
    },
  },
});
