using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What tests ask of a fleet: objects to apply, and conditions of a site's folder to wait for.</summary>
internal static class Site
{
    // KSE_PATIENCE=3 waits three times as long, for whoever works on a machine that is busy with something else.
    private static readonly int Factor = int.TryParse(Environment.GetEnvironmentVariable("KSE_PATIENCE"), out var factor) ? factor : 1;

    /// <summary>How long anything may take before a test gives up; never how long it waits when all is well.</summary>
    public static CancellationToken Patience(int seconds = 90) =>
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(seconds * Factor)).Token).Token;

    /// <summary>Writes files below the fleet's folder and returns the folder.</summary>
    public static string Write(Fleet fleet, string folder, params (string Name, string Text)[] files)
    {
        var path = fleet.Folder[folder];
        Directory.CreateDirectory(path);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(path, name), text);
        return path;
    }

    /// <summary>A ConfigMap.</summary>
    public static string ConfigMap(string name, string value, string app = "shop") =>
        $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{name}}, namespace: shop, labels: { app: {{app}} } }
        data: { value: "{{value}}" }
        """;

    /// <summary>A policy that places everything labelled with the app at every store, and marks each copy with the store's size.</summary>
    public static string Policy(string app = "shop") =>
        $$"""
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "{{app}}" } },
          place: (object, edge) => edge.labels.kind === "store",
          customize: (object, edge) => { if (object.data) object.data.size = edge.labels.size ?? "none"; },
          status: { map: r => ({ objects: 1, ready: r.ready ? 1 : 0 }), combine: (a, b) => ({ objects: a.objects + b.objects, ready: a.ready + b.ready }) },
        });
        """;

    /// <summary>Waits, by the kernel's notifications, until the files of a folder are as wanted.</summary>
    public static async Task FilesAsync(string folder, Func<IReadOnlyDictionary<string, string>, bool> wanted, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder);
        foreach (var wire in new Action<FileSystemEventHandler>[] { h => watcher.Created += h, h => watcher.Changed += h, h => watcher.Deleted += h })
            wire((_, _) => changed.Release());
        watcher.Renamed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        IReadOnlyDictionary<string, string> files;
        while (!wanted(files = Read(folder)))
        {
            try
            {
                await changed.WaitAsync(token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{folder} never became as wanted; it holds:\n{string.Join('\n', files.Select(f => f.Key + ": " + f.Value))}", e);
            }
        }
    }

    /// <summary>Manifest files by name.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Where(f => !IsTemporary(f)))
        {
            try
            {
                files[Path.GetFileName(path)] = File.ReadAllText(path);
            }
            catch (IOException)
            {
                // Replaced while it was read: its own notification follows.
            }
        }

        return files;
    }

    /// <summary>The one file of an object.</summary>
    public static string FileOf(string folder, string part) => Directory.EnumerateFiles(folder, $"*{part}*.json").Single(f => !IsTemporary(f));

    // What is being written has a dot before its name, as k3s and kubelet expect of what they should leave alone.
    private static bool IsTemporary(string path) => Path.GetFileName(path).StartsWith('.');

    /// <summary>Last sequence of each bucket's stream, by bucket.</summary>
    public static async Task<IReadOnlyDictionary<string, ulong>> SequencesAsync(Fleet fleet, CancellationToken token)
    {
        using var context = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "kse.json"], token));
        await using var connection = new NATS.Client.Core.NatsConnection(new NATS.Client.Core.NatsOpts
        {
            Url = context.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NATS.Client.Core.NatsAuthOpts { CredsFile = context.RootElement.GetProperty("creds").GetString() },
        });
        var sequences = new Dictionary<string, ulong>();
        foreach (var bucket in Contracts.Wire.Buckets.All)
        {
            var reply = await connection.RequestAsync<string, string>("$JS.API.STREAM.INFO." + Contracts.Wire.Buckets.StreamOf(bucket), "", cancellationToken: token);
            using var info = JsonDocument.Parse(reply.Data!);
            sequences[bucket] = info.RootElement.GetProperty("state").GetProperty("last_seq").GetUInt64();
        }

        return sequences;
    }

    /// <summary>Has decisions recorded now, and not some time later: whoever asks about one gets it recorded.</summary>
    public static async Task RecordAsync(Fleet fleet, CancellationToken token, params string[] names)
    {
        foreach (var name in names)
            (await fleet.CliAsync(token, "explain", $"configmap/shop/{name}")).Ok();
    }

    /// <summary>Writes edges into the hub's bucket, as a person with rights on it can, and waits until the hub knows them: a fleet to decide about, with no daemons.</summary>
    public static Task PlantEdgesAsync(Fleet fleet, CancellationToken token, params (string Id, string[] Labels)[] edges) => PlantEdgesAsync(fleet, "kse", token, edges);

    /// <summary>The same at the hub of a context.</summary>
    public static async Task PlantEdgesAsync(Fleet fleet, string context, CancellationToken token, params (string Id, string[] Labels)[] edges)
    {
        foreach (var (id, labels) in edges)
        {
            var record = new EdgeRecord
            {
                Id = id,
                Labels = new(labels.ToDictionary(label => label.Split('=')[0], label => label.Split('=')[1]), StringComparer.Ordinal),
                Identity = new EdgeIdentity("U" + id, "", "", default),
            };
            await AdminAsync(fleet, "$KV.kse-edges." + id, JsonSerializer.Serialize(record, ContractsJson.Default.EdgeRecord), token, context);
        }

        await RegionSite.UntilAsync(new FleetHub(fleet, context, ""), ["get", "edges", "-o", "name"], o => edges.All(edge => o.Contains(edge.Id, StringComparison.Ordinal)), token);
    }

    /// <summary>Asks the server's API as the hub's admin.</summary>
    public static async Task<string> AdminAsync(Fleet fleet, string subject, string body, CancellationToken token, string hub = "kse")
    {
        using var context = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", hub + ".json"], token));
        await using var connection = new NATS.Client.Core.NatsConnection(new NATS.Client.Core.NatsOpts
        {
            Url = context.RootElement.GetProperty("url").GetString()!,
            AuthOpts = new NATS.Client.Core.NatsAuthOpts { CredsFile = context.RootElement.GetProperty("creds").GetString() },
        });
        return (await connection.RequestAsync<string, string>(subject, body, cancellationToken: token)).Data ?? "";
    }
}
