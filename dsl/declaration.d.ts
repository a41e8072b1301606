// What policy({ ... }) may hold, what its functions get, and what they may answer.
import type { KubeObject, LabelSelector, ObjectByKind } from "./kubernetes.js";
import type { Duration, Rollout, Window } from "./rollout.js";

/** Plain data: what JSON can say. A BigInt is written as an integer of any size. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** A taint of an edge, as nodes have them. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** One site. Frozen. */
export interface Edge<Properties = Readonly<Record<string, any>>> {
  /** A DNS label. */
  readonly id: string;
  /** Given by the hub; a device cannot change them. One that is not there is undefined. */
  readonly labels: Readonly<Record<string, string>>;
  /** Facts and capacities that the device reports of itself: untrusted. */
  readonly properties: Properties;
  readonly taints: readonly Taint[];
}

/** A region: a hub with edges of its own, as its parent sees it. Frozen. */
export interface Region {
  readonly id: string;
  /** Given by the parent. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the region tells of itself: untrusted. */
  readonly properties: {
    /** How many edges it has, regions inside it counted with theirs. */
    readonly edges: number;
    /** How many of them have which labels. Many different ones are told as a few large sets and a rest. */
    readonly labelSets: readonly { readonly labels: Readonly<Record<string, string>>; readonly edges: number }[];
  };
  readonly taints: readonly Taint[];
}

/** A condition, as Kubernetes has it. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

/** What an edge says of one object. Frozen. */
export interface Report<O = KubeObject> {
  /** `<group or _>.<kind>.<namespace or _>.<name>` */
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  /** The wanted content is in the target. */
  readonly applied: boolean;
  /** Applied, and seen healthy after that. */
  readonly ready: boolean;
  readonly health: "Unknown" | "InProgress" | "Current" | "Failed";
  /** CamelCase word when not applied or not current. */
  readonly reason: string;
  readonly message: string;
  /** The copy's `.status`; null when there is none. */
  readonly status: any;
  readonly conditions: readonly Condition[];
  /** The object was born at the edge and is carried up (`upsync`): then `object` is how it is there, `status` its `.status`, and nothing was applied. */
  readonly upsynced: boolean;
  /** The object as this edge got it, or as it was born there. */
  readonly object: O;
}

/** Which objects: all given fields must match, any item of a list. At least one field. */
export interface Selects<K extends string = string, O = ObjectByKind<K>> {
  kinds?: readonly K[];
  /** API groups; the core group is the empty text. */
  groups?: readonly string[];
  names?: readonly string[];
  /** The empty text is cluster-scoped. */
  namespaces?: readonly string[];
  /** All of these labels, with these values. */
  labels?: Record<string, string>;
  /** A label selector as in Kubernetes. */
  selector?: LabelSelector;
  /** Has the last word about objects that the lists let through. */
  where?: (object: O) => boolean;
}

/** A toleration, as in Kubernetes. */
export interface Toleration {
  key?: string;
  operator?: "Equal" | "Exists";
  value?: string;
  effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** Only edges where each object of `with` is placed, and none of `without`: "Deployment/shop/web", "Namespace/shop". */
export interface Affinity {
  with?: readonly string[];
  without?: readonly string[];
}

/** An RFC 7396 merge patch: null removes a member. */
export type MergePatch<O = any> = O extends readonly any[] ? O : O extends object ? { [K in keyof O]?: MergePatch<O[K]> | null } : O;

/** What differs by a label or a property of the edge: a table for people who do not program. Applied before `customize`. */
export interface Override {
  /** Key of a label; or give `property`. */
  label?: string;
  property?: string;
  /** Only for objects of these kinds. */
  kinds?: readonly string[];
  /** Merge patches by value. */
  values: Record<string, MergePatch>;
  /** For an edge with another value, or none. */
  default?: MergePatch;
}

/** What `place` may answer besides true and false; made by `yes("...")` and `no("...")`. */
export interface PlaceVerdict {
  readonly placed: boolean;
  readonly reason: string;
}

/** What `choose` may answer for an edge; made by `assign(edge, share)`. */
export interface Assignment<S = any> {
  readonly edge: string;
  readonly share: S;
  readonly reason: string;
}

/** One object that becomes several; made by `fanOut(items, edit)`. */
export interface FanOut<T = any> {
  readonly items: readonly T[];
  readonly edit: (copy: any, item: T, index: number) => void;
}

/** What `health` answers; made by `health.current()` and its like. */
export interface HealthVerdict {
  readonly health: "Current" | "InProgress" | "Failed" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

/** What to do when a copy, or a field of it, is changed at the edge: put it back, leave it and say so, or leave it. */
export type DriftMode = "Correct" | "Report" | "Ignore";

/** How copies are treated at the edge. Of a list all that fit are laid over each other in order: what a later one gives wins. */
export interface Modifiers<K extends string = string> {
  /** Only for these objects; all given fields must match. Left out: for all that the policy selects. */
  for?: Omit<Selects<K>, "where">;
  /** Create once, never change again. Default false. */
  createOnly?: boolean;
  /** Remove the copy when no policy places it any more. Default true. */
  prune?: boolean;
  /** What to do when a copy is changed at the edge. Default "Correct". */
  drift?: DriftMode;
  /** The same for single fields and what is below them, by path: `{ "spec.replicas": "Ignore" }`. The longest path that holds a field decides. */
  driftAt?: Record<string, DriftMode>;
  /** Take over an object that is there and was made by somebody else. Default false: it is a conflict. */
  adopt?: boolean;
  /** Take fields from other field managers. Default false: it is a conflict. */
  force?: boolean;
  /** Delete and create again when a change touches a field that cannot be changed. Default false: it stalls and says so. */
  replace?: boolean;
  /** Delete and create again on each change: for a Job that is to run again. Default false. */
  recreate?: boolean;
  /** What becomes of what the copy owns when it is removed. Default "Background". */
  propagation?: "Background" | "Foreground" | "Orphan";
  /** How much of the copy's `.status` is reported: all, none (then it is current once it is applied), or these paths below it. Default "All". */
  status?: "All" | "None" | readonly string[];
}

/** How much edges say of single copies by themselves, where it goes besides, and what of the built-in totals the policy wants otherwise; no code is needed for these. */
export interface StatusKept {
  /** Whatever changes, transitions only, or the bare minimum: the rest is asked of the edge when somebody wants to know. Default "always". */
  keep?: "always" | "changes" | "on-demand";
  /** Write the copy's `.status` back into the object that it came from while there is one copy; with "summary", what `finish` returns while there are several. Default "none". */
  writeBack?: "none" | "singleton" | "summary";
  /** The label of edges that totals are grouped by. Default "region". */
  by?: string;
}

/** Reduces the statuses of all copies to one value. `reduce({ ... })` makes one of ready-made reducers. */
export interface Status<P = any, O = KubeObject> extends StatusKept {
  /** One object at one edge; undefined or null leaves it out. */
  map: (report: Report<O>, edge: Edge) => P | undefined | null;
  /** Must be associative and commutative: it is folded per edge, per region and at the top, in any order. */
  combine: (a: P, b: P) => P;
  /** Applied once, at the top. */
  finish?: (total: P) => any;
  /** What the summary is while there is nothing to reduce. Default null. */
  empty?: Plain;
}

/** Which objects that are born at an edge are carried up to the hub: all given fields must match, any item of a list. */
export interface Upsync {
  /** "Measurement.sensors.example.com"; of the core group the kind alone: "ConfigMap". */
  kinds: readonly string[];
  /** The empty text is cluster-scoped. */
  namespaces?: readonly string[];
  names?: readonly string[];
  /** All of these labels, with these values. */
  labels?: Record<string, string>;
}

/** What an edge decides by itself, with a hub in reach or not. */
export interface Site {
  /** When a change of this policy may be taken up, by the device's own clock. Roots are received and stored meanwhile, and what is applied is kept. */
  windows?: readonly Window[];
  /** Go back to the last manifest that worked, when a new one was not healthy once within this time. The hub counts the edge as failed. */
  rollback?: { after: Duration };
}

/** Fields that are secret in objects of one kind. They are sealed when an object of the workspace comes in: nobody but the edges that get it reads them again, this policy neither. */
export interface Seals {
  kind: string;
  /** Left out: of any group; the empty text is the core group. */
  group?: string;
  /** "spec.password", "spec.users[*].token", "spec.env[name=TOKEN].value", "metadata.annotations[\"example.com/key\"]". What is there is sealed whole, a list or map too. */
  paths: readonly string[];
}

/** What a policy declares: `selects` or `upsync` or both, and `place` or `choose` or both. */
export interface Declaration<O = KubeObject, K extends string = string> {
  /** For people. */
  name?: string;
  /** Left out: the policy places nothing and only carries objects up. */
  selects?: Selects<K, O> | ((object: O) => boolean);
  /** Taints of edges that the policy puts up with. */
  tolerations?: readonly Toleration[];
  affinity?: Affinity | ((object: O) => Affinity);
  /** What must be there first: "policy/platform", "Namespace/shop", "ConfigMap/shop/settings", "Store.example.com/shop/main". */
  dependsOn?: readonly string[] | ((object: O) => readonly string[]);
  /** Whether this edge gets this object. Both are frozen. undefined counts as false; anything else but true, false, yes() and no() is an error, null too. */
  place?: (object: O, edge: Edge) => boolean | undefined | PlaceVerdict;
  /**
   * Whether this region gets this object at all; default true. Inside it `place` decides about its edges, by the same policy. Both are frozen.
   * Answers are those of `place`.
   */
  placeRegion?: (object: O, region: Region) => boolean | undefined | PlaceVerdict;
  /**
   * Which of the edges that `place` left get the object. `edges` come sorted by id; `current` are those of them that have it now. Must be stable:
   * given its own answer as `current`, it must choose the same.
   */
  choose?: (object: O, edges: readonly Edge[], current: readonly Edge[]) => readonly (Edge | string | Assignment)[];
  overrides?: readonly Override[];
  /**
   * How the object differs at this edge: edit `object` (a draft), or return a merge patch, or `omit` to leave it out here, or `fanOut(...)`.
   * `share` is what `assign` gave this edge. What the function reads of the edge is tracked: edges alike in it are evaluated once.
   */
  customize?: (object: O, edge: Edge, share: any) => void | undefined | null | MergePatch<O> | FanOut;
  /** Health of live objects, by kind or for all. */
  health?: Record<string, (object: any) => HealthVerdict> | ((object: any) => HealthVerdict);
  modifiers?: Modifiers | readonly Modifiers[];
  /** How a change goes out. Without one it goes to all edges at once. */
  rollout?: Rollout;
  /** What edges decide by themselves. */
  site?: Site;
  status?: Status<any, O> | (StatusKept & { map?: undefined; combine?: undefined; finish?: undefined });
  /** Objects that are born at an edge and carried up, where the policy has placed something; without `selects`: where `place` (or `choose`) says so of the policy itself. */
  upsync?: readonly Upsync[];
  /** Secret fields of objects of this workspace, whichever policy places them. All values of a Secret are sealed without it. */
  seals?: readonly Seals[];
}

/** A checked and frozen declaration: the default export of a policy's main file. */
export type Policy = Readonly<Declaration<any, any>>;

/** The schema of one parameter: a part of JSON Schema. */
export interface ParameterSchema {
  type?: "string" | "integer" | "number" | "boolean" | "duration" | "array" | "object";
  description?: string;
  /** What it is when nothing is given. Without a default, and not optional, it must be given. */
  default?: unknown;
  optional?: boolean;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  items?: ParameterSchema;
  properties?: Readonly<Record<string, ParameterSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean;
}

/** The value that a schema describes. */
export type ParameterValue<S> =
  S extends { enum: readonly (infer V)[] } ? V
  : S extends { type: "string" } ? string
  : S extends { type: "integer" | "number" } ? number
  : S extends { type: "boolean" } ? boolean
  : S extends { type: "duration" } ? string | number
  : S extends { type: "array"; items: infer I } ? readonly ParameterValue<I>[]
  : S extends { type: "array" } ? readonly any[]
  : S extends { type: "object"; properties: infer P } ? { readonly [K in keyof P]?: ParameterValue<P[K]> }
  : any;

/** The values of several parameters, by name. */
export type ParameterValues<S> = { readonly [K in keyof S]: ParameterValue<S[K]> | (S[K] extends { optional: true } ? undefined : never) };
