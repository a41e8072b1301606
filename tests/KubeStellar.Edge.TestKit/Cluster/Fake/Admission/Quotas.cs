using System.Globalization;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>Counts creations against the ResourceQuotas of a namespace, by what their status says (a controller, or a test, writes it). Only numbers of objects: no CPU, memory or storage.</summary>
internal sealed class Quotas(ObjectStore store)
{
    /// <exception cref="Refusal">403: more than is allowed.</exception>
    internal void Check(AdmissionRequest request)
    {
        if (request.Operation != "CREATE" || request.Namespace.Length == 0 || request.Subresource.Length > 0)
            return;
        var table = store["", "resourcequotas"];
        foreach (var stored in store.List(table).Objects.Where(stored => stored.Namespace == request.Namespace))
        {
            for (var quota = stored; quota is not null; quota = store.Find(table, quota.Namespace, quota.Name))
            {
                var body = quota.Parse();
                var name = $"count/{request.Type.Qualified}";
                if (body.At("status", "hard", name) is null)
                    name = request.Type.Plural;
                if (body.At("status", "hard", name) is null)
                    break;
                var (hard, used) = (Number(body.Text("status", "hard", name)), Number(body.Text("status", "used", name)));
                if (used + 1 > hard)
                    throw Refusal.Forbidden(request.Type, request.Name, $"exceeded quota: {quota.Name}, requested: {name}=1, used: {name}={used}, limited: {name}={hard}");
                body.Make("status", "used")[name] = (used + 1).ToString(CultureInfo.InvariantCulture);
                if (request.DryRun || store.Write(table, body, quota) is not null)
                    break;
            }
        }
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
