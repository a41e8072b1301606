// @ts-check
import { container, majority, parameters, policy, quorum, sum } from "kubestellar";

const p = parameters({
  members: { type: "integer", default: 3, enum: [1, 3, 5, 7], description: "Members of the service: an odd number." },
});

// A lock service of n members over sites of different regions. It works while a majority is up, so members are as far apart as can be, stay where
// they are even when a region comes back, and only a lost one is replaced.
export default policy({
  selects: { kinds: ["StatefulSet", "Service"], labels: { app: "lock-service" } },
  choose: (object, edges, current) => quorum(edges.filter(edge => edge.labels.stable === "true"), current, { members: p.members, by: "region" }),
  customize: (object, edge) => {
    if (object.kind !== "StatefulSet") return;
    object.spec.replicas = 1;
    container(object, "etcd").env("MEMBER_NAME", edge.id).env("MEMBERS", p.members).arg("--name", edge.id);
  },
  status: {
    map: report => report.kind === "StatefulSet" ? { members: 1, ready: report.ready ? 1 : 0 } : undefined,
    combine: sum,
    finish: total => ({ ...total, quorum: total.ready >= majority(p.members) }),
  },
});
