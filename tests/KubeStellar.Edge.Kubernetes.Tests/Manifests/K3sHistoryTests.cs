using System.Text;
using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>
/// Whatever an edge applies and removes, wherever it is killed, however long k3s is off (but less than a tombstone is kept): once both have come to rest,
/// the cluster holds what is wanted and nothing else.
/// </summary>
public sealed class K3sHistoryTests
{
    private const int KeptDays = 30;
    private const int Apply = 0;
    private const int Remove = 1;
    private const int Kill = 2;
    private const int Read = 3;
    private const int RestartK3s = 4;
    private const int Day = 5;
    private const int Delete = 6;
    private const int Tamper = 7;
    private static readonly string[] Names = ["a", "a.b", "a-b", "c"];

    [Fact]
    public void The_cluster_ends_as_wanted() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, Names.Length - 1], Gen.Int[0, 4]).Array[0, 40].Sample(steps => RunAsync(steps).GetAwaiter().GetResult(), iter: 150);

    private static async Task RunAsync((int Step, int Name, int Extra)[] steps)
    {
        using var folder = new TestFolder();
        var site = new Site(folder["manifests"]);
        var (wanted, k3sOff) = (new SortedDictionary<string, string>(StringComparer.Ordinal), 0);
        foreach (var (step, name, extra) in steps)
        {
            switch (step)
            {
                case Apply:
                    wanted[Names[name]] = $"{extra}";
                    await site.PassAsync(wanted);
                    break;
                case Remove:
                    wanted.Remove(Names[name]);
                    await site.PassAsync(wanted);
                    break;
                case Kill:
                    wanted.Remove(Names[name]);
                    await site.KilledPassAsync(wanted, extra);
                    break;
                case Read:
                    k3sOff = 0;
                    site.K3s.Read();
                    break;
                case RestartK3s:
                    site.K3s.Restart();
                    break;
                case Day when ++k3sOff < KeptDays:
                    site.Time.Advance(TimeSpan.FromDays(1));
                    await site.PassAsync(wanted);
                    break;
                case Delete when File.Exists(site.FileOf(Names[name])) && !File.ReadAllBytes(site.FileOf(Names[name])).AsSpan().SequenceEqual(K3sFolder.Tombstone):
                    // Whoever deletes a tombstone takes the removal back; its text asks not to.
                    File.Delete(site.FileOf(Names[name]));
                    break;
                case Tamper when wanted.ContainsKey(Names[name]):
                    await site.PassAsync(wanted);
                    await File.WriteAllBytesAsync(site.FileOf(Names[name]), Content(Names[name], "tampered"));
                    break;
            }
        }

        await site.PassAsync(wanted);
        site.K3s.Read();
        Assert.Equal(wanted.Select(line => Encoding.UTF8.GetString(Content(line.Key, line.Value))), site.K3s.Cluster.Values.Select(line => line.Text).Order(StringComparer.Ordinal));
        Assert.Empty(site.K3s.Refused);
    }

    private static ObjectKey Key(string name) => new("", "ConfigMap", "shop", name);

    private static byte[] Content(string name, string value) =>
        Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"shop"},"data":{"v":"{{{value}}}"}}""");

    /// <summary>A device: the edge with its inventory, and k3s beside it.</summary>
    private sealed class Site
    {
        private readonly string _folder;
        private readonly Dictionary<ObjectKey, TrackedObject> _inventory = [];
        private FaultyFolder _faults = null!;
        private ManifestsTarget _target = null!;

        internal Site(string folder)
        {
            Directory.CreateDirectory(folder);
            (_folder, K3s) = (folder, new K3sStandIn(folder));
            Start();
        }

        internal K3sStandIn K3s { get; }

        internal FakeTimeProvider Time { get; } = new();

        internal string FileOf(string name) => Path.Combine(_folder, new K3sReader().Candidates(Key(name)).First());

        /// <summary>What an edge's pass does, in its order; the inventory is written before and after.</summary>
        internal async Task PassAsync(SortedDictionary<string, string> wanted)
        {
            foreach (var name in wanted.Keys.Where(name => !_inventory.ContainsKey(Key(name))))
            {
                _inventory[Key(name)] = new TrackedObject(Key(name), PolicyKey.Parse("default.p"), default, true);
            }

            Assert.Equal(TargetOutcomeKind.Done, (await _target.IntendAsync([.. _inventory.Values], default)).Kind);
            foreach (var (name, value) in wanted)
            {
                var content = Content(name, value);
                var entry = new TargetObject(PolicyKey.Parse("default.p"), new ManifestEntry(Key(name), Digest.Of(content)), content);
                Assert.Equal(TargetOutcomeKind.Done, (await _target.ApplyAsync(entry, _inventory[Key(name)], default)).Kind);
                _inventory[Key(name)] = _inventory[Key(name)] with { Content = Digest.Of(content) };
            }

            foreach (var line in _inventory.Values.Where(line => !wanted.ContainsKey(line.Key.Name)).ToList())
            {
                Assert.Equal(TargetOutcomeKind.Done, (await _target.RemoveAsync(line, default)).Kind);
                _inventory.Remove(line.Key);
            }

            await _target.IntendAsync([.. _inventory.Values], default);
        }

        /// <summary>A pass that is killed after some writes, and a start after it.</summary>
        internal async Task KilledPassAsync(SortedDictionary<string, string> wanted, int steps)
        {
            try
            {
                _faults.StepsLeft = steps;
                await PassAsync(wanted);
            }
            catch (InvalidOperationException)
            {
                // The kill that was asked for.
                _faults.StepsLeft = null;
            }

            Start();
        }

        private void Start()
        {
            var reader = new K3sReader();
            _faults = new FaultyFolder(new ManifestFolder(_folder, RealDisk.Instance));
            _target = new ManifestsTarget(
                reader.Over(_faults, RealDisk.Instance, Time), "e1", reader, new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);
        }
    }
}
