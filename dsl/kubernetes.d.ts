// Kinds of Kubernetes that policies meet most, as far as policies edit them. What is not named here is there all the same, as `any`.

/** `metadata` of an object. */
export interface ObjectMeta {
  name: string;
  /** Absent for a cluster-scoped object. */
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: any[];
}

/** Any object, a custom resource included. `apiVersion`, `kind`, name and namespace cannot be changed. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  metadata: ObjectMeta;
  spec?: any;
  data?: any;
  status?: any;
  [field: string]: any;
}

/** An object of one kind: `type Store = ObjectOf<"Store", { region: string }>`. */
export interface ObjectOf<K extends string, Spec = any, Status = any> {
  readonly apiVersion: string;
  readonly kind: K;
  metadata: ObjectMeta;
  spec: Spec;
  readonly status?: Status;
}

/** A label selector: all of it must hold. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
}

/** A quantity of a resource: "500m", "2Gi", or a number. */
export type Quantity = string | number;

export interface ResourceRequirements {
  requests?: Record<string, Quantity>;
  limits?: Record<string, Quantity>;
  claims?: any[];
}

/** Where a variable's value comes from. */
export interface EnvVarSource {
  configMapKeyRef?: { name: string; key: string; optional?: boolean };
  secretKeyRef?: { name: string; key: string; optional?: boolean };
  fieldRef?: { fieldPath: string; apiVersion?: string };
  resourceFieldRef?: { resource: string; containerName?: string; divisor?: Quantity };
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: EnvVarSource;
}

export interface ContainerPort {
  containerPort: number;
  name?: string;
  protocol?: "TCP" | "UDP" | "SCTP";
  hostPort?: number;
  hostIP?: string;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
  subPathExpr?: string;
  mountPropagation?: string;
}

export interface Probe {
  httpGet?: { path?: string; port: number | string; scheme?: string; host?: string; httpHeaders?: any[] };
  tcpSocket?: { port: number | string; host?: string };
  exec?: { command: string[] };
  grpc?: { port: number; service?: string };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

export interface Container {
  name: string;
  image?: string;
  imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: EnvVar[];
  envFrom?: any[];
  ports?: ContainerPort[];
  resources?: ResourceRequirements;
  volumeMounts?: VolumeMount[];
  volumeDevices?: any[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: any;
  securityContext?: any;
  restartPolicy?: string;
}

/** A source of a volume: one of these, or any other that the cluster knows. */
export interface VolumeSource {
  configMap?: { name?: string; items?: any[]; defaultMode?: number; optional?: boolean };
  secret?: { secretName?: string; items?: any[]; defaultMode?: number; optional?: boolean };
  emptyDir?: { medium?: string; sizeLimit?: Quantity };
  hostPath?: { path: string; type?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  [source: string]: any;
}

export type Volume = VolumeSource & { name: string };

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  nodeSelector?: Record<string, string>;
  nodeName?: string;
  affinity?: any;
  tolerations?: { key?: string; operator?: "Equal" | "Exists"; value?: string; effect?: string; tolerationSeconds?: number }[];
  topologySpreadConstraints?: any[];
  restartPolicy?: "Always" | "OnFailure" | "Never";
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  dnsPolicy?: string;
  dnsConfig?: any;
  imagePullSecrets?: { name: string }[];
  priorityClassName?: string;
  runtimeClassName?: string;
  securityContext?: any;
  hostAliases?: any[];
  [field: string]: any;
}

export interface PodTemplate {
  metadata?: Partial<ObjectMeta>;
  spec: PodSpec;
}

export interface DeploymentSpec {
  replicas?: number;
  selector: LabelSelector;
  template: PodTemplate;
  strategy?: { type?: "RollingUpdate" | "Recreate"; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  progressDeadlineSeconds?: number;
  paused?: boolean;
}

export interface StatefulSetSpec {
  replicas?: number;
  selector: LabelSelector;
  serviceName?: string;
  template: PodTemplate;
  volumeClaimTemplates?: any[];
  updateStrategy?: any;
  podManagementPolicy?: "OrderedReady" | "Parallel";
  persistentVolumeClaimRetentionPolicy?: any;
  revisionHistoryLimit?: number;
  minReadySeconds?: number;
  ordinals?: any;
}

export interface DaemonSetSpec {
  selector: LabelSelector;
  template: PodTemplate;
  updateStrategy?: any;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
}

export interface JobSpec {
  template: PodTemplate;
  parallelism?: number;
  completions?: number;
  completionMode?: "NonIndexed" | "Indexed";
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  selector?: LabelSelector;
  [field: string]: any;
}

export interface CronJobSpec {
  schedule: string;
  timeZone?: string;
  jobTemplate: { metadata?: Partial<ObjectMeta>; spec: JobSpec };
  concurrencyPolicy?: "Allow" | "Forbid" | "Replace";
  startingDeadlineSeconds?: number;
  suspend?: boolean;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
}

export interface ServicePort {
  port: number;
  name?: string;
  protocol?: "TCP" | "UDP" | "SCTP";
  targetPort?: number | string;
  nodePort?: number;
  appProtocol?: string;
}

export interface ServiceSpec {
  type?: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  selector?: Record<string, string>;
  ports?: ServicePort[];
  clusterIP?: string;
  externalName?: string;
  loadBalancerIP?: string;
  externalTrafficPolicy?: "Cluster" | "Local";
  internalTrafficPolicy?: "Cluster" | "Local";
  sessionAffinity?: string;
  [field: string]: any;
}

export interface IngressSpec {
  ingressClassName?: string;
  rules?: { host?: string; http?: { paths: { path?: string; pathType: "Exact" | "Prefix" | "ImplementationSpecific"; backend: any }[] } }[];
  tls?: { hosts?: string[]; secretName?: string }[];
  defaultBackend?: any;
}

export interface Deployment extends ObjectOf<"Deployment", DeploymentSpec, any> { }
export interface StatefulSet extends ObjectOf<"StatefulSet", StatefulSetSpec, any> { }
export interface DaemonSet extends ObjectOf<"DaemonSet", DaemonSetSpec, any> { }
export interface Job extends ObjectOf<"Job", JobSpec, any> { }
export interface CronJob extends ObjectOf<"CronJob", CronJobSpec, any> { }
export interface Pod extends ObjectOf<"Pod", PodSpec, any> { }
export interface Service extends ObjectOf<"Service", ServiceSpec, any> { }
export interface Ingress extends ObjectOf<"Ingress", IngressSpec, any> { }
export interface Namespace extends ObjectOf<"Namespace", any, any> { }

export interface ConfigMap {
  readonly apiVersion: string;
  readonly kind: "ConfigMap";
  metadata: ObjectMeta;
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

/** Its values are handles to a policy, which can put them into other fields whole, and not read them. */
export interface Secret {
  readonly apiVersion: string;
  readonly kind: "Secret";
  metadata: ObjectMeta;
  type?: string;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  immutable?: boolean;
}

/** The kinds that have types here, for `object.kind === "Deployment"` to tell. */
export type KnownObject = Deployment | StatefulSet | DaemonSet | Job | CronJob | Pod | Service | Ingress | Namespace | ConfigMap | Secret;

/** An object of a kind that has no types here. */
export interface CustomObject<K extends string = string> extends KubeObject {
  readonly kind: K;
}

/** The object of a kind: with types where the kind is known, else anything goes. */
export type ObjectByKind<K extends string> = string extends K ? KubeObject : K extends KnownObject["kind"] ? Extract<KnownObject, { kind: K }> : CustomObject<K>;
