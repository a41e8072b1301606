// @ts-check
import { policy } from "kubestellar";

// What differs stands in tables: by the label "size" for all, by the reported property "display" for the kiosk's own settings.
export default policy({
  selects: { kinds: ["Deployment", "ConfigMap"], labels: { app: "kiosk" } },
  place: (object, edge) => edge.labels.kiosk === "true",
  overrides: [
    {
      label: "size",
      kinds: ["Deployment"],
      values: { large: { spec: { replicas: 4 } }, medium: { spec: { replicas: 2 } } },
      default: { spec: { replicas: 1 } },
    },
    {
      property: "display",
      kinds: ["ConfigMap"],
      values: { "4k": { data: { scale: "2", theme: "wide" } }, portrait: { data: { theme: "tall" } } },
    },
  ],
});
