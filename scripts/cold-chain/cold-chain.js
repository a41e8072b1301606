// @ts-check
import { maxBy, no, policy, yes } from "kubestellar";

const warmest = maxBy(one => one.tenths);

/** Counts of two sets of readings, region by region. @param {any} a @param {any} b */
function joined(a, b) {
  const regions = { ...a };
  for (const region of Object.keys(b)) {
    const [left, right] = [regions[region], b[region]];
    regions[region] = left === undefined ? right
      : { probes: left.probes + right.probes, tooWarm: left.tooWarm + right.tooWarm, tenths: left.tenths + right.tenths, warmest: warmest(left.warmest, right.warmest) };
  }
  return regions;
}

// Probes write Measurements at their stores. The hub has each of them, read-only, and what all of them amount to in one value.
export default policy({
  place: (wish, edge) => edge.labels.kind === "store" ? yes("a store has fridges") : no("only stores have fridges"),
  upsync: [{ kinds: ["Measurement.sensors.example.com"], namespaces: ["shop"], labels: { quantity: "temperature" } }],
  status: {
    map: (report, edge) => {
      const celsius = report.object.spec?.celsius;
      if (!report.upsynced || typeof celsius !== "number") return undefined;
      // Tenths of a degree: sums of whole numbers do not depend on their order.
      const tenths = Math.round(celsius * 10);
      return { [edge.labels.region ?? "none"]: { probes: 1, tooWarm: celsius > 8 ? 1 : 0, tenths, warmest: { tenths, at: `${edge.id}/${report.name}` } } };
    },
    combine: joined,
    finish: regions => Object.fromEntries(Object.entries(regions).map(([region, { probes, tooWarm, tenths, warmest }]) =>
      [region, { probes, tooWarm, average: Math.round(tenths / probes) / 10, max: warmest.tenths / 10, warmest: warmest.at }])),
  },
});
