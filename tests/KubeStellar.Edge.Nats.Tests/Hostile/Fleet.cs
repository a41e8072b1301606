using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.NKeys;
using BucketNames = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>A hub's server with the hub's buckets, the roots of two edges in them, and the credentials of one of the two in the wrong hands.</summary>
public sealed class Fleet : IAsyncLifetime
{
    public const string Thief = "e1";
    public const string Victim = "e2";
    private RunningServer? _running;

    internal RunningServer Running => _running!;

    internal UserCredentials Stolen { get; private set; } = new("", "");

    internal NatsConnection Hub { get; private set; } = null!;

    internal NatsJSContext JetStream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _running = await RunningServer.StartAsync();
        Hub = _running.Connect(_running.Mint.Hub());
        JetStream = new NatsJSContext(Hub);
        foreach (var bucket in BucketNames.All)
        {
            await JetStream.CreateStreamAsync(StreamOf(bucket));
        }

        await JetStream.CreateStreamAsync(new StreamConfig(BucketNames.Events, [BucketNames.EventSubjects]));
        foreach (var edge in new[] { Thief, Victim })
        {
            await PutAsync(BucketNames.Desired, edge, "root of " + edge);
            await PutAsync(BucketNames.Status, edge + ".default.shop", "report of " + edge);
        }

        await PutAsync(BucketNames.Content, new string('a', 64), "content");
        using var key = KeyPair.CreatePair(PrefixByte.User);
        Stolen = new UserCredentials(_running.Mint.Edge(Thief, key.GetPublicKey()), key.GetSeed());
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Running.DisposeAsync();
    }

    /// <summary>Every stream with its number of messages, first and last sequence: what an attack that had an effect changes.</summary>
    internal async Task<IReadOnlyList<string>> SnapshotAsync(CancellationToken cancellation)
    {
        var lines = new List<string>();
        await foreach (var stream in JetStream.ListStreamsAsync(cancellationToken: cancellation))
        {
            var state = stream.Info.State;
            lines.Add($"{stream.Info.Config.Name}: {state.Messages} {state.FirstSeq} {state.LastSeq} consumers={state.ConsumerCount}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    internal static StreamConfig StreamOf(string bucket) => new(BucketNames.StreamOf(bucket), [$"$KV.{bucket}.>"])
    {
        DenyDelete = true,
        DenyPurge = true,
        AllowRollupHdrs = false,
        AllowDirect = true,
        MaxMsgsPerSubject = 1,
        Discard = StreamConfigDiscard.New,
        Republish = bucket == BucketNames.Desired ? new Republish { Src = "$KV.kse-desired.*", Dest = Subjects.RootRepublish } : null,
    };

    private async Task PutAsync(string bucket, string key, string value) =>
        (await JetStream.PublishAsync(BucketNames.SubjectOf(bucket, key), value)).EnsureSuccess();
}
