// Types of the policy language. In an editor: put `// @ts-check` at the top of a policy.

/** Plain data: what JSON can say. A BigInt is written as an integer of any size. */
export type Plain = null | boolean | number | bigint | string | Plain[] | { [key: string]: Plain | undefined };

/** `metadata` of a Kubernetes object. */
export interface ObjectMeta {
  name: string;
  /** Absent for a cluster-scoped object. */
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: any;
}

/** Any Kubernetes object, a custom resource included. `apiVersion`, `kind`, name and namespace must not be changed. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  metadata: ObjectMeta;
  spec?: any;
  data?: any;
  [field: string]: any;
}

/** A container of a pod template. */
export interface Container {
  name: string;
  image?: string;
  args?: string[];
  command?: string[];
  env?: { name: string; value?: string; valueFrom?: any }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  [field: string]: any;
}

/** A taint of an edge. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** One site. Frozen. */
export interface Edge {
  /** A DNS label. */
  readonly id: string;
  /** Given by the hub; a device cannot change them. */
  readonly labels: Readonly<Record<string, string | undefined>>;
  /** Facts and capacities that the device reports of itself: untrusted. */
  readonly properties: Readonly<Record<string, any>>;
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
export interface Report {
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
  /** The object as this edge got it. */
  readonly object: KubeObject;
}

/** Which objects: all given fields must match, any item of a list. */
export interface Selects {
  kinds?: string[];
  /** API groups; the core group is the empty text. */
  groups?: string[];
  names?: string[];
  /** The empty text is cluster-scoped. */
  namespaces?: string[];
  /** All of these labels, with these values. */
  labels?: Record<string, string>;
  /** A label selector as in Kubernetes. */
  selector?: LabelSelector;
  /** Has the last word about objects that the lists let through. */
  where?: (object: KubeObject) => boolean;
}

/** A label selector as in Kubernetes: all of it must hold. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

/** A toleration as in Kubernetes. */
export interface Toleration {
  key?: string;
  operator?: "Equal" | "Exists";
  value?: string;
  effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** Only edges where each object of `with` is placed, and none of `without`. */
export interface Affinity {
  with?: string[];
  without?: string[];
}

/** A table for people who do not program: what differs by a label or a property of the edge. */
export interface Override {
  label?: string;
  property?: string;
  kinds?: string[];
  values: Record<string, MergePatch>;
  default?: MergePatch;
}

/** What `place` may answer; made by `yes("...")` and `no("...")`. */
export interface Placed {
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
export interface FanOut {
  readonly items: readonly any[];
}

/** What `health` answers; made by `health.current()` and its like. */
export interface HealthVerdict {
  readonly health: "Current" | "InProgress" | "Failed" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

/** How copies are treated at the edge. */
export interface Modifiers {
  /** Create once, never change again. Default false. */
  createOnly?: boolean;
  /** Remove the copy when no policy places it any more. Default true. */
  prune?: boolean;
  /** What to do when a copy is changed at the edge. Default "Correct". */
  drift?: "Correct" | "Report" | "Ignore";
}

/** How far a wave is. */
export interface Totals {
  readonly members: number;
  readonly applied: number;
  readonly ready: number;
  readonly failed: number;
  readonly unreachable: number;
}

/** What a gate answers; made by `gate.proceed()` and its like. */
export interface Verdict {
  readonly verdict: "proceed" | "hold" | "rollback" | "inconclusive";
  readonly reason: string;
}

/** A share of the edges; made by `percent(10)`. */
export interface Percent {
  readonly percent: number;
}

/** Accepted and checked; until rollouts are built in full, the whole placement is one wave. */
export interface Rollout {
  waves: (Percent | ((edge: Edge) => boolean))[];
  /** How long a wave must stay good: "90s", "10m", "1h30m", or milliseconds. */
  soak?: string | number;
  unreachable?: "catch-up" | "wait";
  /** Share of unreachable edges, 0 to 1, that a wave may have. */
  maxUnreachable?: number;
  /** Time is given: `elapsed` in milliseconds since the wave began. */
  gate?: (input: { wave: number; totals: Totals; elapsed: number }) => Verdict;
}

/** Reduces the statuses of all copies to one value. */
export interface Status<P = any> {
  /** One object at one edge; undefined or null leaves it out. */
  map: (report: Report, edge: Edge) => P | undefined | null;
  /** Must be associative and commutative: it is folded per edge, per region and at the top, in any order. */
  combine: (a: P, b: P) => P;
  /** Applied once, at the top. */
  finish?: (total: P) => any;
}

/** An RFC 7396 merge patch: null removes a member. */
export type MergePatch = { [key: string]: any };

export interface Declaration {
  name?: string;
  selects: Selects | ((object: KubeObject) => boolean);
  tolerations?: Toleration[];
  affinity?: Affinity | ((object: KubeObject) => Affinity);
  /** `policy/name`, `Kind/name`, `Kind/namespace/name`, `Kind.group/namespace/name`. */
  dependsOn?: string[] | ((object: KubeObject) => string[]);
  /** Whether this edge gets this object. Both are frozen. undefined counts as false; anything else but true, false, yes() and no() is an error, null too. */
  place?: (object: KubeObject, edge: Edge) => boolean | undefined | Placed;
  /** Which of the edges that `place` left get the object. `current`: those of them that have it now. */
  choose?: (object: KubeObject, edges: readonly Edge[], current: readonly Edge[]) => (Edge | string | Assignment)[];
  overrides?: Override[];
  /**
   * How the object differs at this edge: edit `object` (a draft), or return a merge patch, or return null to leave the object out here.
   * What the function read of the edge is tracked: edges alike in it are evaluated once.
   */
  customize?: (object: KubeObject, edge: Edge, share: any) => void | undefined | null | MergePatch | FanOut;
  health?: Record<string, (object: KubeObject) => HealthVerdict> | ((object: KubeObject) => HealthVerdict);
  modifiers?: Modifiers;
  rollout?: Rollout;
  status?: Status;
}

/** A checked and frozen declaration: the default export of a policy's main file. */
export type Policy = Readonly<Declaration>;

/** Declares a policy. Throws for a field that does not exist, with a suggestion. */
export function policy(declaration: Declaration): Policy;

/** A wave of the first so many percent of the edges; above 0, at most 100. */
export function percent(value: number): Percent;

/** Declares parameters and returns their values: given, or default. Call it at the top of a module. */
export function parameters<T = any>(schemas: Record<string, any>): T;

/** This edge gets the object, for this reason. */
export function yes(reason?: string): Placed;

/** This edge does not get the object, for this reason. */
export function no(reason?: string): Placed;

/** Chooses an edge and says what its share is; `customize` gets it. */
export function assign<S>(edge: Edge | string, share: S, reason?: string): Assignment<S>;

/** One object becomes several: `edit(copy, item, index)` makes each, and gives each a name of its own. */
export function fanOut<T>(items: readonly T[], edit: (copy: any, item: T, index: number) => void): FanOut;

/** Returned by `customize`: not at this edge. */
export const omit: null;

/** What a policy's `health` answers. */
export const health: Readonly<Record<"current" | "inProgress" | "failed" | "unknown", (message?: string, reason?: string) => HealthVerdict>>;

/** What a rollout's gate answers. */
export const gate: Readonly<{
  proceed(reason?: string): Verdict;
  hold(reason?: string): Verdict;
  rollback(reason?: string): Verdict;
  inconclusive(reason?: string): Verdict;
}>;

/** Whether an object has all of these labels, with these values. */
export function hasLabels(object: KubeObject, labels: Record<string, string>): boolean;

/** The containers of a workload's pod template; an empty list for other kinds. */
export function containers(object: KubeObject): Container[];

/** Sums two maps of numbers (and maps of those) member by member: a ready-made `combine`. */
export function sum<T>(a: T, b: T): T;

/** Milliseconds of "90s", "10m", "1h30m"; a number is milliseconds already. */
export function milliseconds(value: string | number): number;

/** Milliseconds since 1970 of an RFC 3339 timestamp. A policy has no clock and no Date. */
export function timestamp(value: string): number;
