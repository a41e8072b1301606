// Editing the containers of a workload's pod template.
import { isMap, nearest, refuse, show } from "./check.js";
import { copyOf, upsert } from "./merge.js";

/** The pod template's `spec` of a workload (Deployment, DaemonSet, StatefulSet, ReplicaSet, Job, CronJob, Pod); undefined for other kinds. */
export function podSpec(object) {
  return object.kind === "Pod" ? object.spec
    : object.kind === "CronJob" ? object.spec?.jobTemplate?.spec?.template?.spec
      : object.spec?.template?.spec;
}

/** The containers of a workload; none for other kinds. */
export function containers(object) {
  return podSpec(object)?.containers ?? [];
}

function titleOf(object) {
  return `${object.kind} ${object.metadata?.name ?? ""}`;
}

function podOf(object, where) {
  return podSpec(object) ?? refuse(where, `${titleOf(object)} has no pod template`);
}

/** An editor of the container, or init container, of this name; of the only container when no name is given. Every edit may be repeated. */
export function container(object, name) {
  const pod = podOf(object, "container"), all = [...(pod.containers ?? []), ...(pod.initContainers ?? [])];
  const found = name === undefined && (pod.containers ?? []).length === 1 ? pod.containers[0] : all.find(one => one.name === name);
  if (found === undefined) {
    const names = all.map(one => one.name), near = typeof name === "string" ? nearest(name, names) : undefined;
    refuse("container", `${name === undefined ? `${titleOf(object)} has several containers; name one of` : `there is no container ${show(name)} in ${titleOf(object)}; there are`} ${names.join(", ") || "none"}${near === undefined ? "" : `, did you mean "${near}"?`}`);
  }
  return new ContainerEditor(found);
}

/** Adds a container, or edits the one of that name: a sidecar. */
export function addContainer(object, added) {
  const pod = podOf(object, "addContainer");
  return new ContainerEditor(upsert(pod.containers ??= [], "name", added));
}

/** Adds an init container, or edits the one of that name. */
export function addInitContainer(object, added) {
  const pod = podOf(object, "addInitContainer");
  return new ContainerEditor(upsert(pod.initContainers ??= [], "name", added));
}

/** Adds a volume, or replaces the one of that name: `volume(object, "settings", { configMap: { name: "settings" } })`. */
export function volume(object, name, source) {
  const pod = podOf(object, "volume"), list = pod.volumes ??= [];
  const at = list.findIndex(one => one.name === name), made = { name, ...copyOf(source) };
  if (at < 0) list.push(made);
  else list[at] = made;
}

/** The same edit for every container of a workload. */
export function eachContainer(object, edit) {
  for (const one of containers(object)) edit(new ContainerEditor(one));
}

class ContainerEditor {
  #target;

  constructor(target) {
    this.#target = target;
  }

  /** The container itself. */
  get value() {
    return this.#target;
  }

  get name() {
    return this.#target.name;
  }

  /** Sets a variable: a text, a number, a flag, or `{ configMapKeyRef }`, `{ secretKeyRef }`, `{ fieldRef }`; null takes it away. */
  env(name, value) {
    if (typeof name !== "string" || name === "") refuse("env", `the name of a variable is expected, not ${show(name)}`);
    const list = this.#target.env ?? [], at = list.findIndex(one => one.name === name);
    if (value === null) {
      if (at >= 0) list.splice(at, 1);
      return this;
    }
    if (value === undefined || typeof value === "function" || Array.isArray(value)) refuse(`env ${name}`, `a text, a number or a flag is expected, not ${show(value)}; null takes it away`);
    const made = isMap(value) ? { name, valueFrom: copyOf(value) } : { name, value: `${value}` };
    if (this.#target.env === undefined) this.#target.env = [made];
    else if (at < 0) list.push(made);
    else if (made.value === undefined || list[at].value !== made.value) list[at] = made;
    return this;
  }

  /** Sets the image. */
  image(reference) {
    if (typeof reference !== "string" || reference === "") refuse("image", `an image is expected, not ${show(reference)}`);
    this.#target.image = reference;
    return this;
  }

  /** Sets the image's tag, or its digest when it starts with "sha256:"; the name stays. */
  tag(tag) {
    if (typeof tag !== "string" || tag === "") refuse("tag", `a tag or a digest is expected, not ${show(tag)}`);
    const name = `${this.#target.image ?? ""}`.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
    return this.image(`${name}${tag.startsWith("sha256:") ? "@" : ":"}${tag}`);
  }

  /** Sets requests and limits, each resource by itself; null takes one away. */
  resources({ requests, limits }) {
    const own = this.#target.resources ??= {};
    for (const [name, wanted] of [["requests", requests], ["limits", limits]]) {
      if (wanted === undefined) continue;
      const held = own[name] ??= {};
      for (const key of Object.keys(wanted)) {
        if (wanted[key] === null) delete held[key];
        else held[key] = wanted[key];
      }
    }
    return this;
  }

  /**
   * Sets an argument: `arg("--region", "eu")` is "--region=eu", also where it stood as two arguments; `arg("--verbose")` is a flag; null takes it
   * away. Whether an argument that follows it is its value is not to be seen: for null say `{ value: true }`, or `{ value: false }`.
   */
  arg(flag, value, { value: takes } = {}) {
    if (typeof flag !== "string" || flag === "") refuse("arg", `the name of an argument is expected, not ${show(flag)}`);
    const list = this.#target.args ?? [];
    const joined = list.findIndex(one => `${one}`.startsWith(`${flag}=`)), alone = list.indexOf(flag);
    if (value === null) {
      if (joined >= 0) list.splice(joined, 1);
      else if (alone >= 0) {
        const next = takesNext(list, alone);
        if (next && takes === undefined) refuse(`arg ${flag}`, `${show(list[alone + 1])} follows it; say { value: true } when that is its value, and { value: false } when it is not`);
        list.splice(alone, next && takes ? 2 : 1);
      }
    } else if (value === undefined) {
      if (alone < 0 && joined < 0) this.#args().push(flag);
    } else if (joined >= 0) list[joined] = `${flag}=${value}`;
    else if (alone >= 0 && takesNext(list, alone)) list[alone + 1] = `${value}`;
    else if (alone >= 0) list[alone] = `${flag}=${value}`;
    else this.#args().push(`${flag}=${value}`);
    return this;
  }

  /** Adds a port, or edits the one of that number and protocol: `port(8080)` or `port(8080, { name: "http" })`. */
  port(containerPort, more = {}) {
    if (!Number.isInteger(containerPort)) refuse("port", `the number of a port is expected, not ${show(containerPort)}`);
    const list = this.#target.ports ??= [], protocol = more.protocol ?? "TCP";
    const known = list.find(one => one.containerPort === containerPort && (one.protocol ?? "TCP") === protocol);
    if (known === undefined) list.push({ containerPort, ...more });
    else for (const key of Object.keys(more)) known[key] = more[key];
    return this;
  }

  /** Mounts a volume at a path, or edits what is mounted there: `mount("settings", "/etc/app", { readOnly: true })`. */
  mount(name, mountPath, more = {}) {
    if (typeof mountPath !== "string" || !mountPath.startsWith("/")) refuse(`mount ${name}`, `an absolute path is expected, not ${show(mountPath)}`);
    upsert(this.#target.volumeMounts ??= [], "mountPath", { mountPath, name, ...more });
    return this;
  }

  #args() {
    return this.#target.args ??= [];
  }
}

/** Whether the argument after a flag may be the flag's value: no flag itself, but perhaps a number below zero. */
function takesNext(list, at) {
  return at + 1 < list.length && !/^-(?!\.?\d)/.test(`${list[at + 1]}`);
}
