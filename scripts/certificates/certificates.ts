import { fanOut, health, nameFor, omit, policy, type ObjectOf } from "kubestellar";

interface CertificateSpec { secretName: string; dnsNames: string[]; issuerRef: { name: string; kind: string }; commonName?: string }
interface CertificateStatus { conditions?: { type: string; status: string; reason?: string; message?: string }[] }
type Certificate = ObjectOf<"Certificate", CertificateSpec, CertificateStatus>;

// One Certificate as its owner wrote it becomes one for each host name that a site reports; each site asks the issuer of its region.
export default policy<Certificate>({
  selects: { kinds: ["Certificate"], groups: ["cert-manager.io"], labels: { scope: "site" } },
  dependsOn: ["policy/platform"],
  place: (object, edge) => edge.labels.kind === "store",

  customize: (object, edge) => {
    const hosts: string[] = edge.properties.hostNames ?? [];
    if (hosts.length === 0) return omit;
    return fanOut(hosts, (copy: Certificate, host) => {
      copy.metadata.name = nameFor(object.metadata.name, host);
      copy.spec.secretName = nameFor(object.spec.secretName, host);
      copy.spec.commonName = host;
      copy.spec.dnsNames = [host];
      copy.spec.issuerRef.name = `${object.spec.issuerRef.name}-${edge.labels.region ?? "global"}`;
    });
  },

  health: {
    Certificate: (object: Certificate) => {
      const of = (type: string) => object.status?.conditions?.find(condition => condition.type === type);
      const ready = of("Ready"), issuing = of("Issuing");
      return ready === undefined ? health.inProgress("it was not seen by the issuer yet")
        : ready.status === "True" ? health.current()
          // cert-manager leaves Issuing at False, with why, when an issuance failed.
          : issuing?.status === "False" ? health.failed(issuing.message, "IssuingFailed") : health.inProgress(ready.message);
    },
  },
});
