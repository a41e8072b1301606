// @ts-check
import { no, parameters, policy, spread, yes } from "kubestellar";

const p = parameters({
  copies: { type: "integer", default: 4, minimum: 1, description: "Sites that run it." },
  mostPerHour: { type: "number", default: 1.5, description: "A site that costs more than this an hour is not taken." },
});

/** What a site costs an hour. */
const costOf = edge => edge.properties.costPerHour;

// Batch work on the cheapest sites, but over regions, so that no price and no outage of one region stops it.
export default policy({
  selects: { kinds: ["Deployment"], labels: { app: "batch" } },
  place: (object, edge) => typeof costOf(edge) !== "number" ? no("its cost is not known") : costOf(edge) <= p.mostPerHour ? yes("its price will do") : no("too expensive"),
  // The price stays out of reasons and of the object: it differs from edge to edge, and each report of one would change what is published.
  choose: (object, edges, current) => spread(edges, current, { total: p.copies, by: "region", score: edge => -costOf(edge) }),
});
