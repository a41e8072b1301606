using System.Reflection;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>
/// Opens all that a host will ever open, before it can open no file any more: every assembly that it may come to need, and V8 with all that its first engine reads.
/// It is no extra work: the first request would have to do most of it.
/// </summary>
internal static class Warmup
{
    private const int DeadlineMs = 60_000;
    private const string Source =
        """
        import { policy } from "kubestellar";
        export default policy({
          selects: { kinds: ["ConfigMap"] },
          place: (object, edge) => edge.id !== "",
          customize: (object, edge) => { object.data = { edge: edge.id }; if (edge.id === "b") throw new Error("b"); },
        });
        """;

    // What the runtime looks up by name when something goes wrong.
    private static readonly string[] ByName = ["System.Diagnostics.StackTrace", "System.Reflection.Metadata", "System.Collections.Immutable", "System.IO.MemoryMappedFiles", "System.IO.Compression"];

    /// <summary>Loads, and lets a policy run once.</summary>
    internal static void Run(HostLoop loop)
    {
        LoadAssemblies();
        var bundle = new PolicyBundle { Main = "main.js", Files = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["main.js"] = Source } };
        Ask(loop, HostOperation.Load, JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle));
        Ask(loop, HostOperation.Inventory, """[[0,{"id":"a","labels":{},"properties":{},"taints":[]}],[1,{"id":"b","labels":{},"properties":{},"taints":[]}]]"""u8.ToArray());
        byte[] workload = [.. """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"""u8], edges = SlotList.Of(0, 1);
        Ask(loop, HostOperation.Place, workload, edges);
        Ask(loop, HostOperation.Customize, workload, edges, []);
        Ask(loop, HostOperation.Forget);
    }

    private static void Ask(HostLoop loop, HostOperation operation, params byte[][] segments)
    {
        var request = new HostRequest(operation, default, DeadlineMs, DeadlineMs, HeapMiB: 16);
        loop.Answer([JsonSerializer.SerializeToUtf8Bytes(request, HostJson.Default.HostRequest), .. segments]);
    }

    private static void LoadAssemblies()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<AssemblyName>([typeof(Warmup).Assembly.GetName(), .. ByName.Select(name => new AssemblyName(name))]);
        while (queue.TryDequeue(out var name))
        {
            if (!seen.Add(name.Name ?? ""))
            {
                continue;
            }

            try
            {
                foreach (var next in Assembly.Load(name).GetReferencedAssemblies())
                {
                    queue.Enqueue(next);
                }
            }
            catch (Exception error) when (error is IOException or BadImageFormatException)
            {
                // Trimmed away, or never shipped: then nothing that runs needs it.
                continue;
            }
        }
    }
}
