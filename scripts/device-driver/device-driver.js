// @ts-check
import { compareVersions, container, no, policy, satisfies, yes } from "kubestellar";

/** The driver that a device needs, by what the device reports of itself. @type {Record<string, { image: string, firmware: string }>} */
const drivers = {
  "acme-cam-2": { image: "registry.example.com/drivers/acme-cam:2.4.1", firmware: "2.4" },
  "acme-cam-3": { image: "registry.example.com/drivers/acme-cam:3.0.2", firmware: "3.0" },
};

export default policy({
  selects: { kinds: ["DaemonSet"], labels: { app: "camera-driver" } },
  // A site in maintenance keeps its driver, and may get one.
  tolerations: [{ key: "maintenance", operator: "Exists" }],
  dependsOn: ["policy/platform"],

  // The kernel is what uname -r says: "5.10.0-28-amd64".
  place: (object, edge) => {
    if (!satisfies(edge, { property: "camera.model", operator: "In", values: Object.keys(drivers) })) return no("no camera that there is a driver for");
    if (compareVersions((edge.properties.kernel ?? "0").split("-")[0], "5.10") < 0) return no("the kernel is older than 5.10");
    return yes(`a camera of model ${edge.properties.camera.model}`);
  },

  customize: (object, edge) => {
    const driver = drivers[edge.properties.camera.model];
    container(object, "driver").image(driver.image).env("FIRMWARE", driver.firmware).arg("--device", edge.properties.camera.path ?? "/dev/video0");
  },
});
