// @ts-check
import { no, omit, parameters, policy, yes } from "kubestellar";

const p = parameters({
  label: { type: "string", default: "residency", description: "Label of an object that names the regions where its data may be, joined by \"-or-\"." },
  certified: { type: "boolean", default: true, description: "Only sites with the label certified=true." },
});

/** Regions that an object may be in: "eu", "eu-or-uk". @param {{ metadata: { labels?: Record<string, string> } }} object */
const regionsOf = object => (object.metadata.labels?.[p.label] ?? "").split("-or-");

// Data stays where its label says. Anything that does not say where stays nowhere.
export default policy({
  selects: { selector: { matchExpressions: [{ key: p.label, operator: "Exists" }] } },

  place: (object, edge) => {
    const regions = regionsOf(object), region = edge.labels.region;
    if (region === undefined) return no("the site's region is not known");
    if (!regions.includes(region)) return no(`the data must stay in ${regions.join(" or ")}`);
    if (p.certified && edge.labels.certified !== "true") return no("the site is not certified");
    return yes(`${region} is allowed`);
  },

  // A hub elsewhere does not even get to hold it for its sites.
  placeRegion: (object, region) => {
    const regions = regionsOf(object), where = region.labels.region;
    return where !== undefined && regions.includes(where) ? yes(`${where} is allowed`) : no(`the data must stay in ${regions.join(" or ")}`);
  },

  customize: (object, edge) => {
    // Backups leave the country: no site takes them along.
    if (object.kind === "CronJob" && object.metadata.labels?.purpose === "backup") return omit;
    object.metadata.annotations = { ...object.metadata.annotations, "data.example.com/region": edge.labels.region };
  },
});
