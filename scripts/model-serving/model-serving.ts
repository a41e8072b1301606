import { container, no, parameters, policy, quantity, split, top, yes, type Deployment, type Edge } from "kubestellar";

const p = parameters({
  sites: { type: "integer", default: 5, minimum: 1, description: "At most so many sites serve a model." },
  memoryPerReplica: { type: "string", default: "16Gi", description: "Memory of a GPU that a replica needs; it has the GPU for itself." },
});

/** What a site reports of its GPUs: what it has, not what is free, for what is placed there must not be a reason to take it away again. */
interface Gpus { model: string; count: number; memory: string }

const gpusOf = (edge: Edge): Gpus | undefined => edge.properties.gpu;
const fits = (edge: Edge): number => quantity(gpusOf(edge)?.memory ?? 0) >= quantity(p.memoryPerReplica) ? gpusOf(edge)!.count : 0;

// The owner says how many replicas there are in all; they are split over the sites with the most GPUs that are large enough, one replica a GPU.
export default policy<Deployment>({
  selects: { kinds: ["Deployment"], labels: { app: "model-server" } },
  tolerations: [{ key: "gpu", operator: "Exists" }],

  place: (object, edge) => gpusOf(edge) === undefined ? no("no GPU") : fits(edge) === 0 ? no("its GPUs have too little memory") : yes(`GPUs of model ${gpusOf(edge)!.model}`),

  // A site in use stays until another one has a third more GPUs: moving a model costs minutes of download.
  choose: (object, edges, current) => {
    const best = top(edges, current, { count: p.sites, score: fits, stickiness: 0.34 });
    return split(object.spec.replicas ?? 1, best, current, { weight: fits, max: fits });
  },

  customize: (object, edge, share: number) => {
    object.spec.replicas = share;
    object.spec.template.spec.nodeSelector = { ...object.spec.template.spec.nodeSelector, "nvidia.com/gpu.product": gpusOf(edge)!.model };
    container(object, "server").env("SITE", edge.id).resources({ limits: { "nvidia.com/gpu": 1 } });
  },
});
