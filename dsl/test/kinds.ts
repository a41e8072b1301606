// Kinds of one's own, in TypeScript.
import { health, merge, policy, split, type Deployment, type Edge, type ObjectOf } from "kubestellar";

interface StoreSpec { region: string; tills: number; opens?: string }
interface StoreStatus { phase: "Open" | "Closed" }
type Store = ObjectOf<"Store", StoreSpec, StoreStatus>;

const isStore = (edge: Edge): boolean => edge.labels.kind === "store";

export default policy<Store | Deployment>({
  selects: { kinds: ["Store", "Deployment"] },
  place: (object, edge) => isStore(edge),
  customize: (object, edge, share: number) => {
    if (object.kind === "Store") {
      object.spec.region = edge.labels.region;
      object.spec.tills = share;
      // @ts-expect-error a number is not a text
      object.spec.tills = edge.labels.tills;
      // @ts-expect-error a field that a Store does not have
      object.spec.town = "Ulm";
    } else {
      object.spec.replicas = 2;
      // @ts-expect-error a Deployment has no tills
      object.spec.tills = 2;
    }
    // @ts-expect-error the kind cannot be changed
    object.kind = "Store";
  },
  choose: (object, edges, current) => split(12, edges, current, { weight: edge => edge.properties.weight }),
  health: { Store: (store: Store) => store.status?.phase === "Open" ? health.current() : health.failed("closed", "Closed") },
  status: { map: report => ({ phase: report.object.kind === "Store" ? report.object.status?.phase : "None" }), combine: merge },
});

// @ts-expect-error kinds of one's own are checked too
policy<Store>({ selects: { kinds: ["Store"] }, place: object => object.spec.towns > 1 });
