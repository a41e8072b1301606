import { policy, type Edge, KubeObject, yes } from "kubestellar"; m1();
import type { Foo } from "./types.ts"; m2();
interface Shape<T extends string = "a"> { name: T; size?: number }
type Pick2<T, K extends keyof T> = { [P in K]: T[P] }; m3();
enum Size { Small = "small", Large = "large" }
const enum Level { One = 1, Two }
m4(Size.Small); m5(Level.One);
declare const outside: number;
abstract class Base<T> { abstract run(x: T): void; protected readonly m6: string = "x"; constructor(private readonly a: number, public b?: string) {
    m7(this.a); } get m8(): number { return m9 as number; } }
class Derived extends Base<string> implements Shape { run(m10: string): void { m11(<any>m12); } override name = "a" as const; declare size: number; static m13?: number; }
function over(a: string): string; function over(a: number): number;
function over(a: any): any { return m14!.m15!.m16 as unknown as string; }
const gen = <T,>(m17: T, ...rest: readonly T[]): T | undefined => rest[0] ?? m18; m19();
const sat = { a: m20, b: `x ${m21 as string} y ${(m22 satisfies number)}z`, c: m23<string>(m24), } satisfies Record<string, unknown>; m25();
function guard(this: Foo, x: unknown): x is string { return typeof x === "string" && m26; }
let opt = m27?.m28<number>?.(m29 as any)!; let [m30, m31]: [number, string] = [1, "a"];
let multi: {
  a: number;
  b: string;
} = { a: m32, b: m33 };
const f = async <T extends { a: number }>(x: T): Promise<T> => { for (const m34 of x as any as Iterable<T>) m35; return x; };
export type { Foo }; export default m36 as Foo; label: for (;;) { break label; } m37(a < b, c > d); const re = /x<y>/g; m38();
function asserts(x: any): asserts x is string { if (!x) throw m39; } type A = typeof import("./x"); m40();
try { m41 } catch (e: unknown) { m42 }
declare namespace Q { const a: number } declare module "x" { } let module = 1, namespace = 2; f(module); f(namespace); m43; const o = { namespace: 1 }; o.namespace
