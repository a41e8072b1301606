import { policy } from "kubestellar";
export default policy({
  selects: { kinds: ["Deployment"] },
  place: (object, edge) => parseFloat("1.5e3") === 1500 && (0.1 + 0.2).toFixed(20) === "0.30000000000000004441" && edge.id !== "edge-2",
  customize: (object, edge) => {
    object.spec.numbers = [0.1 + 0.2, 1e21, 1e-7, -0, 123456789012345680000, 5e-324, 1.7976931348623157e308, 2 ** 53, 0xff, 1 / 3, 100, 1e6];
    object.spec.texts = [1e21, 1e-7, 255, 0.000001, 1234.5678, -1.5].flatMap(n => [String(n), n.toFixed(2), n.toExponential(3), n.toPrecision(4), n.toString(2).slice(0, 20), n.toString(36)]);
    object.spec.math = [Math.sin(1), Math.exp(1), Math.cbrt(2), Math.hypot(3, 4), Math.pow(2, 0.5), Math.fround(5.5), Math.round(-0.5), Math.trunc(-4.7), Math.sign(-3), Math.log10(1000), Math.atan2(1, 2)].map(n => n.toPrecision(12));
  },
});
