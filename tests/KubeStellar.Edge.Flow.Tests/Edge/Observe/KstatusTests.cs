using System.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Observe;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Edge.Observe;

public sealed class KstatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a new one", """{"replicas":3}""", null, Health.InProgress, "LessReplicas", "Replicas: 0 of 3")]
    [InlineData("not seen since it changed", """{"replicas":3}""", """{"observedGeneration":3,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3}""", Health.InProgress, "LatestGenerationNotObserved", "seen generation 3 of 4")]
    [InlineData("rolling out", """{"replicas":3}""", """{"observedGeneration":4,"replicas":4,"updatedReplicas":1,"readyReplicas":3,"availableReplicas":3}""", Health.InProgress, "LessUpdated", "Updated: 1 of 3")]
    [InlineData("old Pods left", """{"replicas":3}""", """{"observedGeneration":4,"replicas":4,"updatedReplicas":3,"readyReplicas":4,"availableReplicas":4}""", Health.InProgress, "ExtraPods", "Pods still to end: 1")]
    [InlineData("one Pod missing", """{"replicas":3}""", """{"observedGeneration":4,"replicas":3,"updatedReplicas":3,"readyReplicas":2,"availableReplicas":2}""", Health.InProgress, "LessAvailable", "Available: 2 of 3")]
    [InlineData("available and not told so", """{"replicas":1}""", """{"observedGeneration":4,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}""", Health.InProgress, "DeploymentNotAvailable", "too few")]
    [InlineData("its ReplicaSet is young", """{"replicas":1,"progressDeadlineSeconds":600}""", """{"observedGeneration":4,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated"}]}""", Health.InProgress, "ReplicaSetNotAvailable", "")]
    [InlineData("stuck", """{"replicas":3,"progressDeadlineSeconds":600}""", """{"observedGeneration":4,"replicas":3,"updatedReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"web-7\" has timed out progressing."}]}""", Health.Failed, "ProgressDeadlineExceeded", "timed out")]
    [InlineData("done", """{"replicas":3,"progressDeadlineSeconds":600}""", """{"observedGeneration":4,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3,"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]}""", Health.Current, "", "")]
    [InlineData("scaled to none", """{"replicas":0}""", """{"observedGeneration":4,"conditions":[{"type":"Available","status":"True"}]}""", Health.Current, "", "")]
    public void Deployment(string what, string spec, string? status, Health health, string reason, string message) => Check("apps/v1", "Deployment", spec, status, health, reason, message, what);

    [Theory]
    [InlineData("""{"replicas":2}""", null, Health.InProgress, "LessReplicas", "Replicas: 0 of 2")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"readyReplicas":1}""", Health.InProgress, "LessReady", "Ready: 1 of 2")]
    [InlineData("""{"replicas":2}""", """{"replicas":3,"readyReplicas":3}""", Health.InProgress, "ExtraPods", "1")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"readyReplicas":2,"currentReplicas":1,"updatedReplicas":1}""", Health.InProgress, "LessCurrent", "Current: 1 of 2")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"readyReplicas":2,"currentReplicas":2,"currentRevision":"db-1","updateRevision":"db-2"}""", Health.InProgress, "RevisionMismatch", "")]
    [InlineData("""{"replicas":2,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}}""", """{"replicas":2,"readyReplicas":2,"updatedReplicas":1}""", Health.InProgress, "PartitionRollout", "Updated: 1 of 2")]
    [InlineData("""{"replicas":2,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}}""", """{"replicas":2,"readyReplicas":2,"updatedReplicas":1}""", Health.Current, "", "")]
    [InlineData("""{"replicas":2,"updateStrategy":{"type":"OnDelete"}}""", """{"replicas":1}""", Health.Current, "", "by hand")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"readyReplicas":2,"currentReplicas":2,"updatedReplicas":2,"currentRevision":"db-2","updateRevision":"db-2"}""", Health.Current, "", "")]
    public void StatefulSet(string spec, string? status, Health health, string reason, string message) => Check("apps/v1", "StatefulSet", spec, status, health, reason, message);

    [Theory]
    [InlineData(null, Health.InProgress, "NoDesiredNumber", "not seen")]
    [InlineData("""{"observedGeneration":4,"desiredNumberScheduled":3,"currentNumberScheduled":2}""", Health.InProgress, "LessCurrent", "Scheduled: 2 of 3")]
    [InlineData("""{"observedGeneration":4,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":1}""", Health.InProgress, "LessUpdated", "Updated: 1 of 3")]
    [InlineData("""{"observedGeneration":4,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":2,"numberReady":3}""", Health.InProgress, "LessAvailable", "Available: 2 of 3")]
    [InlineData("""{"observedGeneration":4,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":3,"numberReady":3}""", Health.Current, "", "")]
    [InlineData("""{"observedGeneration":4,"desiredNumberScheduled":0}""", Health.Current, "", "")]
    public void DaemonSet(string? status, Health health, string reason, string message) => Check("apps/v1", "DaemonSet", "{}", status, health, reason, message);

    [Theory]
    [InlineData("""{"replicas":2}""", """{"replicas":0,"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}]}""", Health.InProgress, "ReplicaFailure", "exceeded quota")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"fullyLabeledReplicas":1}""", Health.InProgress, "LessLabelled", "Labelled: 1 of 2")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"fullyLabeledReplicas":2,"availableReplicas":1,"readyReplicas":2}""", Health.InProgress, "LessAvailable", "Available: 1 of 2")]
    [InlineData("""{"replicas":2}""", """{"replicas":2,"fullyLabeledReplicas":2,"availableReplicas":2,"readyReplicas":2}""", Health.Current, "", "")]
    public void ReplicaSet(string spec, string? status, Health health, string reason, string message) => Check("apps/v1", "ReplicaSet", spec, status, health, reason, message);

    [Theory]
    [InlineData(null, Health.InProgress, "PodNotObserved", "")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"app","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}""", Health.InProgress, "PodPending", "app: ImagePullBackOff")]
    [InlineData("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available"}]}""", Health.Failed, "PodUnschedulable", "0/1 nodes")]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}""", Health.InProgress, "PodRunningNotReady", "not ready")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"ok"},{"name":"app","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""", Health.Failed, "ContainerCrashLooping", "app")]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}""", Health.Current, "", "")]
    [InlineData("""{"phase":"Succeeded"}""", Health.Current, "", "completed")]
    [InlineData("""{"phase":"Failed","reason":"Evicted","message":"The node was low on memory."}""", Health.Failed, "Evicted", "low on memory")]
    [InlineData("""{"phase":"Odd"}""", Health.Unknown, "PodPhase", "Odd")]
    public void Pod(string? status, Health health, string reason, string message) => Check("v1", "Pod", "{}", status, health, reason, message);

    [Fact]
    public void A_Pod_that_was_just_made_has_a_moment_to_be_scheduled()
    {
        const string status = """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}""";
        Assert.Equal("PodNotScheduled", Judge("v1", "Pod", "{}", status, Now - TimeSpan.FromSeconds(14)).Reason);
        Assert.Equal("PodUnschedulable", Judge("v1", "Pod", "{}", status, Now - TimeSpan.FromSeconds(15)).Reason);
    }

    [Theory]
    [InlineData("""{"completions":3}""", null, Health.InProgress, "JobNotStarted", "")]
    [InlineData("""{"completions":3}""", """{"startTime":"2026-03-01T11:00:00Z","active":2,"succeeded":1}""", Health.InProgress, "JobRunning", "Succeeded: 1 of 3")]
    [InlineData("""{"completions":3}""", """{"failed":4,"succeeded":1,"conditions":[{"type":"Complete","status":"False"},{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit"}]}""", Health.Failed, "JobFailed", "Failed: 4, succeeded: 1 of 3 (Job has reached")]
    [InlineData("""{"suspend":true}""", """{"conditions":[{"type":"Suspended","status":"True"}]}""", Health.Current, "", "suspended")]
    [InlineData("""{"completions":3}""", """{"succeeded":3,"conditions":[{"type":"SuccessCriteriaMet","status":"True"},{"type":"Complete","status":"True"}]}""", Health.Current, "", "")]
    public void Job(string spec, string? status, Health health, string reason, string message) => Check("batch/v1", "Job", spec, status, health, reason, message);

    [Theory]
    [InlineData("v1", "PersistentVolumeClaim", "{}", null, Health.InProgress, "NotBound", "unknown")]
    [InlineData("v1", "PersistentVolumeClaim", "{}", """{"phase":"Pending"}""", Health.InProgress, "NotBound", "Pending")]
    [InlineData("v1", "PersistentVolumeClaim", "{}", """{"phase":"Lost"}""", Health.Failed, "Lost", "")]
    [InlineData("v1", "PersistentVolumeClaim", "{}", """{"phase":"Bound"}""", Health.Current, "", "")]
    [InlineData("v1", "Service", """{"type":"LoadBalancer"}""", null, Health.InProgress, "NoIPAssigned", "")]
    [InlineData("v1", "Service", """{"type":"LoadBalancer","clusterIP":"10.0.0.7"}""", null, Health.Current, "", "")]
    [InlineData("v1", "Service", """{"type":"ExternalName"}""", null, Health.Current, "", "")]
    [InlineData("v1", "ConfigMap", "{}", null, Health.Current, "", "")]
    [InlineData("v1", "Secret", "{}", null, Health.Current, "", "")]
    [InlineData("v1", "Namespace", "{}", """{"phase":"Active"}""", Health.Current, "", "")]
    [InlineData("batch/v1", "CronJob", "{}", """{"active":[{"name":"run-1"}]}""", Health.Current, "", "")]
    [InlineData("policy/v1", "PodDisruptionBudget", "{}", """{"observedGeneration":3}""", Health.InProgress, "LatestGenerationNotObserved", "3 of 4")]
    [InlineData("policy/v1", "PodDisruptionBudget", "{}", """{"observedGeneration":4,"disruptionsAllowed":0,"conditions":[{"type":"DisruptionAllowed","status":"False"}]}""", Health.Current, "", "")]
    [InlineData("networking.k8s.io/v1", "Ingress", "{}", """{"loadBalancer":{}}""", Health.Current, "", "")]
    [InlineData("autoscaling/v2", "HorizontalPodAutoscaler", "{}", """{"observedGeneration":4,"conditions":[{"type":"ScalingLimited","status":"True"}]}""", Health.Current, "", "")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", null, Health.InProgress, "Installing", "")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", """{"conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"False","reason":"Installing"}]}""", Health.InProgress, "Installing", "")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", """{"conditions":[{"type":"NamesAccepted","status":"False","reason":"ListKindConflict","message":"\"CartList\" is already in use"}]}""", Health.Failed, "ListKindConflict", "already in use")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", """{"conditions":[{"type":"Established","status":"False","reason":"NotAccepted","message":"not all names are accepted"}]}""", Health.Failed, "NotAccepted", "names")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{}", """{"conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True","reason":"InitialNamesAccepted"}]}""", Health.Current, "", "")]
    public void Other_built_in_kinds(string version, string kind, string spec, string? status, Health health, string reason, string message) =>
        Check(version, kind, spec, status, health, reason, message);

    [Theory]
    [InlineData(null, Health.Current, "", "")]
    [InlineData("""{"observedGeneration":2}""", Health.InProgress, "LatestGenerationNotObserved", "2 of 4")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True"}]}""", Health.Current, "", "")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","reason":"Provisioning","message":"making the disk"}]}""", Health.InProgress, "Provisioning", "making the disk")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"Unknown"}]}""", Health.InProgress, "NotReady", "")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True"},{"type":"Reconciling","status":"True","reason":"NewRevision","message":"on its way"}]}""", Health.InProgress, "NewRevision", "on its way")]
    [InlineData("""{"conditions":[{"type":"Stalled","status":"True"},{"type":"Ready","status":"True"}]}""", Health.Failed, "Stalled", "")]
    [InlineData("""{"conditions":[{"type":"Stalled","status":"False"},{"type":"Reconciling","status":"False"}]}""", Health.Current, "", "")]
    public void A_custom_resource_goes_by_the_standard_conditions(string? status, Health health, string reason, string message)
    {
        Check("shop.example.com/v1", "Cart", "{}", status, health, reason, message);
        Check("shop.example.com/v1", "Deployment", "{}", status, health, reason, message);
    }

    [Theory]
    [InlineData("v1", "ConfigMap")]
    [InlineData("v1", "Namespace")]
    [InlineData("apps/v1", "Deployment")]
    public void What_is_being_deleted_is_in_progress(string version, string kind)
    {
        var verdict = Kstatus.Judge(Encoding.UTF8.GetBytes($$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"deletionTimestamp":"2026-03-01T11:59:00Z"}}"""), Now);
        Assert.Equal((Health.InProgress, "Terminating"), (verdict.Health, verdict.Reason));
    }

    [Theory]
    [InlineData("""{"apiVersion":7,"kind":[],"metadata":"x","status":3}""", Health.Current)]
    [InlineData("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1e99},"spec":{"replicas":"three"},"status":{"conditions":{"type":"Ready"}}}""", Health.InProgress)]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","status":{"phase":"Running","conditions":[null,7,{"type":"Ready"}],"containerStatuses":[{"state":7},"x"]}}""", Health.InProgress)]
    [InlineData("[]", Health.Unknown)]
    [InlineData("nonsense", Health.Unknown)]
    public void What_no_API_server_says_is_survived(string json, Health health) => Assert.Equal(health, Kstatus.Judge(Encoding.UTF8.GetBytes(json), Now).Health);

    private static void Check(string version, string kind, string spec, string? status, Health health, string reason, string message, string what = "")
    {
        var verdict = Judge(version, kind, spec, status, Now - TimeSpan.FromHours(1));
        Assert.True((verdict.Health, verdict.Reason) == (health, reason) && verdict.Message.Contains(message, StringComparison.Ordinal), $"{what}: {verdict}");
    }

    private static HealthVerdict Judge(string version, string kind, string spec, string? status, DateTimeOffset created)
    {
        var metadata = $"{{\"name\":\"x\",\"namespace\":\"shop\",\"generation\":4,\"creationTimestamp\":\"{created:yyyy-MM-ddTHH:mm:ssZ}\"}}";
        var json = $"{{\"apiVersion\":\"{version}\",\"kind\":\"{kind}\",\"metadata\":{metadata},\"spec\":{spec}{(status is null ? "" : $",\"status\":{status}")}}}";
        return Kstatus.Judge(Encoding.UTF8.GetBytes(json), Now);
    }
}
