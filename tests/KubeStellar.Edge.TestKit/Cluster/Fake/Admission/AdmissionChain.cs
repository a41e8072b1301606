using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>What a write passes, in this order: the test's own hooks, mutating webhooks; and once the object is as it would be, validating webhooks and quotas.</summary>
internal sealed class AdmissionChain(FakeAdmission hooks, Webhooks webhooks, Quotas quotas)
{
    internal async Task<JsonObject> MutateAsync(AdmissionRequest request, CancellationToken token)
    {
        await hooks.RunAsync(request, token);
        return (await webhooks.MutateAsync(request, token))!;
    }

    internal async Task ValidateAsync(AdmissionRequest request, CancellationToken token)
    {
        await webhooks.ValidateAsync(request, token);
        quotas.Check(request);
    }
}
