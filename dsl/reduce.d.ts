// Ready-made reducers that compose: `status: reduce({ ready: fold.healthy(), load: fold.quantiles(report => report.status?.load, [0.5, 0.99]) })`.
import type { Edge, Plain, Report, Status } from "./declaration.js";

/** What is known of one object at one edge. Nothing (undefined, null) is left out, as in SQL. */
export type Known<T> = (report: Report<any>, edge: Edge) => T | undefined | null;

/** A reducer: `map` one object at one edge, `combine` in any order, `finish` once at the top. */
export interface Reducer<P = any, R = any> {
  map: (report: Report<any>, edge: Edge) => P | undefined | null;
  combine: (a: P, b: P) => P;
  finish?: (total: P) => R;
}

/** One of this library: it has a result for nothing as well. */
export interface Fold<R> extends Reducer<any, R> {
  readonly finish: (total: any) => R;
}

/** A reducer, or a map of them by name, at any depth. */
export type Shape = Reducer | { readonly [name: string]: Shape };

/** What a shape's reduction is at the top. */
export type Reduced<S> =
  S extends Fold<infer R> ? R
  : S extends { map: any; combine: any; finish: (total: any) => infer R } ? R | null
  : S extends { map: any; combine: (a: any, b: any) => infer P } ? P | null
  : { [K in keyof S]: Reduced<S[K]> };

/** One row of a ranking. */
export interface Ranked {
  value: number;
  edge: string;
  /** "Deployment/shop/web" */
  object: string;
  [more: string]: any;
}

/** An object that is not ready, and why. */
export interface Offender {
  edge: string;
  object: string;
  health: Report["health"];
  reason: string;
  message: string;
}

/** Makes `status` of reducers. `where` takes only what it says true to; `by` is the label that the built-in totals are grouped by. */
export function reduce<const S extends Shape>(shape: S, options?: { where?: (report: Report<any>, edge: Edge) => boolean | undefined | null; by?: string }): Required<Pick<Status, "map" | "combine" | "empty">> & {
  finish: (total: any) => Reduced<S>;
  by?: string;
};

/** Ready-made reducers. All are associative and commutative; whatever is nothing is left out of them. */
export const fold: {
  /** How many objects; with a function, those of which it knows something. Of nothing: 0. */
  count(of?: Known<unknown>): Fold<number>;
  /** Of nothing: null, as in SQL; so are all below that are of numbers. */
  sum(of: Known<number>): Fold<number | null>;
  avg(of: Known<number>): Fold<number | null>;
  min<T extends number | string>(of: Known<T>): Fold<T | null>;
  max<T extends number | string>(of: Known<T>): Fold<T | null>;
  stats(of: Known<number>): Fold<{ count: number; sum: number | null; avg: number | null; min: number | null; max: number | null }>;
  /** How many objects have each value; a list counts for each of its items. With `among`, others count as "other". */
  counts(of: Known<string | number | boolean | readonly (string | number | boolean)[]>, options?: { among?: readonly (string | number | boolean)[] }): Fold<Record<string, number>>;
  /** How many objects have each condition, by its status; with names, those only. */
  conditions(...types: string[]): Fold<Record<string, Record<string, number>>>;
  /** How many numbers are at most each bound and above the one before; above all: "+Inf". */
  histogram(of: Known<number>, bounds: readonly number[]): Fold<Record<string, number>>;
  /** { p50, p99 } for [0.5, 0.99], off by at most `error` of itself (0.01 when left out). */
  quantiles(of: Known<number>, ratios: readonly number[], options?: { error?: number }): Fold<Record<string, number | null>>;
  /** How many distinct values: exact up to `limit` (256 when left out), then within a standard error of 2.3 %. */
  distinct(of: Known<Plain>, options?: { limit?: number }): Fold<number>;
  /** The objects with the greatest numbers, with what `item` adds; equals by edge and object. */
  top(n: number, of: Known<number>, item?: Known<Plain>): Fold<Ranked[]>;
  /** The objects with the least numbers. */
  bottom(n: number, of: Known<number>, item?: Known<Plain>): Fold<Ranked[]>;
  /** How many objects are not ready, and the worst of them with reasons; or by a function's number above 0. */
  worst(n: number, badness?: Known<number>): Fold<{ count: number; worst: Offender[] }>;
  /** n of m healthy: by `ready`, or by a function. */
  healthy(is?: Known<boolean>): Fold<{ healthy: number; of: number; text: string }>;
  /** Rows of chosen columns, at most `limit`, by `orderBy`, then by edge and object. */
  select<const C extends Readonly<Record<string, Known<Plain>>>>(columns: C, options: {
    limit: number;
    where?: (report: Report<any>, edge: Edge) => boolean | undefined | null;
    orderBy?: Known<string | number | boolean | readonly (string | number | boolean | null | undefined)[]>;
    descending?: boolean;
  }): Fold<{ [K in keyof C]: Exclude<ReturnType<C[K]>, undefined> | null }[]>;
  /** Only what fits; what is not known does not. */
  where<const S extends Shape>(fits: (report: Report<any>, edge: Edge) => boolean | undefined | null, shape: S): Fold<Reduced<S>>;
  /** By the values of a label, or of a function; edges without it are under "". A map by value; with `orderBy` or `limit` a list of rows with their `group`. */
  groupBy<const S extends Shape>(by: string | Known<string | number | boolean | readonly (string | number | boolean)[]>, shape: S, options?: { having?: (value: Reduced<S>, group: string) => boolean }): Fold<Record<string, Reduced<S>>>;
  groupBy<const S extends Shape>(by: string | Known<string | number | boolean | readonly (string | number | boolean)[]>, shape: S, options: {
    having?: (value: Reduced<S>, group: string) => boolean;
    orderBy?: (value: Reduced<S>, group: string) => string | number | boolean | null | undefined | readonly (string | number | boolean | null | undefined)[];
    limit?: number;
  }): Fold<({ group: string } & Record<string, any>)[]>;
};
