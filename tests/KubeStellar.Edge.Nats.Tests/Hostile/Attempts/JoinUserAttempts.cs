namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>A join token in the wrong hands: its user may ask to join with this token and hear the answer, and nothing else.</summary>
internal static class JoinUserAttempts
{
    private static readonly string[] Speaks =
    [
        "kse.join.t2", "kse.join.>", "kse.join.*", "kse.join", "kse.join.t1.x", "kse.up.e1.get", "kse.up.t1.heartbeat", "kse.down.e1.root", "_INBOX_join_t1.x", "$JS.API.INFO", "$KV.kse-hub.token.t1",
        "kse.api.default.get", "$SRV.PING", "$SYS.REQ.USER.INFO",
    ];

    private static readonly string[] Hears = ["kse.join.t1", "kse.join.*", "_INBOX_join_t2.>", "_INBOX_join_*.>", "_INBOX.>", "kse.down.>", "kse.up.>", ">"];

    public static IReadOnlyList<Attempt> All { get; } =
    [
        .. Speaks.Select(subject => new Attempt($"a join token's user speaks to {subject}", $"PUB {subject}", Denials.Publish, thief => TryAsync(thief, client => client.PublishAsync(subject, "{}", thief.Deadline)))),
        .. Hears.Select(subject => new Attempt($"a join token's user hears {subject}", $"SUB {subject}", Denials.Hear, thief => TryAsync(thief, client => client.SubscribeAsync(subject, 1, thief.Deadline)))),
        .. new[] { "kse.down.e2.root", "_INBOX.e2.1", "_INBOX_join_t2.x", "$KV.kse-hub.token.t1" }
            .Select(reply => new Attempt($"a join token's user has the hub answer to {reply}", $"PUB kse.join.t1 {reply}", "(only the honest one was answered)", thief => DivertAsync(thief, reply))),
    ];

    private static async Task<IReadOnlyList<string>> TryAsync(Thief thief, Func<RawClient, Task> act)
    {
        await using var client = await EnterAsync(thief);
        await act(client);
        return await client.SettleAsync(thief.Deadline);
    }

    private static async Task<IReadOnlyList<string>> DivertAsync(Thief thief, string reply)
    {
        await using var client = await EnterAsync(thief);
        await client.SubscribeAsync("_INBOX_join_t1.>", 1, thief.Deadline);
        await client.PublishAsync("kse.join.t1", "{", thief.Deadline, reply);
        await client.PublishAsync("kse.join.t1", "{", thief.Deadline, "_INBOX_join_t1.honest");
        while (client.Messages.Count == 0)
        {
            await client.SettleAsync(thief.Deadline);
        }

        Assert.Equal(["_INBOX_join_t1.honest"], client.Messages);
        return ["(only the honest one was answered)"];
    }

    private static async Task<RawClient> EnterAsync(Thief thief)
    {
        var client = new RawClient();
        var user = thief.Fleet.Running.Mint.Join("t1", null);
        Assert.Null(await client.ConnectAsync(thief.Fleet.Port, user.Jwt, user.Seed, thief.Deadline));
        return client;
    }
}
