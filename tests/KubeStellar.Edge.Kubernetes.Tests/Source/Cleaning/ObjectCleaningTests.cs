using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Cleaning;

public sealed class ObjectCleaningTests
{
    /// <summary>What it is about; the object as a server gives it, without apiVersion; what stays of it.</summary>
    private static readonly Dictionary<string, (string Kind, string Before, string After)> Table = new()
    {
        ["what every server assigns"] = (
            "v1 ConfigMap",
            """
            {"metadata":{"name":"a","namespace":"shop","uid":"u","resourceVersion":"7","generation":2,"creationTimestamp":"2026-01-01T00:00:00Z","selfLink":"/x","generateName":"a-",
            "deletionTimestamp":"2026-01-02T00:00:00Z","deletionGracePeriodSeconds":30,"managedFields":[{}],"ownerReferences":[{"uid":"o"}],"finalizers":["example.com/f"],
            "labels":{"edge.kubestellar.io/workload":"true","app":"shop"},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","edge.kubestellar.io/take-over":"true"}},"data":{"n":"1.10"},"status":{"x":1}}
            """,
            """{"metadata":{"name":"a","namespace":"shop","labels":{"app":"shop"}},"data":{"n":"1.10"}}"""),
        ["finalizers that shall stay"] = (
            "v1 ConfigMap",
            """{"metadata":{"name":"a","finalizers":["example.com/f"],"annotations":{"edge.kubestellar.io/keep":"finalizers","own":"1"}}}""",
            """{"metadata":{"name":"a","finalizers":["example.com/f"],"annotations":{"own":"1"}}}"""),
        ["a custom resource's own fields of such names"] = (
            "example.com/v1 Store",
            """{"metadata":{"name":"a"},"spec":{"clusterIP":"10.0.0.1","nodeName":"n","selector":{"a":"b"},"price":1.10,"big":9007199254740993},"status":{"phase":"Open"}}""",
            """{"metadata":{"name":"a"},"spec":{"clusterIP":"10.0.0.1","nodeName":"n","selector":{"a":"b"},"price":1.10,"big":9007199254740993}}"""),
        ["addresses and ports of a service"] = (
            "v1 Service",
            """
            {"metadata":{"name":"a"},"spec":{"clusterIP":"10.0.0.5","clusterIPs":["10.0.0.5"],"ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","sessionAffinity":"None","type":"NodePort",
            "externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster","healthCheckNodePort":31000,"ports":[{"port":80,"nodePort":30080},{"port":443,"nodePort":30443}]},"status":{"loadBalancer":{}}}
            """,
            """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80},{"port":443}]}}"""),
        ["what differs from the defaults of a service is its owner's"] = (
            "v1 Service",
            """{"metadata":{"name":"a"},"spec":{"clusterIP":"None","clusterIPs":["None"],"ipFamilyPolicy":"RequireDualStack","sessionAffinity":"ClientIP","externalTrafficPolicy":"Local"}}""",
            """{"metadata":{"name":"a"},"spec":{"clusterIP":"None","ipFamilyPolicy":"RequireDualStack","sessionAffinity":"ClientIP","externalTrafficPolicy":"Local"}}"""),
        ["ports of a service that shall stay"] = (
            "v1 Service",
            """{"metadata":{"name":"a","annotations":{"edge.kubestellar.io/keep":"nodePort, clusterIP"}},"spec":{"clusterIP":"10.0.0.5","ports":[{"port":80,"nodePort":30080}],"healthCheckNodePort":31000}}""",
            """{"metadata":{"name":"a"},"spec":{"clusterIP":"10.0.0.5","ports":[{"port":80,"nodePort":30080}],"healthCheckNodePort":31000}}"""),
        ["the same, said as to KubeStellar"] = (
            "v1 Service",
            """{"metadata":{"name":"a","annotations":{"control.kubestellar.io/preserve":"nodeport"}},"spec":{"clusterIP":"10.0.0.5","ports":[{"port":80,"nodePort":30080}]}}""",
            """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80,"nodePort":30080}]}}"""),
        ["the generated selector of a job"] = (
            "batch/v1 Job",
            """
            {"metadata":{"name":"a","labels":{"app":"x","controller-uid":"u","job-name":"a"},"annotations":{"batch.kubernetes.io/job-tracking":""}},
            "spec":{"selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"u"}},"suspend":false,"template":{"metadata":{"creationTimestamp":null,
            "labels":{"batch.kubernetes.io/controller-uid":"u","batch.kubernetes.io/job-name":"a","controller-uid":"u","job-name":"a"}},"spec":{}}}}
            """,
            """{"metadata":{"name":"a","labels":{"app":"x"}},"spec":{"suspend":false,"template":{"metadata":{},"spec":{}}}}"""),
        ["the selector that a job's owner wrote"] = (
            "batch/v1 Job",
            """{"metadata":{"name":"a"},"spec":{"manualSelector":true,"selector":{"matchLabels":{"job-name":"mine"}},"template":{"metadata":{"labels":{"job-name":"mine"}}}}}""",
            """{"metadata":{"name":"a"},"spec":{"manualSelector":true,"selector":{"matchLabels":{"job-name":"mine"}},"template":{"metadata":{"labels":{"job-name":"mine"}}}}}"""),
        ["the node and the token of a pod"] = (
            "v1 Pod",
            """
            {"metadata":{"name":"a"},"spec":{"nodeName":"n1","priority":0,"ephemeralContainers":[{"name":"d"}],"serviceAccountName":"default",
            "volumes":[{"name":"kube-api-access-x1","projected":{}},{"name":"data","emptyDir":{}}],
            "containers":[{"name":"c","volumeMounts":[{"name":"kube-api-access-x1","mountPath":"/t"},{"name":"data","mountPath":"/d"}]}],
            "initContainers":[{"name":"i","volumeMounts":[{"name":"kube-api-access-x1","mountPath":"/t"}]}]}}
            """,
            """
            {"metadata":{"name":"a"},"spec":{"serviceAccountName":"default","volumes":[{"name":"data","emptyDir":{}}],
            "containers":[{"name":"c","volumeMounts":[{"name":"data","mountPath":"/d"}]}],"initContainers":[{"name":"i"}]}}
            """),
        ["how a controller bound a claim"] = (
            "v1 PersistentVolumeClaim",
            """
            {"metadata":{"name":"a","finalizers":["kubernetes.io/pvc-protection"],"annotations":{"pv.kubernetes.io/bind-completed":"yes","pv.kubernetes.io/bound-by-controller":"yes",
            "volume.kubernetes.io/storage-provisioner":"p","volume.kubernetes.io/selected-node":"n1"}},"spec":{"volumeName":"pvc-1","storageClassName":"fast"}}
            """,
            """{"metadata":{"name":"a"},"spec":{"storageClassName":"fast"}}"""),
        ["how an owner bound a claim"] = (
            "v1 PersistentVolumeClaim",
            """{"metadata":{"name":"a","annotations":{"pv.kubernetes.io/bind-completed":"yes"}},"spec":{"volumeName":"mine"}}""",
            """{"metadata":{"name":"a"},"spec":{"volumeName":"mine"}}"""),
        ["a volume that waits for a claim by name"] = (
            "v1 PersistentVolume",
            """{"metadata":{"name":"a"},"spec":{"claimRef":{"namespace":"shop","name":"data","uid":"u","resourceVersion":"9"}}}""",
            """{"metadata":{"name":"a"},"spec":{"claimRef":{"namespace":"shop","name":"data"}}}"""),
        ["the namespace's own marks"] = (
            "v1 Namespace",
            """{"metadata":{"name":"shop","labels":{"kubernetes.io/metadata.name":"shop"}},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}""",
            """{"metadata":{"name":"shop"}}"""),
        ["tokens of a service account"] = (
            "v1 ServiceAccount",
            """{"metadata":{"name":"robot"},"secrets":[{"name":"robot-token-x1"},{"name":"mine"}],"imagePullSecrets":[{"name":"robot-dockercfg-1"}]}""",
            """{"metadata":{"name":"robot"},"secrets":[{"name":"mine"}]}"""),
        ["the token itself"] = (
            "v1 Secret",
            """
            {"metadata":{"name":"t","annotations":{"kubernetes.io/service-account.name":"robot","kubernetes.io/service-account.uid":"u"}},"type":"kubernetes.io/service-account-token","data":{"token":"eA=="}}
            """,
            """{"metadata":{"name":"t","annotations":{"kubernetes.io/service-account.name":"robot"}},"type":"kubernetes.io/service-account-token"}"""),
        ["revisions of a deployment"] = (
            "apps/v1 Deployment",
            """{"metadata":{"name":"a","annotations":{"deployment.kubernetes.io/revision":"3"}},"spec":{"template":{"metadata":{"creationTimestamp":null,"labels":{"a":"b"}}}}}""",
            """{"metadata":{"name":"a"},"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}"""),
        ["rules that are aggregated"] = (
            "rbac.authorization.k8s.io/v1 ClusterRole",
            """{"metadata":{"name":"a"},"aggregationRule":{"clusterRoleSelectors":[]},"rules":[{"verbs":["get"]}]}""",
            """{"metadata":{"name":"a"},"aggregationRule":{"clusterRoleSelectors":[]}}"""),
    };

    public static TheoryData<string> Cases => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Takes_away_what_is_not_the_owners_and_nothing_else(string about)
    {
        var (kind, before, after) = Table[about];
        var cleaned = ObjectCleaning.Clean(Whole(kind, before));
        Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Whole(kind, after))), Encoding.UTF8.GetString(cleaned));

        // What is clean stays so; what was kept stays by a word that is gone with it.
        if (!before.Contains("keep\"", StringComparison.Ordinal) && !before.Contains("preserve\"", StringComparison.Ordinal))
        {
            Assert.Equal(cleaned, ObjectCleaning.Clean(cleaned));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    public void What_is_no_object_is_refused(string text) => Assert.Throws<JsonRefusedException>(() => ObjectCleaning.Clean(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void An_object_that_is_too_deep_is_refused_by_the_hubs_own_rule()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        Assert.Throws<JsonRefusedException>(() => ObjectCleaning.Clean(Whole("v1 ConfigMap", "{\"metadata\":{\"name\":\"a\"},\"data\":" + deep + "}")));
    }

    [Theory]
    [InlineData("""{"metadata":"x","spec":[],"status":1}""")]
    [InlineData("""{"metadata":{"labels":[],"annotations":7,"name":"a"},"spec":{"ports":{},"template":"t"}}""")]
    public void Fields_of_another_shape_are_left_alone(string text)
    {
        foreach (var kind in Table.Values.Select(item => item.Kind).Distinct())
        {
            Assert.NotEmpty(ObjectCleaning.Clean(Whole(kind, text)));
        }
    }

    private static byte[] Whole(string kind, string text)
    {
        var node = JsonNode.Parse(text, documentOptions: NodeJson.Reading)!.AsObject();
        node["apiVersion"] = kind.Split(' ')[0];
        node["kind"] = kind.Split(' ')[1];
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(node, NodeJson.Default.JsonNode);
    }
}
