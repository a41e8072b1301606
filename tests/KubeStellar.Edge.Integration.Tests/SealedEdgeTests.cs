using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Sealing;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Who can read a secret: the edges whose root gives them its key, as long as it does, and nobody who has their disks without their keys.</summary>
public sealed class SealedEdgeTests
{
    private const string Canary = "canary-4711-of-the-till";
    private static readonly ObjectKey Till = ObjectKey.Parse("_.Secret.shop.till");

    [SoakFact]
    public async Task A_secret_reaches_those_who_have_it_and_another_key_when_one_of_them_goes()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var edges = new List<KseProcess>();
        foreach (var (id, kind) in new[] { ("store-1", "store"), ("store-2", "store"), ("depot-1", "depot") })
            edges.Add(await fleet.StartEdgeAsync(id, await fleet.TokenAsync(token, "kind=" + kind), token));
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("till.yaml", Secret()));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        foreach (var edge in new[] { "store-1", "store-2" })
            await Site.FilesAsync(fleet.Target(edge), f => f.Values.Any(text => text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)), StringComparison.Ordinal)), token);

        // An edge that is not to have it (whoever has its disk: the device itself is off) is given neither the variant nor its values, whoever told it their names.
        await edges[2].StopAsync(token);
        var (mine, other) = (await KeyAsync(fleet, "store-1", token), await KeyAsync(fleet, "store-2", token));
        Assert.Equal(mine.Key.Seal, other.Key.Seal);
        Assert.Equal(new[] { mine.Seal.Content, mine.Key.Seal }, (await GetAsync(fleet, "depot-1", token, mine.Seal.Content, mine.Key.Seal)).Denied);
        var before = await ContentAsync(fleet, other.Key.Seal, token);
        Assert.Contains(Canary, Open(fleet, "store-2", other, before), StringComparison.Ordinal);
        Assert.Throws<SealBrokenException>(() => Open(fleet, "depot-1", other, before));

        // One goes: the other gets another key, which the one that went cannot make of what it has.
        (await fleet.CliAsync(token, "edge", "revoke", "store-2")).Ok();
        var rotated = mine;
        while (rotated.Key.Id == mine.Key.Id)
        {
            token.ThrowIfCancellationRequested();
            (await fleet.CliAsync(token, "wait", "--for=converged")).Ok();
            rotated = await KeyAsync(fleet, "store-1", token);
        }

        var values = await ContentAsync(fleet, rotated.Key.Seal, token);
        Assert.Contains(Canary, Open(fleet, "store-1", rotated, values), StringComparison.Ordinal);
        Assert.Throws<SealBrokenException>(() => Open(fleet, "store-2", rotated with { Key = rotated.Key with { Wrapped = other.Key.Wrapped } }, values));
        Assert.Throws<SealBrokenException>(() => Open(fleet, "store-2", other, values));

        // What lies on the devices and what they wrote tells nothing; the manifests are what it is for.
        await edges[0].StopAsync(token);
        await edges[1].StopAsync(token);
        foreach (var edge in new[] { "store-1", "store-2", "depot-1" })
            Assert.Empty(Found(Directory.EnumerateFiles(fleet.EdgeState(edge), "*", SearchOption.AllDirectories).Select(file => File.ReadAllText(file, Encoding.Latin1))));
        Assert.Empty(Found(edges.Append(fleet.Hub!).SelectMany(process => process.Lines)));
    }

    private static string Secret() =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: till, namespace: shop, labels: { app: shop } }
        stringData: { password: "{{Canary}}" }
        """;

    private static async Task<(VariantSeal Seal, DataKey Key, string Edge, string HubKey)> KeyAsync(Fleet fleet, string edge, CancellationToken token)
    {
        var signed = JsonSerializer.Deserialize(await StoredAsync(fleet, Buckets.Desired, edge, token), ContractsJson.Default.SignedRoot)!;
        var root = signed.Root.Deserialize(ContractsJson.Default.RootRecord)!;
        var (variant, text) = Assert.Single(root.DataKeys!);
        Assert.True(DataKey.TryParse(text, out var key));
        return (new VariantSeal("default", Till, Digest.Parse(variant), key.Id), key, edge, root.ExchangeKey!);
    }

    private static async Task<byte[]> ContentAsync(Fleet fleet, Digest digest, CancellationToken token) =>
        ContentEncoding.Decode(digest, await StoredAsync(fleet, Buckets.Content, digest.ToString(), token), static _ => default);

    private static async Task<byte[]> StoredAsync(Fleet fleet, string bucket, string key, CancellationToken token)
    {
        using var answer = JsonDocument.Parse(await Site.AdminAsync(fleet, $"$JS.API.STREAM.MSG.GET.{Buckets.StreamOf(bucket)}", $$"""{"last_by_subj":"{{Buckets.SubjectOf(bucket, key)}}"}""", token));
        return answer.RootElement.GetProperty("message").GetProperty("data").GetBytesFromBase64();
    }

    // As whoever has the device's keys would, with whatever else was found.
    private static string Open(Fleet fleet, string device, (VariantSeal Seal, DataKey Key, string Edge, string HubKey) what, byte[] values)
    {
        using var identity = DeviceIdentity.Open(fleet.EdgeState(device));
        using var opener = new VariantOpener(() => identity.ExchangeKeys);
        return Encoding.UTF8.GetString(opener.Open(what.Seal, what.Edge, what.HubKey, what.Key, values));
    }

    private static async Task<ContentFrame> GetAsync(Fleet fleet, string edge, CancellationToken token, params Digest[] digests)
    {
        using var identity = DeviceIdentity.Open(fleet.EdgeState(edge));
        await using var connection = new NatsConnection(new NatsOpts { Url = identity.Pin!.HubUrls[0], AuthOpts = identity.Credentials().ToAuthOpts(), InboxPrefix = Subjects.EdgeInboxPrefix(edge) });
        var reply = await connection.RequestAsync<byte[], byte[]>(
            Subjects.Get(edge), JsonSerializer.SerializeToUtf8Bytes(new GetRequest { Digests = digests }, ContractsJson.Default.GetRequest), cancellationToken: token);
        return ContentFrame.Decode(reply.Data);
    }

    private static IEnumerable<string> Found(IEnumerable<string> texts) =>
        texts.Where(text => text.Contains(Canary, StringComparison.Ordinal) || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary))[..28], StringComparison.Ordinal));
}
