using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb.Hub;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>The verification of a mirror after each kill finds what it is to find.</summary>
public sealed class MirrorCheckTests
{
    private TestFolder _folder = null!;
    private WantedObjects _wanted = null!;

    private string Mirror => _folder["mirror"];

    [SoakFact]
    public async Task Each_kind_of_harm_is_found()
    {
        foreach (var harm in new[] { "garbage", "emptied", "an object is missing", "an object is of an older version", "the counter went back", "a revision went back" })
        {
            using var folder = new TestFolder();
            (_folder, _wanted) = (folder, new WantedObjects());
            Assert.True(await Record.ExceptionAsync(() => HarmAsync(harm)) is null, $"{harm}, and that was not found, or was there before");
        }
    }

    private async Task HarmAsync(string harm)
    {
        foreach (var number in WantedObjects.Numbers.SelectMany(number => new[] { number, number }))
            _wanted.Took(number, _wanted.Ask(number));
        var check = new MirrorCheck(_folder.Path, _wanted);
        await WriteAsync(version: 2, count: WantedObjects.Count, reserved: 100, revision: 100);
        await check.VerifyAsync(default);
        await check.VerifyAsync(default);

        if (harm == "garbage")
            File.WriteAllText(Path.Combine(Mirror, "mirror.db"), new string('x', 20_000));
        else if (harm == "emptied")
            Directory.Delete(Mirror, recursive: true);
        else
            await WriteAsync(harm.Contains("version", StringComparison.Ordinal) ? 1 : 2, harm.Contains("missing", StringComparison.Ordinal) ? 3 : WantedObjects.Count, harm.Contains("counter", StringComparison.Ordinal) ? 50 : 100, harm.Contains("revision", StringComparison.Ordinal) ? 50u : 100u);

        await Assert.ThrowsAnyAsync<Exception>(() => check.VerifyAsync(default));
    }

    private async Task WriteAsync(long version, int count, long reserved, ulong revision)
    {
        using var store = MirrorStore.Open(Mirror, TimeProvider.System, NullLoggerFactory.Instance);
        foreach (var bucket in Buckets.Mirrored)
            await store.Mirror.ReplaceAsync(new MirrorBucket(bucket, new MirrorLife(DateTimeOffset.UnixEpoch, revision), Entries(bucket, version, count, reserved)), default);
    }

    private static IReadOnlyList<MirrorWrite> Entries(string bucket, long version, int count, long reserved) => bucket switch
    {
        Buckets.Hub => [new("state", JsonSerializer.SerializeToUtf8Bytes(new HubRecord { Epoch = 1, RevisionReserved = reserved, Instance = "here" }, ContractsJson.Default.HubRecord), 1)],
        Buckets.Policies => [new("default.kills", "{}"u8.ToArray(), 1)],
        Buckets.Workloads => [.. WantedObjects.Numbers.Take(count).Select(number => new MirrorWrite(
            "default." + WantedObjects.KeyOf(number), JsonSerializer.SerializeToUtf8Bytes(Workload(number, version), ContractsJson.Default.WorkloadRecord), 1))],
        _ => [],
    };

    private static WorkloadRecord Workload(int number, long version) =>
        new() { Workspace = "default", Key = WantedObjects.KeyOf(number), Generation = version, Digest = default, Object = WantedObjects.Written(number, version) };
}
