import { satisfies, selector, tolerates, untolerated } from "kubestellar";
import { holds, same, throws } from "./assert.js";

const edge = {
  id: "a", labels: { region: "eu", size: "large" }, properties: { memory: "16Gi", cores: 8, gpu: { model: "a100", memoryGiB: 40 }, features: ["avx", "sgx"] },
  taints: [{ key: "maintenance", value: "", effect: "NoSchedule" }, { key: "slow", value: "yes", effect: "PreferNoSchedule" }],
};
const says = (requirements, expected) => same(satisfies(edge, requirements), expected, JSON.stringify(requirements));

export const tests = {
  "selector has the semantics of Kubernetes": () => {
    const one = (key, operator, ...values) => selector({ matchExpressions: [{ key, operator, values }] })(edge.labels);
    same([one("region", "In", "eu", "us"), one("region", "In", "us"), one("none", "In", "us")], [true, false, false]);
    same([one("region", "NotIn", "us"), one("region", "NotIn", "eu"), one("none", "NotIn", "us")], [true, false, true]);
    same([one("region", "Exists"), one("none", "Exists"), one("region", "DoesNotExist"), one("none", "DoesNotExist")], [true, false, false, true]);
    holds(selector({ matchLabels: { region: "eu" }, matchExpressions: [{ key: "size", operator: "Exists" }] })(edge.labels), "both");
    holds(!selector({ matchLabels: { region: "us" } })(undefined), "no labels");
  },
  "selector says what is wrong": () => {
    throws(() => selector({ matchLabel: {} }), "selector: there is no field \"matchLabel\", did you mean \"matchLabels\"?");
    throws(() => selector({ matchExpressions: [{ key: "a", operator: "Gt", values: ["1"] }] }), "selector.matchExpressions[0].operator: one of");
  },
  "satisfies asks labels and properties": () => {
    says([{ key: "region", operator: "In", values: ["eu"] }, { property: "cores", operator: "Gt", values: [4] }], true);
    says({ label: "region", operator: "NotIn", values: ["eu"] }, false);
    says({ property: "cores", operator: "Gt", values: [8] }, false);
    says({ property: "cores", operator: "Lt", values: ["9"] }, true);
    says({ property: "memory", operator: "Gt", values: ["8Gi"] }, true);
    says({ property: "memory", operator: "Lt", values: ["16Gi"] }, false);
    says({ property: "gpu.model", operator: "In", values: ["a100", "h100"] }, true);
    says({ property: "gpu.memoryGiB", operator: "Gt", values: [24] }, true);
    says({ property: "features", operator: "In", values: ["sgx"] }, true);
    says({ property: "fpga", operator: "DoesNotExist" }, true);
    says({ property: "fpga", operator: "Gt", values: [0] }, false);
    says({ property: "gpu.model", operator: "Gt", values: [0] }, false);
  },
  "satisfies says what is wrong": () => {
    throws(() => satisfies(edge, [{ key: "a", operator: "Gt" }]), "satisfies[0]: Gt needs \"values\"");
    throws(() => satisfies(edge, [{ operator: "Exists" }]), "give one of \"label\" and \"property\"");
    throws(() => satisfies(edge, [{ key: "a", operator: "exists" }]), "did you mean \"Exists\"");
  },
  "tolerates": () => {
    same(tolerates(edge, []), false);
    same(tolerates(edge, [{ key: "maintenance", operator: "Exists" }]), true);
    same(tolerates(edge, [{ key: "maintenance", value: "x" }]), false);
    same(tolerates(edge, [{ operator: "Exists" }]), true);
    same(tolerates(edge, [{ key: "maintenance", operator: "Exists", effect: "NoExecute" }]), false);
    same(untolerated(edge, [{ operator: "Exists", effect: "NoSchedule" }]).map(taint => taint.key), ["slow"]);
  },
};
