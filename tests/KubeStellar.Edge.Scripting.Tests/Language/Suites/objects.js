import {
  addContainer, addInitContainer, annotate, byName, configValue, container, containers, eachContainer, hasLabels, setLabel, strategicMerge, upsert, volume,
} from "kubestellar";
import { same, throws } from "./assert.js";

const deployment = (...list) => ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec: { template: { spec: { containers: list } } } });
const web = () => deployment({ name: "app", image: "registry.example.com:5000/app:1.0" }, { name: "log", image: "log:1", args: ["--level", "info", "--json"] });
const edited = edit => {
  const object = web();
  edit(object);
  return containers(object);
};
/** An edit done twice is the edit done once. */
const twice = edit => {
  const object = web();
  edit(object);
  const once = JSON.parse(JSON.stringify(object));
  edit(object);
  same(object, once, "twice");
  return containers(object);
};

export const tests = {
  "env adds, replaces and removes": () => {
    same(twice(o => container(o, "app").env("A", "1").env("B", 2).env("C", true).env("A", "3"))[0].env, [{ name: "A", value: "3" }, { name: "B", value: "2" }, { name: "C", value: "true" }]);
    same(twice(o => container(o, "app").env("A", "1").env("B", { fieldRef: { fieldPath: "spec.nodeName" } }).env("A", null))[0].env, [{ name: "B", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }]);
    throws(() => container(web(), "app").env("A", undefined), "env A: a text, a number or a flag is expected, not undefined");
    throws(() => container(web(), "app").env("A", ["a", "b"]), "not an array");
    throws(() => container(web(), "app").tag(undefined), "tag: a tag or a digest is expected, not undefined");
  },
  "image and tag": () => {
    same(edited(o => container(o, "app").image("x:2"))[0].image, "x:2");
    same(twice(o => container(o, "app").tag("2.0"))[0].image, "registry.example.com:5000/app:2.0");
    same(twice(o => container(o, "app").tag("sha256:abc"))[0].image, "registry.example.com:5000/app@sha256:abc");
    same(edited(o => container(o, "app").tag("sha256:abc").tag("3"))[0].image, "registry.example.com:5000/app:3");
  },
  "resources are set one by one": () =>
    same(twice(o => container(o, "app").resources({ requests: { cpu: "1", memory: "1Gi" } }).resources({ requests: { cpu: null }, limits: { memory: "2Gi" } }))[0].resources,
      { requests: { memory: "1Gi" }, limits: { memory: "2Gi" } }),
  "arg finds an argument in each of its forms": () => {
    same(twice(o => container(o, "app").arg("--region", "eu").arg("--verbose"))[0].args, ["--region=eu", "--verbose"]);
    same(twice(o => container(o, "log").arg("--level", "debug").arg("--json"))[1].args, ["--level", "debug", "--json"]);
    same(twice(o => container(o, "log").arg("--level", null, { value: true }).arg("--json", "pretty"))[1].args, ["--json=pretty"]);
    const args = list => container({ kind: "Pod", metadata: {}, spec: { containers: [{ name: "one", args: list }] } });
    throws(() => args(["--verbose", "serve"]).arg("--verbose", null), "arg --verbose: \"serve\" follows it; say { value: true }");
    same(args(["--verbose", "serve"]).arg("--verbose", null, { value: false }).value.args, ["serve"]);
    same(args(["--verbose", "--x"]).arg("--verbose", null).value.args, ["--x"]);
    same(args(["--offset", "-5"]).arg("--offset", 3).value.args, ["--offset", "3"]);
  },
  "port and mount": () => {
    same(twice(o => container(o, "app").port(80, { name: "http" }).port(80, { protocol: "UDP" }).port(80, { name: "web" }))[0].ports,
      [{ containerPort: 80, name: "web" }, { containerPort: 80, protocol: "UDP" }]);
    same(twice(o => container(o, "app").mount("a", "/x").mount("b", "/y").mount("c", "/x", { readOnly: true }))[0].volumeMounts,
      [{ mountPath: "/x", name: "c", readOnly: true }, { mountPath: "/y", name: "b" }]);
    throws(() => container(web(), "app").mount("a", "x"), "mount a: an absolute path is expected");
  },
  "volume": () => {
    const object = web();
    volume(object, "s", { configMap: { name: "a" } });
    volume(object, "s", { emptyDir: {} });
    same(object.spec.template.spec.volumes, [{ name: "s", emptyDir: {} }]);
  },
  "a container is found by name, an init container too, the only one without": () => {
    const object = deployment({ name: "app" });
    object.spec.template.spec.initContainers = [{ name: "init" }];
    same([container(object).name, container(object, "init").name], ["app", "init"]);
    throws(() => container(web(), "ap"), "there is no container \"ap\" in Deployment web; there are app, log, did you mean \"app\"?");
    throws(() => container(web()), "Deployment web has several containers; name one of app, log");
    throws(() => container({ kind: "Service", metadata: { name: "s" } }, "a"), "Service s has no pod template");
  },
  "containers of every kind": () => {
    const pod = { containers: [{ name: "x" }] };
    same([{ kind: "Pod", spec: pod }, { kind: "CronJob", spec: { jobTemplate: { spec: { template: { spec: pod } } } } }, { kind: "Job", spec: { template: { spec: pod } } }, { kind: "Service" }]
      .map(object => containers(object).length), [1, 1, 1, 0]);
  },
  "a sidecar is added once, and the policy's own constant stays as it is": () => {
    const sidecar = { name: "proxy", image: "proxy:1", env: [] };
    same(twice(o => addContainer(o, sidecar).env("A", "1"))[2], { name: "proxy", image: "proxy:1", env: [{ name: "A", value: "1" }] });
    same(sidecar.env, []);
    const object = web();
    addInitContainer(object, { name: "init", image: "i:1" });
    same(object.spec.template.spec.initContainers, [{ name: "init", image: "i:1" }]);
  },
  "every container": () => same(edited(o => eachContainer(o, one => one.env("A", one.name))).map(one => one.env[0].value), ["app", "log"]),

  "byName and upsert": () => {
    const list = [{ name: "a", x: 1 }, { name: "b" }];
    upsert(list, "name", { name: "a", y: 2 }).z = 3;
    upsert(list, ["name", "x"], { name: "b", x: 5 });
    same(list, [{ name: "a", x: 1, y: 2, z: 3 }, { name: "b" }, { name: "b", x: 5 }]);
    same([byName(list, "a").x, byName(list, "q") ?? null, byName(undefined, "a") ?? null], [1, null, null]);
    throws(() => upsert(list, "name", {}), "the item has no \"name\"");
  },
  "strategic merge goes by the merge keys of Kubernetes": () => {
    const object = web();
    strategicMerge(object, {
      metadata: { labels: { tier: "web" }, finalizers: ["a"] },
      spec: { replicas: 2, template: { spec: {
        containers: [{ name: "app", env: [{ name: "A", value: "1" }], ports: [{ containerPort: 80 }] }, { name: "new", image: "n:1", command: null }],
        volumes: [{ name: "v", emptyDir: {} }],
      } } },
    });
    strategicMerge(object, {
      metadata: { finalizers: ["b"] },
      spec: { template: { spec: {
        containers: [{ name: "log", $patch: "delete" }, { name: "app", env: [{ name: "A", value: "2" }, { name: "B", value: "3" }], args: ["x"] }],
        volumes: [{ name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "c" } }],
      } } },
    });
    same(object.spec.template.spec, {
      containers: [
        { name: "app", image: "registry.example.com:5000/app:1.0", env: [{ name: "A", value: "2" }, { name: "B", value: "3" }], ports: [{ containerPort: 80 }], args: ["x"] },
        { name: "new", image: "n:1" },
      ],
      volumes: [{ name: "v", configMap: { name: "c" } }],
    });
    same(object.metadata, { name: "web", labels: { tier: "web" }, finalizers: ["a", "b"] });
  },
  "strategic merge replaces, deletes and names a missing key": () => {
    const object = web();
    strategicMerge(object, { spec: { template: { spec: { containers: [{ $patch: "replace" }, { name: "only" }], tolerations: [{ key: "a" }] } } } });
    same(object.spec.template.spec, { containers: [{ name: "only" }], tolerations: [{ key: "a" }] });
    const rolling = { spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } };
    same(strategicMerge(rolling, { spec: { strategy: { $patch: "replace", rollingUpdate: { maxSurge: 2 } } } }).spec.strategy, { rollingUpdate: { maxSurge: 2 } });
    strategicMerge(object, { spec: { template: null } });
    same(object.spec, {});
    const service = { kind: "Service", spec: { ports: [{ port: 80, name: "http" }] } };
    strategicMerge(service, { spec: { ports: [{ port: 80, nodePort: 30080 }, { port: 443 }] } });
    same(service.spec.ports, [{ port: 80, name: "http", nodePort: 30080 }, { port: 443 }]);
    throws(() => strategicMerge(web(), { spec: { template: { spec: { containers: [{ image: "x" }] } } } }), "spec.template.spec.containers[0] has no \"name\"");
  },
  "labels and annotations": () => {
    const object = { metadata: { name: "x", labels: { a: "1" } } };
    setLabel(object, "b", 2);
    setLabel(object, { a: null, c: "3" });
    annotate(object, "note", "hello");
    same(object.metadata, { name: "x", labels: { b: "2", c: "3" }, annotations: { note: "hello" } });
    same([hasLabels(object, { b: "2" }), hasLabels(object, { b: "3" }), hasLabels({ metadata: {} }, {})], [true, false, true]);
    throws(() => setLabel(object, "b", undefined), "setLabel b: a text is expected");
  },
  "config values": () => {
    const object = { kind: "ConfigMap", metadata: { name: "x" } };
    configValue(object, "a", 5);
    configValue(object, "b", { y: [1, null], x: true });
    configValue(object, "c", "t");
    configValue(object, "a", null);
    same(object.data, { b: "{\"x\":true,\"y\":[1,null]}", c: "t" });
    throws(() => configValue({ kind: "Secret" }, "a", "b"), "a ConfigMap is expected, not \"Secret\"");
  },
};
