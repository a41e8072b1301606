using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>
/// An edge receives a first root and a second one, applies and reports, over its real stores; at each operation of the disk in turn something goes wrong. Whatever it is:
/// the daemon does not end by itself, the last good tree stays readable, nothing is removed that is still wanted, and in the end the target is as the newest root says.
/// </summary>
public sealed class EdgeFaultTests(ITestOutputHelper output)
{
    private static readonly (ManifestEntry, byte[])[] Before = [Object("ConfigMap", "gone", "1"), Object("ConfigMap", "kept", "1")];
    private static readonly (ManifestEntry, byte[])[] After = [Object("ConfigMap", "kept", "2"), Object("Deployment", "new", "1")];
    private static readonly ObjectKey Foreign = new("", "ConfigMap", "shop", "foreign");
    private const int Lanes = 4;
    private static readonly DiskFault[] Faults = Enum.GetValues<DiskFault>()[1..];

    /// <summary>Every third operation, each with one fault in turn.</summary>
    [Fact]
    public Task A_fault_at_any_operation_is_survived() => RunAllAsync(step: 3, at => [Faults[at / 3 % Faults.Length]]);

    [SoakFact]
    public Task Every_fault_at_every_operation_is_survived() => RunAllAsync(step: 1, _ => Faults);

    private async Task RunAllAsync(int step, Func<int, DiskFault[]> faults)
    {
        var operations = await RunAsync(DiskFault.None, 0);
        Assert.InRange(operations, 50, 2000);
        var cases = Enumerable.Range(0, operations / step).SelectMany(number => faults(1 + (number * step)), (number, fault) => (Fault: fault, At: 1 + (number * step))).ToList();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (one, _) => await RunNamedAsync(one.Fault, one.At));
        output.WriteLine($"{operations} operations, {Faults.Length} faults, {cases.Count} runs");
    }

    private static async Task RunNamedAsync(DiskFault fault, int at)
    {
        try
        {
            await RunAsync(fault, at);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{fault} at operation {at}: {error.Message}", error);
        }
    }

    private static async Task<int> RunAsync(DiskFault fault, int at)
    {
        await using var site = new DiskSite();
        site.Target.PutForeign(Foreign, "somebody else's"u8.ToArray());
        site.Disk.Arm(fault, at);
        if (!await site.StartAsync())
        {
            site.Disk.Mend();
            await (site.Disk.Dead ? site.RestartAsync() : StartAgainAsync(site));
        }

        await ReachAsync(site, Before, [site.Hub.Manifest("a", Before), site.Hub.Manifest("leaves", Object("ConfigMap", "leaves", "1"))], "leaves");
        await ReachAsync(site, After, [site.Hub.Manifest("a", After)]);
        var operations = site.Disk.Count;

        // One more root, and what an interruption left lying about is swept.
        await ReachAsync(site, After, [site.Hub.Manifest("a", After)]);
        await CheckAsync(site);
        return operations;
    }

    private static async Task StartAgainAsync(DiskSite site) => Assert.True(await site.StartAsync(), "it does not start again");

    private static async Task ReachAsync(DiskSite site, (ManifestEntry Entry, byte[] Content)[] objects, RootEntry[] policies, params string[] also)
    {
        var before = Wanted(site);
        site.Link.Push(site.Hub.Publish(policies));
        var names = objects.Select(item => item.Entry.Key.Name).Concat(also).Append(Foreign.Name).ToHashSet();
        bool There() => site.Target.Objects.Keys.Select(key => key.Name).ToHashSet().SetEquals(names)
            && objects.All(item => site.Target.Objects[item.Entry.Key].AsSpan().SequenceEqual(item.Content)) && site.Reported();
        await site.UntilAsync(() => site.Disk.Dead || site.Troubles.Count > 0 || There(), "the root, trouble, or death");
        if (site.Disk.Dead)
        {
            CheckReadable(site);
            await site.RestartAsync();
        }
        else if (site.Troubles.Count > 0)
        {
            // What both roots want is untouched while the disk is in trouble.
            Assert.All(before.Intersect(names), name => Assert.Contains(site.Target.Objects.Keys, key => key.Name == name));
            CheckReadable(site);
            site.Disk.Mend();
        }

        await site.UntilAsync(There, "recovered");
        site.Disk.Mend();
        Assert.DoesNotContain(site.Target.Steps, step => step.StartsWith("remove ", StringComparison.Ordinal) && !step.Contains("gone", StringComparison.Ordinal) && !step.Contains("leaves", StringComparison.Ordinal));
    }

    private static HashSet<string> Wanted(DiskSite site) => [.. site.Target.Objects.Keys.Select(key => key.Name)];

    /// <summary>The accepted tree as it lies on the disk: none before the first, else whole.</summary>
    private static void CheckReadable(DiskSite site)
    {
        if (EdgeFiles.ReadAccepted(site.Folder) is null)
        {
            Assert.False(site.Link.LastHeartbeat is { Applied: true, RootDigest.IsZero: false }, "a root was said to be applied that is not there");
            return;
        }

        // A daemon that is alive may accept the next one, and sweep what this one named, while it is looked at.
        ReadOnlyMemory<byte> root;
        bool whole;
        do
        {
            root = EdgeFiles.ReadAccepted(site.Folder)!.Value;
            whole = Tree(site.Folder) is { } tree && tree.TrueForAll(digest => EdgeFiles.ReadContent(site.Folder, digest) is not null);
        }
        while (!whole && !root.Span.SequenceEqual(EdgeFiles.ReadAccepted(site.Folder)!.Value.Span));
        Assert.True(whole, "the accepted tree has a hole");
    }

    private static async Task CheckAsync(DiskSite site)
    {
        await site.StopAsync();
        using var store = EdgeStore.Open(site.Folder, TimeProvider.System, NullLoggerFactory.Instance, new FaultyDisk());
        Assert.Equal(site.Hub.Payload, store.Roots.ReadAccepted()!.Value.ToArray());
        Assert.Equal(
            After.Select(item => (item.Item1.Key, item.Item1.Content)).OrderBy(item => item.Key),
            (await store.Inventory.ReadAsync(default))!.Select(line => (line.Key, line.Content)).OrderBy(item => item.Key));
        Assert.Single(await store.Outbox.ReadAsync(default));

        var contents = Directory.EnumerateFiles(Path.Combine(site.Folder, ContentStore.FolderName), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!) + Path.GetFileName(file)).ToHashSet();
        Assert.Subset(Tree(site.Folder)!.Append(Digest.Of("bundle"u8)).Select(digest => digest.ToString()).ToHashSet(), contents);
        Assert.Empty(Directory.EnumerateFiles(site.Folder, DurableFile.TemporaryPrefix + "*", SearchOption.AllDirectories));
    }

    /// <summary>What the accepted root names; null when a manifest is not there, because it is swept meanwhile or is lost.</summary>
    private static List<Digest>? Tree(string folder)
    {
        var root = JsonSerializer.Deserialize(EdgeFiles.ReadAccepted(folder)!.Value.Span, ContractsJson.Default.SignedRoot)!.Root;
        var tree = new List<Digest>();
        foreach (var entry in JsonSerializer.Deserialize(root, ContractsJson.Default.RootRecord)!.Policies)
        {
            if (EdgeFiles.ReadContent(folder, entry.Manifest) is not { } manifest)
            {
                return null;
            }

            tree.Add(entry.Manifest);
            tree.AddRange(JsonSerializer.Deserialize(manifest.Span, ContractsJson.Default.ManifestRecord)!.Objects.Select(item => item.Content));
        }

        return tree;
    }
}
