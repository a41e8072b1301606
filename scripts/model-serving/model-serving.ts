import { container, no, parameters, policy, quantity, split, top, yes, type Deployment, type Edge } from "kubestellar";

const p = parameters({
  sites: { type: "integer", default: 5, minimum: 1, description: "At most so many sites serve a model." },
  memoryPerReplica: { type: "string", default: "16Gi", description: "GPU memory that one replica takes." },
});

/** What a site reports of its GPUs. */
interface Gpu { model: string; freeMemory: string }

const gpuOf = (edge: Edge): Gpu | undefined => edge.properties.gpu;
const fits = (edge: Edge): number => Math.floor(quantity(gpuOf(edge)?.freeMemory ?? 0) / quantity(p.memoryPerReplica));

// The owner says how many replicas there are in all; they are split over the sites with the most free GPU memory.
export default policy<Deployment>({
  selects: { kinds: ["Deployment"], labels: { app: "model-server" } },
  tolerations: [{ key: "gpu", operator: "Exists" }],

  place: (object, edge) => gpuOf(edge) === undefined ? no("no GPU") : fits(edge) === 0 ? no("too little GPU memory is free") : yes(`a ${gpuOf(edge)!.model} is free`),

  // A site in use keeps its replicas until another one has a third more free memory: moving a model costs minutes of download.
  choose: (object, edges, current) => {
    const best = top(edges, current, { count: p.sites, score: fits, stickiness: 0.34 });
    return split(object.spec.replicas ?? 1, best, current, { weight: fits, max: fits });
  },

  customize: (object, edge, share: number) => {
    object.spec.replicas = share;
    object.spec.template.spec.nodeSelector = { ...object.spec.template.spec.nodeSelector, "nvidia.com/gpu.product": gpuOf(edge)!.model };
    container(object, "server").env("SITE", edge.id).resources({ limits: { "nvidia.com/gpu": 1 } });
  },
});
