using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.TestKit.Disks;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>
/// An edge receives a first root and a second one, applies and reports, over its real stores and a real folder of manifests, all on one disk; at each operation of it in turn something goes wrong,
/// or it cannot be read. Whatever it is: the daemon does not end by itself, the last good tree stays readable, no file is ever seen half written, nothing is removed that is still wanted, and in
/// the end the target is as the newest root says.
/// </summary>
public sealed class EdgeFaultTests(ITestOutputHelper output)
{
    private static readonly (ManifestEntry, byte[])[] Before = [Object("ConfigMap", "gone", "1"), Object("ConfigMap", "kept", "1")];
    private static readonly (ManifestEntry, byte[])[] After = [Object("ConfigMap", "kept", "2"), Object("Deployment", "new", "1")];
    private const string Foreign = "theirs.conf";
    private const int Lanes = 4;
    private static readonly DiskFault[] Faults = Enum.GetValues<DiskFault>()[1..];

    /// <summary>Every third operation, each with one fault in turn.</summary>
    [Fact]
    public Task A_fault_at_any_operation_is_survived() => RunAllAsync(step: 3, at => [Faults[at / 3 % Faults.Length]]);

    [SoakFact]
    public Task Every_fault_at_every_operation_is_survived() => RunAllAsync(step: 1, _ => Faults);

    /// <summary>Every twelfth look at the disk, once or from then on.</summary>
    [Fact]
    public Task A_disk_that_cannot_be_read_at_any_moment_is_survived() => RunLooksAsync(step: 12);

    [SoakFact]
    public Task A_disk_that_cannot_be_read_at_every_moment_is_survived() => RunLooksAsync(step: 1);

    private async Task RunAllAsync(int step, Func<int, DiskFault[]> faults)
    {
        var (operations, _) = await RunAsync(static _ => { });
        Assert.InRange(operations, 50, 2000);
        var cases = Enumerable.Range(0, operations / step).SelectMany(number => faults(1 + (number * step)), (number, fault) => (Fault: fault, At: 1 + (number * step))).ToList();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (one, _) => await RunNamedAsync($"{one.Fault} at operation {one.At}", disk => disk.Arm(one.Fault, one.At)));
        output.WriteLine($"{operations} operations, {Faults.Length} faults, {cases.Count} runs");
    }

    private async Task RunLooksAsync(int step)
    {
        var (_, looks) = await RunAsync(static _ => { });
        Assert.InRange(looks, 50, 2000);
        var cases = Enumerable.Range(0, looks / step).SelectMany(_ => new[] { false, true }, (number, lasting) => (At: 1 + (number * step), Lasting: lasting)).ToList();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (one, _) => await RunNamedAsync($"look {one.At} fails{(one.Lasting ? " as all after it" : "")}", disk => disk.ArmLook(one.At, one.Lasting)));
        output.WriteLine($"{looks} looks, {cases.Count} runs");
    }

    private static async Task RunNamedAsync(string name, Action<FaultyDisk> arm)
    {
        try
        {
            await RunAsync(arm);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{name}: {error.Message}", error);
        }
    }

    private static async Task<(int Operations, int Looks)> RunAsync(Action<FaultyDisk> arm)
    {
        await using var site = new DiskSite(files: true);
        site.Files!.Put(Foreign, "somebody else's");
        arm(site.Disk);
        if (!await site.StartAsync())
        {
            site.Disk.Mend();
            await (site.Disk.Dead ? site.RestartAsync() : StartAgainAsync(site));
        }

        await ReachAsync(site, Before, [site.Hub.Manifest("a", Before), site.Hub.Manifest("leaves", Object("ConfigMap", "leaves", "1"))], "leaves");
        await ReachAsync(site, After, [site.Hub.Manifest("a", After)]);
        var (operations, looks) = (site.Disk.Count, site.Disk.Looks);

        // One more root, and what an interruption left lying about is swept.
        await ReachAsync(site, After, [site.Hub.Manifest("a", After)]);
        await CheckAsync(site);
        return (operations, looks);
    }

    private static async Task StartAgainAsync(DiskSite site) => Assert.True(await site.StartAsync(), "it does not start again");

    private static async Task ReachAsync(DiskSite site, (ManifestEntry Entry, byte[] Content)[] objects, RootEntry[] policies, params string[] also)
    {
        var before = Wanted(site);
        site.Link.Push(site.Hub.Publish(policies));
        var names = objects.Select(item => item.Entry.Key.Name).Concat(also).Append(Foreign).ToHashSet();
        bool There() => site.Files!.Read() is var files && files.Keys.ToHashSet().SetEquals(names)
            && objects.All(item => files[item.Entry.Key.Name].AsSpan().SequenceEqual(item.Content)) && site.Reported();
        await site.UntilAsync(() => site.Disk.Dead || site.Troubles.Count > 0 || There(), "the root, trouble, or death");
        if (site.Disk.Dead)
        {
            CheckReadable(site);
            await site.RestartAsync();
        }
        else if (site.Troubles.Count > 0)
        {
            // What both roots want is untouched while the disk is in trouble.
            Assert.All(before.Intersect(names), name => Assert.Contains(name, Wanted(site)));
            CheckReadable(site);
            site.Disk.Mend();
        }

        await site.UntilAsync(There, "recovered");
        site.Disk.Mend();
        Assert.DoesNotContain(site.Files!.Removals, name => !name.Contains("gone", StringComparison.Ordinal) && !name.Contains("leaves", StringComparison.Ordinal));
    }

    private static HashSet<string> Wanted(DiskSite site) => [.. site.Files!.Read().Keys];

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
        Assert.Equal("somebody else's", Encoding.UTF8.GetString(site.Files!.Read()[Foreign]));
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
