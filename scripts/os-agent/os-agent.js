// @ts-check
import { bucketOf, container, parameters, percent, policy, sum, wave } from "kubestellar";

const p = parameters({
  version: { type: "string", default: "1.8.0", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$", description: "Version that the fleet shall have." },
  previous: { type: "string", default: "1.7.3", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$", description: "Version of the sites that are not in the stage yet." },
  stage: { type: "integer", default: 10, minimum: 0, maximum: 100, description: "Percent of the fleet that has the version." },
});

/** Whether a site is in the stage: test sites always, and the same share of the others for each version. */
const inStage = edge => edge.labels.stage === "test" || bucketOf(`${p.version}/${edge.id}`, 100) < p.stage;

// The agent that updates a device's system. One bad version would cost a visit on site, so it goes to a share of the fleet that somebody raises.
export default policy({
  selects: { kinds: ["DaemonSet", "ConfigMap"], labels: { app: "os-agent" } },
  tolerations: [{ operator: "Exists" }],
  place: () => true,
  customize: (object, edge) => {
    if (object.kind === "DaemonSet") container(object, "agent").tag(inStage(edge) ? p.version : p.previous);
  },
  // An agent that is repaired by hand on site must not be overwritten while somebody works on it.
  modifiers: { prune: false, drift: "Report" },
  rollout: {
    waves: [wave(edge => edge.labels.stage === "test", { name: "test sites" }), percent(10), percent(100)],
    soak: "1h",
    unreachable: "catch-up",
    // Who drives to its sites decides how fast a region goes: it gets the version as a whole, and goes through these waves by itself.
    regions: "whole",
  },
  status: {
    // A number that changes at one of many sites concerns nobody; that one fails does.
    keep: "changes",
    map: report => report.object.kind === "DaemonSet" ? { [`${report.object.spec.template.spec.containers[0].image}`.replace(/^.*:/, "v")]: { sites: 1, ready: report.ready ? 1 : 0 } } : undefined,
    combine: sum,
  },
});
