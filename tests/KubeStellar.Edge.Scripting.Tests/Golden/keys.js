import { policy } from "kubestellar";
export default policy({
  selects: { kinds: ["Deployment"] },
  place: (object, edge) => JSON.stringify({ b: 1, a: 2, 10: 3, 9: 4 }) === '{"9":4,"10":3,"b":1,"a":2}',
  customize: (object, edge) => {
    object.metadata.annotations = { z: "1", a: "2", "10": "3", "9": "4", "ä": "5", Z: "6", "a.b/c": "7" };
    object.spec.edge = { id: edge.id, labels: Object.entries(edge.labels), memory: edge.properties.memoryGiB };
    object.spec.order = [...new Map([["b", 1], ["a", 2]]).keys(), ...new Set([3, 1, 2]), ...Object.keys({ b: 1, 2: 1, a: 1, 1: 1 })];
    object.spec.groups = Object.entries(Object.groupBy([1, 2, 3, 4, 5], n => n % 2 === 0 ? "even" : "odd"));
    object.spec.json = JSON.stringify({ u: "\u2028\ud800", n: [undefined, NaN, -0], d: { toJSON: () => "x" } });
    object.spec.replicas = undefined;
  },
});
