// @ts-check
import { no, policy, yes } from "kubestellar";

// One Secret holds the keys of all stores' terminals. Each store gets its own key and no other: what stands here for a key is a handle, which can be put into another
// field, and opens at the store only.
export default policy({
  selects: { kinds: ["Secret", "Terminal"], labels: { app: "terminal" } },
  // Of terminals, which are a kind of one's own, somebody has to say what is secret.
  seals: [{ kind: "Terminal", group: "pay.example.com", paths: ["spec.auth.password", "spec.readers[*].pin"] }],
  place: (object, edge) =>
    edge.labels.kind !== "store" ? no("no store")
    : object.kind === "Secret" && object.stringData?.[edge.id] === undefined ? no("there is no key for this store")
    : yes(),
  customize: (object, edge) => {
    if (object.kind === "Secret" && object.stringData) object.stringData = { key: object.stringData[edge.id] };
  },
});
