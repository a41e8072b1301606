// Reading and editing Kubernetes objects.

/** Whether an object has all of these labels, with these values. */
export function hasLabels(object, labels) {
  const own = object.metadata?.labels ?? {};
  return Object.keys(labels).every(key => own[key] === labels[key]);
}

/** The containers of a workload's pod template (Deployment, DaemonSet, StatefulSet, Job, CronJob, Pod); none for other kinds. */
export function containers(object) {
  return podSpec(object)?.containers ?? [];
}

/** The pod template's `spec` of a workload; undefined for other kinds. */
export function podSpec(object) {
  return object.kind === "Pod" ? object.spec
    : object.kind === "CronJob" ? object.spec?.jobTemplate?.spec?.template?.spec
      : object.spec?.template?.spec;
}
