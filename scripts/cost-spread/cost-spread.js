// @ts-check
import { assign, no, parameters, policy, spread } from "kubestellar";

const p = parameters({
  copies: { type: "integer", default: 4, minimum: 1, description: "Sites that run it." },
  mostPerHour: { type: "number", default: 1.5, description: "A site that costs more than this an hour is not taken." },
});

/** What a site costs an hour. */
const costOf = edge => edge.properties.costPerHour;

// Batch work on the cheapest sites, but over regions, so that no price and no outage of one region stops it.
export default policy({
  selects: { kinds: ["Deployment"], labels: { app: "batch" } },
  place: (object, edge) => typeof costOf(edge) !== "number" ? no("its cost is not known") : costOf(edge) <= p.mostPerHour || no("too expensive"),
  choose: (object, edges, current) =>
    spread(edges, current, { total: p.copies, by: "region", score: edge => -costOf(edge) }).map(edge => assign(edge, { pricePerHour: costOf(edge) }, `${costOf(edge)} an hour`)),
  customize: (object, edge, share) => {
    object.metadata.annotations = { ...object.metadata.annotations, "cost.example.com/per-hour": `${share.pricePerHour}` };
  },
});
