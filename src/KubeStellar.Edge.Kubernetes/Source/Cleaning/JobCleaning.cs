using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>
/// The selector that a server generates for a Job, and the labels that go with it (https://kubernetes.io/docs/concepts/workloads/controllers/job/#specifying-your-own-pod-selector).
/// A Job without labels of its own gets its template's. With <c>manualSelector</c> all of it is the owner's.
/// </summary>
internal static class JobCleaning
{
    private static readonly string[] Generated = ["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"];

    internal static void Clean(JsonObject item, KeptFields kept)
    {
        KindCleaning.Annotations(item, "batch.kubernetes.io/job-tracking");
        if (Fields.IsTrue(item, "spec", "manualSelector"))
        {
            return;
        }

        Fields.Remove(item, ["spec"], "selector");
        Fields.Remove(item, ["metadata", "labels"], Generated);
        Fields.Remove(item, ["spec", "template", "metadata", "labels"], Generated);
        Fields.RemoveEmpty(item, ["spec", "template", "metadata"], "labels");
    }
}
