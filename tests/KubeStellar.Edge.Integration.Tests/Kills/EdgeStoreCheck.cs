using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>An edge's store after a kill, opened by its own code: nothing damaged, the accepted tree whole, nothing older than it was, nothing that grows without bound.</summary>
internal sealed class EdgeStoreCheck(string state, TargetCheck target)
{
    // Of each small file, of the database and of one content at most one temporary file is left.
    private const int MostTemporary = 8;
    private const int MostContents = 250;
    private const long MostBytes = 32L << 20;
    private RootVersion _root;
    private long _sequence;

    private int _contents;
    private int _temporary;

    public override string ToString() => $"root {_root}, sequence {_sequence}, at most {_contents} contents and {_temporary} temporary files";

    public async Task VerifyAsync(CancellationToken token)
    {
        using var copy = Copy.Of(state);
        Bounded(copy.Path);
        Trusted(copy.Path);
        using var store = EdgeStore.Open(copy.Path, TimeProvider.System, NullLoggerFactory.Instance);
        Whole(store);
        store.Roots.ReadDecisions();
        var inventory = await store.Inventory.ReadAsync(token);
        Assert.True(inventory is not null, $"the inventory of {state} was lost");
        var reports = await store.Outbox.ReadAsync(token);
        var sequence = await store.Outbox.NextSequenceAsync(token);
        Assert.True(sequence >= _sequence, $"the outbox went back from sequence {_sequence} to {sequence}");
        Assert.All(reports, report => Assert.True(report.Newest.Sequence < sequence, $"the outbox has report {report.Newest.Sequence}, and would give out {sequence} next"));
        _sequence = sequence;
        target.Verify(inventory);
        Trusted(copy.Path);
    }

    private static void Trusted(string path)
    {
        var damaged = Path.Combine(path, "damaged");
        Assert.True(!Directory.Exists(damaged), $"files were set aside as damaged: {string.Join(", ", Directory.Exists(damaged) ? Directory.EnumerateFiles(damaged) : [])}");
    }

    private void Bounded(string path)
    {
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => new FileInfo(file)).ToList();
        var temporary = files.Count(file => file.Name.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal));
        var contents = Directory.Exists(Path.Combine(path, ContentStore.FolderName)) ? Directory.EnumerateFiles(Path.Combine(path, ContentStore.FolderName), "*", SearchOption.AllDirectories).Count() : 0;
        (_temporary, _contents) = (Math.Max(_temporary, temporary), Math.Max(_contents, contents));
        Assert.True(
            temporary <= MostTemporary && contents <= MostContents && files.Sum(file => file.Length) < MostBytes,
            $"{state} grows: {temporary} temporary files, {contents} contents, {files.Count} files of {files.Sum(file => file.Length)} bytes");
    }

    private void Whole(EdgeStore store)
    {
        if (store.Roots.ReadAccepted() is not { } bytes)
        {
            Assert.True(_root == RootVersion.None, $"root {_root} was accepted, and now there is none");
            return;
        }

        var root = JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.SignedRoot)!.Root.Deserialize(ContractsJson.Default.RootRecord)!;
        Assert.True(root.Version >= _root, $"the accepted root went back from {_root} to {root.Version}");
        _root = root.Version;
        foreach (var (policy, digest) in root.Policies.Select(entry => (entry.Policy, entry.Manifest)).Concat(store.Roots.ReadLastGood().Select(pair => (pair.Key, pair.Value))))
        {
            var manifest = store.Contents.Read(digest);
            Assert.True(manifest is not null, $"the manifest {digest} of {policy} is not in the store");
            foreach (var content in EdgeTree.ContentsOf(JsonSerializer.Deserialize(manifest.Value.Span, ContractsJson.Default.ManifestRecord)!))
                Assert.True(store.Contents.Read(content) is not null, $"content {content} of manifest {digest} is not in the store");
        }
    }
}
