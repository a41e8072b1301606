// Types of the policy language. In an editor: put `// @ts-check` at the top of a policy.
import type { Assignment, Declaration, Edge, FanOut, HealthVerdict, ParameterSchema, ParameterValues, Plain, PlaceVerdict, Policy, Taint, Toleration } from "./declaration.js";
import type { Container, EnvVarSource, KubeObject, LabelSelector, ObjectByKind, PodSpec, Quantity, ResourceRequirements, VolumeMount, VolumeSource } from "./kubernetes.js";
import type {
  Count, Duration, EdgeList, EdgesOf, GateVerdict, GroupOptions, Groups, GroupStrategyOptions, Input, Percent, Pick, ProgressiveOptions, Strategy, StrategyOptions, Wave, WaveOptions,
} from "./rollout.js";

export * from "./declaration.js";
export * from "./kubernetes.js";
export * from "./rollout.js";
export * from "./reduce.js";

/**
 * Declares a policy. Throws for a field that does not exist, with a suggestion. The objects have the types of `selects.kinds`; for kinds of your
 * own say which: `policy<Store | Deployment>({ ... })`.
 */
export function policy<O = never, const K extends string = string>(declaration: Declaration<[O] extends [never] ? ObjectByKind<K> : O, K>): Policy;

/** Declares parameters and returns their values: given when the policy is applied, or default. Call it at the top of a module. */
export function parameters<const S extends Readonly<Record<string, ParameterSchema>>>(schemas: S): ParameterValues<S>;

// ---- answers

/** This edge gets the object, for this reason. */
export function yes(reason?: string): PlaceVerdict;
/** This edge does not get the object, for this reason. */
export function no(reason?: string): PlaceVerdict;
/** Chooses an edge and says what its share is: a number of replicas, or any plain value; `customize` gets it. */
export function assign<S>(edge: Edge | string, share: S, reason?: string): Assignment<S>;
/** One object becomes several: `edit(copy, item, index)` makes each, and gives each a name of its own. */
export function fanOut<T>(items: readonly T[], edit: (copy: any, item: T, index: number) => void): FanOut<T>;
/** Returned by `customize`: not at this edge. */
export const omit: null;
/** What a policy's `health` answers. */
export const health: Readonly<Record<"current" | "inProgress" | "failed" | "unknown", (message?: string, reason?: string) => HealthVerdict>>;

// ---- rollouts

/** The first so many percent of all edges, in a stable order: an edge that comes moves no other. Above 0, at most 100. */
export function percent(value: number): Percent;
/** The next so many edges, in the same order. */
export function count(value: number): Count;
/** A wave for each value of a label. */
export function groups(by: string | GroupOptions): Groups;
/** These edges, by their ids. */
export function edges(...ids: readonly (string | readonly string[])[]): EdgeList;
/** What a function chooses of the edges that no wave before took; they come sorted by id. */
export function pick(choose: (edges: readonly Edge[]) => readonly (Edge | string)[]): Pick;
/** A wave with options of its own. */
export function wave(which: EdgesOf, options?: WaveOptions): Wave;
/** What a gate answers. `pause` waits for a person to go on, `ask` for one to say whether the wave is good. */
export const gate: Readonly<Record<"proceed" | "hold" | "rollback" | "pause" | "ask" | "inconclusive", (reason?: string) => GateVerdict>>;

/** Open Cluster Management's strategy All. */
export function all(options?: StrategyOptions): Strategy;
/** Open Cluster Management's strategy Progressive. */
export function progressive(options?: ProgressiveOptions): Strategy;
/** Open Cluster Management's strategy ProgressivePerGroup. */
export function progressivePerGroup(options?: GroupStrategyOptions): Strategy;

/** An input of gates: the reply to a NATS request. */
export function request(subject: string, body?: Plain, options?: { timeout?: Duration }): Input;
/** An input of gates: a key of a NATS key-value bucket. */
export function keyValue(bucket: string, key: string, options?: { timeout?: Duration }): Input;
/** An input of gates: what an HTTP endpoint gives, JSON or text. */
export function http(url: string, options?: { timeout?: Duration }): Input;
/** An input of gates: an instant query of Prometheus. */
export function prometheus(url: string, query: string, options?: { timeout?: Duration }): Input;
/** An input of gates: the summary of another policy of the workspace. */
export function summary(policy: string, options?: { timeout?: Duration }): Input;

// ---- choosing edges; each choice is stable

/** What of an edge to go by: a label's key, a property, or a function. */
export type By = string | { label: string } | { property: string } | ((edge: Edge) => unknown);

/** What an edge is worth: more is better; no number leaves it out. */
export type Score = (edge: Edge) => number | undefined | null;

/** Spreads over failure domains: `count` edges in each, or `total` in all, as evenly as `maxSkew` asks for (1 when left out). */
export function spread(edges: readonly Edge[], current: readonly Edge[], options: {
  by: By;
  /** So many in each domain. */
  count?: number;
  /** So many in all. */
  total?: number;
  maxSkew?: number;
  /** "DoNotSchedule" chooses fewer than `total` rather than more skew. Default "ScheduleAnyway". */
  whenUnsatisfiable?: "ScheduleAnyway" | "DoNotSchedule";
  /** Which are preferred for what is new. */
  score?: Score;
  /** Any text: prefers other edges for other texts, instead of the first by id. */
  seed?: string;
}): Edge[];

/** The edges with the best scores. One that has the object keeps it until another is better by more than `stickiness` (0.1: a tenth). */
export function top(edges: readonly Edge[], current: readonly Edge[], options: { count: number; score: Score; stickiness?: number }): Edge[];

/** The members of a service that needs a majority of them. Starts with at least `least` (a majority); once it runs, members that are left stay where they are. */
export function quorum(edges: readonly Edge[], current: readonly Edge[], options: { members: number; least?: number; by?: By; score?: Score; seed?: string }): Edge[];

/** Splits a number of replicas over edges by weight; a lost edge only adds to the others. */
export function split(total: number, edges: readonly Edge[], current?: readonly Edge[], options?: {
  weight?: number | ((edge: Edge) => number | undefined | null);
  min?: number | ((edge: Edge) => number | undefined | null);
  max?: number | ((edge: Edge) => number | undefined | null);
}): Assignment<number>[];

/** Edges by failure domain, by name; those that have none are left out. */
export function failureDomains(edges: readonly Edge[], by: By): { name: string; edges: Edge[] }[];
/** How many of so many are a majority. */
export function majority(count: number): number;
/**
 * Scores from weighted properties (numbers or quantities), each brought to 0 to 100: between `min` and `max`, or over these edges; a negative weight
 * prefers less.
 */
export function scores(edges: readonly Edge[], weights: Record<string, number | { weight: number; min?: number; max?: number }>): (edge: Edge) => number;

// ---- questions about edges

/** A requirement on a label or a property of an edge, as in node affinity; Gt and Lt take quantities too. */
export interface Requirement {
  label?: string;
  /** As in Kubernetes: a label. */
  key?: string;
  /** A property by name, or by a path with dots into a nested one. */
  property?: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  values?: readonly (string | number | boolean)[];
}

/** Whether an edge meets all of some requirements. */
export function satisfies(edge: Edge, requirements: Requirement | readonly Requirement[]): boolean;
/** A label selector as a function of labels: `selector({ matchLabels: { region: "eu" } })(edge.labels)`. */
export function selector(selector: LabelSelector): (labels: Readonly<Record<string, string>> | undefined) => boolean;
/** Whether tolerations cover all taints of an edge that forbid; PreferNoSchedule does not. */
export function tolerates(edge: Edge, tolerations: readonly Toleration[]): boolean;
/** The taints of an edge that none of some tolerations covers. */
export function untolerated(edge: Edge, tolerations: readonly Toleration[]): Taint[];

// ---- editing objects

/** An editor of a container; every edit may be repeated. */
export interface ContainerEditor {
  /** The container itself. */
  readonly value: Container;
  readonly name: string;
  /** Sets a variable; null takes it away. */
  env(name: string, value: string | number | boolean | EnvVarSource | null): ContainerEditor;
  image(reference: string): ContainerEditor;
  /** Sets the image's tag, or its digest when it starts with "sha256:". */
  tag(tag: string): ContainerEditor;
  /** Sets requests and limits, each resource by itself; null takes one away. */
  resources(resources: { [K in "requests" | "limits"]?: Record<string, Quantity | null> }): ContainerEditor;
  /**
   * `arg("--region", "eu")` is "--region=eu", also where it stood as two arguments; `arg("--verbose")` is a flag; null takes it away, with what
   * follows it when `options.value` says that it is its value.
   */
  arg(flag: string, value?: string | number | boolean | null, options?: { value?: boolean }): ContainerEditor;
  port(containerPort: number, more?: { name?: string; protocol?: "TCP" | "UDP" | "SCTP"; hostPort?: number }): ContainerEditor;
  mount(volume: string, mountPath: string, more?: Omit<Partial<VolumeMount>, "name" | "mountPath">): ContainerEditor;
}

/** The editor of the container, or init container, of this name; of the only container without. */
export function container(object: { kind: string }, name?: string): ContainerEditor;
/** The same edit for every container of a workload. */
export function eachContainer(object: { kind: string }, edit: (container: ContainerEditor) => void): void;
/** Adds a container, or edits the one of that name: a sidecar. */
export function addContainer(object: { kind: string }, container: Container): ContainerEditor;
/** Adds an init container, or edits the one of that name. */
export function addInitContainer(object: { kind: string }, container: Container): ContainerEditor;
/** Adds a volume, or replaces the one of that name. */
export function volume(object: { kind: string }, name: string, source: VolumeSource): void;
/** The containers of a workload's pod template; an empty list for other kinds. */
export function containers(object: { kind: string }): Container[];
/** The pod template's `spec` of a workload; undefined for other kinds. */
export function podSpec(object: { kind: string }): PodSpec | undefined;

/** Whether an object has all of these labels, with these values. */
export function hasLabels(object: { metadata?: { labels?: Record<string, string> } }, labels: Record<string, string>): boolean;
/** Sets a label; null takes it away. */
export function setLabel(object: object, key: string, value: string | number | boolean | null): void;
/** Sets several labels. */
export function setLabel(object: object, labels: Record<string, string | number | boolean | null>): void;
/** Sets an annotation; null takes it away. */
export function annotate(object: object, key: string, value: string | number | boolean | null): void;
/** Sets several annotations. */
export function annotate(object: object, annotations: Record<string, string | number | boolean | null>): void;
/** Sets a value of a ConfigMap's `data`: texts as they are, numbers and flags as texts, anything else as JSON with sorted keys; null takes it away. */
export function configValue(object: { kind: string }, key: string, value: any): void;

/** The item of a list with this name. */
export function byName<T extends { name?: string }>(list: readonly T[] | undefined, name: string): T | undefined;
/** Edits the item of a list that has the same key, or adds one; what it gives is the list's own item. */
export function upsert<T>(list: T[], key: string | readonly string[], item: T): T;
/** Applies a strategic merge patch: lists that Kubernetes merges by a key are merged by it. Gives the object. */
export function strategicMerge<T extends object>(object: T, patch: any): T;

// ---- values

/** The number that a quantity stands for: "2Gi" is 2147483648, "500m" is 0.5. */
export function quantity(value: Quantity): number;
/** A number as a quantity: 2147483648 is "2Gi", 0.5 is "500m". */
export function quantityText(value: Quantity): string;
/** So many percent of a quantity, rounded down: of bytes to whole Mi, of anything else to thousandths. */
export function percentOf(percent: number, value: Quantity): string;
/** Compares two versions part by part, numbers as numbers: below 0, 0 or above 0. "5.9" is before "5.15", "1.0-rc.1" before "1.0", "5.10.0-28" after "5.10". */
export function compareVersions(a: string, b: string): number;
/** Eight letters and digits that stand for a text, the same everywhere; may be part of a name, hides nothing. */
export function hash(text: string): string;
/** Which of so many equal buckets a text falls into, from 0. */
export function bucketOf(text: string, count: number): number;
/** A DNS label made of parts; what is cut off or replaced is told apart by a hash, where one part ends is not. */
export function nameFor(...parts: (string | number)[]): string;
/** JSON text with the keys of maps in order. */
export function sortedJson(value: any): string;
/** Milliseconds of "90s", "10m", "1h30m"; a number is milliseconds already. */
export function milliseconds(value: string | number): number;
/** Milliseconds since 1970 of an RFC 3339 timestamp. A policy has no clock and no Date. */
export function timestamp(value: string): number;

// ---- reducers: ready-made `combine` functions

/** Sums two maps of numbers (and maps of those) member by member. */
export function sum<T>(a: T, b: T): T;
/** Joins maps member by member and lists as sets; of two different numbers the larger stays, of two texts the one later in order. */
export function merge<T>(a: T, b: T): T;
/** A combine function that keeps the value with the greatest number. */
export function maxBy<T>(number: (value: T) => number): (a: T, b: T) => T;
/** A combine function that keeps the value with the least number. */
export function minBy<T>(number: (value: T) => number): (a: T, b: T) => T;
/** Counts a number under the first bound that it does not exceed, for `sum`. */
export function histogram(bounds: readonly number[]): (value: number) => Record<string, number>;
