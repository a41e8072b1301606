using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Gateway;
using KubeStellar.Edge.Nats.Tests.Server;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.NKeys;
using BucketNames = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// A hub's server with the hub's buckets and its gateway, the roots of two edges, and the credentials of one of the two in the wrong hands. It runs on the nats-server that the hub finds,
/// or on the second one that <c>.ci/get-nats-server --oldest</c> brings.
/// </summary>
public class HostileFleet : IAsyncLifetime
{
    public const string Robbed = "e1";
    public const string Victim = "e2";

    /// <summary>What ids of edges begin with that are given up to floods.</summary>
    public const string Flooding = "flood-";

    private readonly string? _binary;
    private readonly string _absent;
    private RunningServer? _running;
    private ServedGateway? _gateway;

    public HostileFleet()
        : this(null, "")
    {
    }

    /// <param name="binary">Path of nats-server; null for the one that the hub finds.</param>
    /// <param name="absent">Why the tests are skipped; empty when they are not.</param>
    private protected HostileFleet(string? binary, string absent) => (_binary, _absent) = (binary, absent);

    internal RunningServer Running => _running!;

    internal int Port => Running.Server.Port;

    internal UserCredentials Stolen { get; private set; } = new("", "");

    internal NatsConnection Hub { get; private set; } = null!;

    internal NatsJSContext JetStream { get; private set; } = null!;

    internal RecordingGateway Calls => _gateway!.Handler;

    public async ValueTask InitializeAsync()
    {
        if (_absent.Length > 0)
        {
            return;
        }

        _running = await RunningServer.StartAsync(change: options => options.Binary = _binary);
        Hub = _running.Connect(_running.Mint.Hub());
        JetStream = new NatsJSContext(Hub);
        foreach (var bucket in BucketNames.All)
        {
            await JetStream.CreateStreamAsync(StreamOf(bucket));
        }

        await JetStream.CreateStreamAsync(new StreamConfig(BucketNames.Events, [BucketNames.EventSubjects]));
        foreach (var edge in new[] { Robbed, Victim })
        {
            await PutAsync(BucketNames.Desired, edge, "root of " + edge);
            await PutAsync(BucketNames.Status, edge + ".default.shop", "report of " + edge);
        }

        await PutAsync(BucketNames.Content, new string('a', 64), "content");
        Stolen = UserOf(Robbed);
        _gateway = await ServedGateway.StartAsync(NatsEndpoint.Of(Running.Server.Url, Running.Mint.Hub()));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_running is null)
        {
            return;
        }

        await _gateway!.DisposeAsync();
        await Hub.DisposeAsync();
        await Running.DisposeAsync();
    }

    /// <summary>Skips the test where there is no server of this version.</summary>
    internal void Require() => Assert.SkipWhen(_absent.Length > 0, _absent);

    /// <summary>The user of an edge, as the hub admits it.</summary>
    internal UserCredentials UserOf(string edge)
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        return new UserCredentials(Running.Mint.Edge(edge, key.GetPublicKey()), key.GetSeed());
    }

    internal async Task<Thief> ThiefAsync(CancellationToken deadline)
    {
        var thief = new Thief(this, deadline);
        await thief.EnterAsync();
        return thief;
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

    private static StreamConfig StreamOf(string bucket) => new(BucketNames.StreamOf(bucket), [$"$KV.{bucket}.>"])
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
