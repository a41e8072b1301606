namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Each from an edge of its own, since what is held against one lasts. More than anybody needs: what is said of it is that it is too much, and then nothing. How the others fare meanwhile is measured by <see cref="NeighbourLatencyTests"/>.</summary>
internal static class FloodAttempts
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Flood("a flood of reports", "flood-1", "report", "{}"),
        Flood("a flood of heartbeats", "flood-2", "heartbeat", """{"edge":"flood-2"}"""),
        Flood("a flood of verbs that there are not", "flood-3", "nothing", "{}"),
        Flood("a flood of answers that nobody asked for", "flood-4", "answer.x", "{}", Denials.Silence),
        new("a flood of subscriptions", "SUB _INBOX.flood-5.0 to 4999", "maximum subscriptions exceeded", async thief =>
        {
            await using var client = await EnterAsync(thief, "flood-5");
            for (var i = 0; i < 5000; i++)
            {
                await client.SubscribeAsync($"_INBOX.flood-5.{i}", i + 10, thief.Deadline);
            }

            return [string.Join(' ', await client.SettleAsync(thief.Deadline))];
        }),
    ];

    private static Attempt Flood(string name, string edge, string verb, string body, string denied = "too many requests") => new(name, $"4,000 times {verb}", denied, async thief =>
    {
        await using var client = await EnterAsync(thief, edge);
        await client.SubscribeAsync($"_INBOX.{edge}.>", 1, thief.Deadline);
        for (var i = 0; i < 4000; i++)
        {
            await client.PublishAsync($"kse.up.{edge}.{verb}", body, thief.Deadline, $"_INBOX.{edge}.x");
        }

        // What is too fast is told so until it is not heard any more; the honest edge behind it is answered as ever, and last.
        await client.SettleAsync(thief.Deadline);
        var said = client.Bodies.ToList();
        Assert.Equal(Denials.Silence, await thief.BehindAsync());
        await client.SettleAsync(thief.Deadline);
        said.AddRange(client.Bodies);
        return denied == Denials.Silence ? [.. said.DefaultIfEmpty(Denials.Silence)] : [.. said.Where(answer => answer.Contains(denied, StringComparison.Ordinal)).Take(1)];
    });

    private static async Task<RawClient> EnterAsync(Thief thief, string edge)
    {
        var client = new RawClient();
        var user = thief.Fleet.UserOf(edge);
        Assert.Null(await client.ConnectAsync(thief.Fleet.Port, user.Jwt, user.Seed, thief.Deadline));
        return client;
    }
}
