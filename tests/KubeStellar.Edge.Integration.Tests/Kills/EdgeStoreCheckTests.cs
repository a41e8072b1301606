using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>The verification after each kill finds what it is to find: a store and a target that are well pass it, and each kind of harm does not.</summary>
public sealed class EdgeStoreCheckTests
{
    private const string Size = "large";
    private static readonly PolicyKey Policy = new("default", KillWorld.PolicyName);

    private static readonly Dictionary<string, Action<EdgeStoreCheckTests>> Harms = new(StringComparer.Ordinal)
    {
        ["a content is garbled"] = site => File.WriteAllText(site.Contents().First(), "{}"),
        ["a content is gone"] = site => File.Delete(site.Contents().First()),
        ["the root is cut off"] = site => File.WriteAllText(Path.Combine(site.State, RootStore.AcceptedName), "{}"),
        ["the root is gone"] = site => File.Delete(Path.Combine(site.State, RootStore.AcceptedName)),
        ["the root is an older one"] = site => site.WriteTree(revision: 1),
        ["the database is garbage"] = site => File.WriteAllText(Path.Combine(site.State, "edge.db"), new string('x', 20_000)),
        ["something was set aside"] = site => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(site.State, "damaged")).FullName, "000001-x"), ""),
        ["temporary files pile up"] = site => Assert.All(Enumerable.Range(0, 20), i => File.WriteAllText(Path.Combine(site.State, $"{DurableFile.TemporaryPrefix}{i}"), "")),
        ["a file is half there"] = site => File.WriteAllText(site.FileOf(4), File.ReadAllText(site.FileOf(4))[..5000]),
        ["a file is of a version that nobody asked for"] = site => File.WriteAllText(site.FileOf(4), WantedObjects.Placed(4, 2, 1, Size)),
        ["a file is gone that is wanted"] = site => File.Delete(site.FileOf(1)),
        ["a file is there that no index names"] = site => File.Copy(site.FileOf(1), Path.Combine(site.Target, "40-configmap-kills-stray.json")),
        ["the index is garbage"] = site => File.WriteAllText(Path.Combine(site.Target, ManifestIndex.FileName), "["),
    };

    private TestFolder _folder = null!;
    private WantedObjects _wanted = null!;

    private string State => _folder["state"];

    private string Target => _folder["manifests"];

    [SoakFact]
    public async Task Each_kind_of_harm_is_found()
    {
        foreach (var (harm, act) in Harms)
        {
            using var folder = new TestFolder();
            (_folder, _wanted) = (folder, new WantedObjects());
            Assert.True(await Record.ExceptionAsync(() => HarmAsync(act)) is null, $"{harm}, and that was not found, or was there before");
        }
    }

    private async Task HarmAsync(Action<EdgeStoreCheckTests> harm)
    {
        foreach (var number in WantedObjects.Numbers.Prepend(WantedObjects.Policy))
            _wanted.Took(number, _wanted.Ask(number));
        var check = new EdgeStoreCheck(State, new TargetCheck(Target, Size, _wanted));
        WriteTree(revision: 2);
        await check.VerifyAsync(TestContext.Current.CancellationToken);
        await check.VerifyAsync(TestContext.Current.CancellationToken);

        harm(this);

        await Assert.ThrowsAnyAsync<Exception>(() => check.VerifyAsync(TestContext.Current.CancellationToken));
    }

    private string FileOf(int number) => Path.Combine(Target, WantedObjects.FileOf(number));

    private IEnumerable<string> Contents() => Directory.EnumerateFiles(Path.Combine(State, ContentStore.FolderName), "*", SearchOption.AllDirectories);

    private void WriteTree(long revision)
    {
        Directory.CreateDirectory(Target);
        using var store = EdgeStore.Open(State, TimeProvider.System, NullLoggerFactory.Instance);
        var objects = WantedObjects.Numbers.ToDictionary(WantedObjects.KeyOf, number => Store(store, WantedObjects.Placed(number, 1, 1, Size)));
        var manifest = Store(store, JsonSerializer.Serialize(
            new ManifestRecord { Policy = Policy, Bundle = default, Objects = [.. objects.Select(one => new ManifestEntry(one.Key, one.Value))] }, ContractsJson.Default.ManifestRecord));
        var root = new RootRecord { Edge = "store-0", Epoch = 1, Revision = revision, Policies = [new RootEntry(Policy, manifest)] };
        store.Roots.WriteAccepted(JsonSerializer.SerializeToUtf8Bytes(
            new SignedRoot { Root = JsonSerializer.SerializeToElement(root, ContractsJson.Default.RootRecord), Proof = new RootProof("", "", 0, 1, "") }, ContractsJson.Default.SignedRoot));
        store.Inventory.WriteAsync([.. objects.Select(one => new TrackedObject(one.Key, Policy, one.Value, true))], [], default).GetAwaiter().GetResult();
        var files = WantedObjects.Numbers.Select(number => new IndexEntry(WantedObjects.KeyOf(number), Policy, objects[WantedObjects.KeyOf(number)], true, WantedObjects.FileOf(number)));
        File.WriteAllBytes(Path.Combine(Target, ManifestIndex.FileName), new ManifestIndex([.. files]).Encode("store-0"));
        foreach (var number in WantedObjects.Numbers)
            File.WriteAllText(FileOf(number), WantedObjects.Placed(number, 1, 1, Size));
    }

    private static Digest Store(EdgeStore store, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        store.Contents.Write(Digest.Of(bytes), bytes);
        return Digest.Of(bytes);
    }
}
