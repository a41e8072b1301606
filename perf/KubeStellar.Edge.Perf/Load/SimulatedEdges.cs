using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Edges that join like real ones, with keys of their own, over one connection per token.</summary>
internal static class SimulatedEdges
{
    private const int InFlight = 64;

    /// <summary>Joins edges <c>sim-0</c>... with the tokens in turn; returns their credentials, and the seed of the key that secrets are sealed for.</summary>
    public static async Task<IReadOnlyList<(string Id, string Jwt, string Seed, string Exchange)>> JoinAsync(IReadOnlyList<string> tokens, int count, string prefix, CancellationToken token)
    {
        var joined = new (string Id, string Jwt, string Seed, string Exchange)[count];
        for (var t = 0; t < tokens.Count; t++)
        {
            var join = JoinToken.Decode(tokens[t]);
            await using var connection = new NatsConnection(new NatsOpts
            {
                Url = join.HubUrls[0],
                AuthOpts = new NatsAuthOpts { Jwt = join.User.Jwt, Seed = join.User.Seed },
                InboxPrefix = Subjects.JoinInboxPrefix(join.TokenId),
                RequestTimeout = TimeSpan.FromSeconds(60),
            });
            var mine = Enumerable.Range(0, count).Where(i => i % tokens.Count == t);
            await Parallel.ForEachAsync(mine, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = token }, async (i, ct) =>
                joined[i] = await JoinOneAsync(connection, join, $"{prefix}-{i}", ct));
        }

        return joined;
    }

    private static async ValueTask<(string Id, string Jwt, string Seed, string Exchange)> JoinOneAsync(NatsConnection connection, JoinToken join, string id, CancellationToken token)
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        using var curve = KeyPair.CreatePair(PrefixByte.Curve);
        var exchange = NKeyBytes.Public(curve);
        var proof = new byte[64];
        user.Sign(Encoding.UTF8.GetBytes($"kse-join-1\n{join.TokenId}\n{id}\n{exchange}"), proof);
        var request = new JoinRequest
        {
            Edge = id,
            PublicKey = user.GetPublicKey(),
            ExchangeKey = exchange,
            Proof = Convert.ToBase64String(proof),
            Properties = new() { ["memoryGiB"] = JsonDocument.Parse("4").RootElement },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.JoinRequest);
        var reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Join(join.TokenId), body, cancellationToken: token);
        while (reply.Headers?.ContainsKey(Headers.Error) == true)
        {
            // The gateway bounds joins per token: wait and ask again, as a device does.
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, token);
            reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Join(join.TokenId), body, cancellationToken: token);
        }

        var answer = JsonSerializer.Deserialize(reply.Data, ContractsJson.Default.JoinReply)!;
        return answer.Refused.Length > 0 ? throw new InvalidOperationException($"{id}: {answer.Refused}") : (id, answer.Jwt, user.GetSeed(), curve.GetSeed());
    }
}
