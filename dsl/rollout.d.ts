// How a change goes out: waves, gates, what they go by, strategies.
import type { Edge, Plain } from "./declaration.js";

/** "90s", "10m", "1h30m", or milliseconds. */
export type Duration = string | number;

/** A number, or a share such as "10%". */
export type Amount = number | `${number}%`;

/** A share of all edges; made by `percent(10)`. */
export interface Percent {
  readonly percent: number;
}

/** The next so many edges; made by `count(5)`. */
export interface Count {
  readonly count: number;
}

/** A wave for each value of a label; made by `groups("region")`. */
export interface Groups {
  readonly groups: GroupOptions;
}

/** By which label, and in which order. */
export interface GroupOptions {
  readonly label: string;
  /** Values that come first, in this order; the others follow by value. */
  readonly order?: readonly string[];
  /** Values that come before all others, and tolerate no failure. */
  readonly mandatory?: readonly string[];
}

/** These edges; made by `edges("ulm", "bonn")`. */
export interface EdgeList {
  readonly edges: readonly string[];
}

/** What a function of the edges that are left chooses; made by `pick(edges => ...)`. */
export interface Pick {
  readonly pick: (edges: readonly Edge[]) => readonly (Edge | string)[];
}

/** Which edges a wave takes. A function of an edge answers true or false. */
export type EdgesOf = Percent | Count | Groups | EdgeList | Pick | ((edge: Edge) => boolean);

/** A wave with options of its own; made by `wave(percent(10), { soak: "1h" })`. */
export interface Wave extends WaveOptions {
  readonly wave: EdgesOf;
}

/** At most so many edges on their way at once for each value of a label; edges without it count together. */
export interface Budget {
  readonly per: string;
  readonly edges: number;
}

/** How many people must let a wave open, and whose word counts: anybody's when nobody is named. */
export interface Approval {
  /** Default 1. */
  readonly count?: number;
  readonly by?: readonly string[];
}

/** A weekly maintenance window; it may pass midnight, and counts for the day on which it begins. */
export interface Window {
  /** Every day when left out. */
  readonly days?: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** "22:00" */
  readonly from: string;
  /** "04:00" */
  readonly to: string;
  /** Name of a time zone: "Europe/Berlin". Default "UTC". */
  readonly zone?: string;
}

/** A span in which nothing moves. */
export interface Freeze {
  /** RFC 3339 */
  readonly from: string;
  readonly to: string;
  readonly reason?: string;
}

/** How fast a wave goes, and what it takes to go on. Given for a rollout, they hold for each wave that has none of its own. */
export interface Pace {
  /** How long a wave must stay good. Default 0. */
  readonly soak?: Duration;
  /** An edge that is not ready after so long counts as failed. Default: never. */
  readonly deadline?: Duration;
  /** So many edges may fail. Default 0. */
  readonly maxFailures?: Amount;
  /** So many edges are on their way at once. Default: all. */
  readonly concurrency?: Amount;
  /** Edges begin spread over so long. Default 0. */
  readonly jitter?: Duration;
  readonly budget?: Budget | readonly Budget[];
  /** At most so many bytes of new contents a minute. */
  readonly bytesPerMinute?: number;
  /** At most so many pulls of new images a minute. */
  readonly pullsPerMinute?: number;
  /** Who must let it open. Default: nobody. */
  readonly approve?: number | Approval;
  /** Says how it goes on. Without one a wave goes on when it has been good for its `soak`. */
  readonly gate?: (input: GateInput) => GateVerdict;
}

/** Options of one wave. */
export interface WaveOptions extends Pace {
  /** For people; what the wave is when left out. */
  readonly name?: string;
  /** When it may open and its edges may move, besides the rollout's own windows. */
  readonly windows?: readonly Window[];
  readonly strategy?: Strategy;
}

/** What Open Cluster Management's strategies have in common. */
export interface StrategyOptions {
  /** How long an edge must stay good before it counts as succeeded. Default 0. */
  readonly minSuccessTime?: Duration;
  /** After so long an edge that is not good counts as timed out. Default "None". */
  readonly progressDeadline?: Duration | "None";
  /** So many edges may fail or time out. Default 0. */
  readonly maxFailures?: Amount;
}

/** Decision groups, and those that come first and tolerate no failure. */
export interface GroupStrategyOptions extends StrategyOptions {
  /** Label whose values are the decision groups. Without it there is one group. */
  readonly groupBy?: string;
  readonly mandatoryDecisionGroups?: readonly { readonly groupName?: string; readonly groupIndex?: number }[];
}

/** Of `progressive`. */
export interface ProgressiveOptions extends GroupStrategyOptions {
  /** So many edges at once. Default: all. */
  readonly maxConcurrency?: Amount;
}

/** A strategy of Open Cluster Management; made by `all()`, `progressive()`, `progressivePerGroup()`. */
export type Strategy =
  | ({ readonly type: "All" } & StrategyOptions)
  | ({ readonly type: "Progressive" } & ProgressiveOptions)
  | ({ readonly type: "ProgressivePerGroup" } & GroupStrategyOptions);

/** Something that the hub fetches for a gate; made by `request()`, `keyValue()`, `http()`, `prometheus()`, `summary()`. */
export interface Input {
  readonly kind: "request" | "keyValue" | "http" | "prometheus" | "summary";
  readonly source: string;
  readonly key?: string;
  readonly body?: Plain;
  readonly timeout?: Duration;
}

/** What came of an input. */
export interface InputValue {
  /** Null when it could not be had. */
  readonly value: any;
  /** Why it could not be had; empty when it could. */
  readonly error: string;
  /** Milliseconds since it was fetched. */
  readonly age: number;
}

/** How far the edges of a wave are. Only reports on what is being rolled out count. */
export interface Totals {
  /** Edges that the rollout changes. */
  readonly all: number;
  /** Those that the wave counts on: all but those out of reach or held, unless the policy waits for them. */
  readonly members: number;
  /** Edges that have been told of it. */
  readonly released: number;
  /** Edges that applied all of it. */
  readonly applied: number;
  /** Edges where all of it is current, seen after it was applied. */
  readonly ready: number;
  /** Applied, and not ready. */
  readonly degraded: number;
  /** Some of it failed, or the deadline passed. */
  readonly failed: number;
  /** Edges that say that they cannot go on. */
  readonly stalled: number;
  /** Never counted as failed. */
  readonly unreachable: number;
  /** Somebody at the site holds changes off. */
  readonly held: number;
  /** Edges that wait for their turn within the wave. */
  readonly pending: number;
}

/** What a gate goes by. Frozen. */
export interface GateInput {
  /** Number of the wave, from 0. */
  readonly wave: number;
  /** Number of the rule that made it, from 0: one rule of `groups` makes many waves. */
  readonly rule: number;
  readonly name: string;
  /** How many waves there are. */
  readonly waves: number;
  /** How often this was tried, from 1. */
  readonly attempt: number;
  readonly totals: Totals;
  /** Milliseconds since the wave opened: time is given, a policy has no clock. */
  readonly elapsed: number;
  /** Milliseconds for which the wave has been good; 0 when it is not. */
  readonly good: number;
  /** Milliseconds since the rollout began. */
  readonly rollout: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What `status` makes of the wave's edges, before `finish`; null when the policy has no `status`. */
  readonly partial: any;
  /** The waves before it. */
  readonly earlier: readonly { readonly name: string; readonly totals: Totals; readonly elapsed: number; readonly reason: string }[];
  /** What was declared as `inputs`, by name. */
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** The first few failures. */
  readonly failures: readonly { readonly edge: string; readonly object: string; readonly reason: string }[];
}

/** What a gate answers; made by `gate.proceed()` and its like. */
export interface GateVerdict {
  readonly verdict: "proceed" | "hold" | "rollback" | "pause" | "ask" | "inconclusive";
  readonly reason: string;
}

/** What an inconclusive gate means in the end. */
export type Inconclusive = "retry" | "ask" | "proceed" | "hold" | "rollback";

/** What holds for all waves. */
export interface RolloutOptions extends Pace {
  /** What becomes of edges that are out of reach: they catch up later, or the wave waits for them. Default "catch-up". */
  readonly unreachable?: "catch-up" | "wait";
  /** Share of a wave's edges, 0 to 1, that may be out of reach without holding it. Default 0.5. */
  readonly maxUnreachable?: number;
  /** What happens when more edges fail than may. Default "hold". */
  readonly onFailure?: "hold" | "rollback";
  /** Which edges a rollback takes back: all that do not have what was proven, or those of waves that had begun. Default "whole". */
  readonly rollback?: "whole" | "begun";
  /** What regions are to it: each takes its share of every wave, or is one member of one wave and rolls out inside by itself. Default "share". */
  readonly regions?: "share" | "whole";
  /** What an inconclusive gate means: at once, or after it has been so for a time. Default "retry". */
  readonly inconclusive?: Inconclusive | { readonly then: Inconclusive; readonly after: Duration };
  /** Policies of the workspace whose rollouts must be complete before the first wave opens. */
  readonly after?: readonly string[];
  /** When waves may open and edges may move. Default: always. */
  readonly windows?: readonly Window[];
  /** Spans in which nothing moves. */
  readonly freezes?: readonly Freeze[];
  /** What the hub fetches for the gates, by name. */
  readonly inputs?: Readonly<Record<string, Input>>;
  /** How often a gate is asked at least. Default "10s", at least "1s". */
  readonly every?: Duration;
}

/** How a change goes out: in waves, or all edges by one strategy. */
export type Rollout =
  | (RolloutOptions & { readonly waves: readonly (EdgesOf | Wave)[]; readonly strategy?: undefined })
  | (RolloutOptions & { readonly waves?: undefined; readonly strategy: Strategy });
