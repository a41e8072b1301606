// What a function reads of an edge, noted as columns. A pure function that got the same answers to the same questions does the same again.
let stamp = 0;
let reads = [];
let tooManyQuestions = false;

function note(column) {
  if (column === undefined) {
    tooManyQuestions = true;
  } else if (column.stamp !== stamp) {
    column.stamp = stamp;
    reads.push(column);
  }
}

function cannotChange() {
  throw new TypeError("an edge is read only");
}

/** Handler of the proxy that stands for one container of an edge. */
class Watch {
  constructor(base, spot) {
    this.base = base;
    this.spot = spot;
    this.seen = undefined;
  }

  get(_, key) {
    const { base, spot } = this;
    if (typeof key !== "string") return base[key];
    const own = hasOwn(base, key);
    const value = base[key];
    if (!own || typeof value !== "object" || value === null) {
      if (spot !== rootSpot || key === "id") note(columnOf(spot, Get, key));
      return value;
    }
    const known = this.seen?.get(key);
    if (known !== undefined) return known;
    // The three containers of an edge are always there: no question.
    if (spot !== rootSpot) note(columnOf(spot, Get, key));
    const proxy = watched(value, spot.inside(key));
    (this.seen ??= new Map()).set(key, proxy);
    return proxy;
  }

  asks(key) {
    if (typeof key !== "string") return key in this.base;
    if (this.spot !== rootSpot) note(columnOf(this.spot, Has, key));
    return hasOwn(this.base, key);
  }

  has(_, key) {
    return this.asks(key) || key in Object.prototype;
  }

  ownKeys() {
    if (this.spot !== rootSpot) note(columnOf(this.spot, Keys, ""));
    return Reflect.ownKeys(this.base);
  }

  getOwnPropertyDescriptor(target, key) {
    if (isArray(this.base) && key === "length") return { value: this.get(target, key), writable: true, enumerable: false, configurable: false };
    return this.asks(key) ? { value: this.get(target, key), writable: false, enumerable: true, configurable: true } : undefined;
  }
}
for (const name of ["set", "defineProperty", "deleteProperty", "setPrototypeOf", "preventExtensions"]) Watch.prototype[name] = cannotChange;

function watched(base, spot) {
  return new Proxy(isArray(base) ? [] : {}, new Watch(base, spot));
}

/** An edge whose reads are noted from now on. */
function watchedEdge(edge) {
  stamp++;
  reads = [];
  tooManyQuestions = false;
  return watched(edge, rootSpot);
}
