namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>One thing that somebody tries who holds valid credentials of the edge <c>e1</c>, or would like to have others.</summary>
/// <param name="Name">What it is after; unique.</param>
/// <param name="Tries">How.</param>
/// <param name="Denied">Part of what the server or the gateway says to each try, or one of <see cref="Denials"/>; parts that differ by the server's version are separated by a bar.</param>
/// <param name="Do">Does it; returns what was said to each try.</param>
internal sealed record Attempt(string Name, string Tries, string Denied, Func<Thief, Task<IReadOnlyList<string>>> Do)
{
    // A publish is tried with each of these: what a header asks for is done by streams, and no stream may hear of it.
    private static readonly string[][] Headers =
    [
        [], ["Nats-Rollup: all"], ["Nats-Rollup: sub"], ["Nats-Expected-Last-Subject-Sequence: 1"], ["KV-Operation: PURGE", "Nats-Rollup: sub"],
        ["Nats-Schedule: @at 2020-01-01T00:00:00Z", "Nats-Schedule-Target: kse.down.e2.root"],
    ];

    /// <summary>A message where it may not send, plain and with the headers that streams obey.</summary>
    public static Attempt Publish(string name, string subject, string payload = "{}") => new(name, $"PUB {subject}", $"{Denials.Publish} \"{subject}\"", async thief =>
    {
        var said = new List<string>();
        foreach (var headers in Headers)
        {
            await thief.Client.PublishAsync(subject, payload, thief.Deadline, "_INBOX.e1.answer", headers);
            said.Add(await thief.ListenAsync());
        }

        return said;
    });

    /// <summary>Listening where it may not, alone and as one of the hub's own queue group and of another's.</summary>
    public static Attempt Hear(string name, string subject) => new(name, $"SUB {subject}", $"{Denials.Hear} \"{subject}\"", async thief =>
    {
        var said = new List<string>();
        foreach (var queue in new[] { null, "kse-hub", "q", "*", ">" })
        {
            await thief.Client.SubscribeAsync(subject, 100 + said.Count, thief.Deadline, queue);
            said.Add(await thief.ListenAsync());
        }

        return said;
    });

    /// <summary>A request to the gateway that is not as it should be.</summary>
    public static Attempt Ask(string name, string verb, string body, string denied, string reply = Thief.Inbox, params string[] headers) =>
        new(name, $"{verb} with reply {reply}", denied, async thief => [await thief.AskAsync(verb, body, reply, headers)]);

    /// <summary>A request whose answer belongs to another: nobody gets one.</summary>
    public static Attempt Divert(string name, string reply) => Ask(name, "heartbeat", """{"edge":"e1"}""", Denials.Silence, reply);

    /// <summary>Bytes that are no protocol, or not as it is meant.</summary>
    public static Attempt Raw(string name, string text, string denied) => new(name, text.Length > 60 ? text[..60] + "..." : text, denied, async thief =>
    {
        await thief.Client.SendAsync(text, thief.Deadline);
        return [await thief.ListenAsync()];
    });

    /// <summary>Logging in as somebody else.</summary>
    public static Attempt Login(string name, Func<HostileFleet, (string? Jwt, string? Seed)> user, IReadOnlyDictionary<string, object>? more = null) =>
        new(name, "CONNECT", Denials.Login, async thief =>
        {
            var (jwt, seed) = user(thief.Fleet);
            return [await thief.LoginAsync(jwt, seed, more)];
        });

    /// <inheritdoc/>
    public override string ToString() => Name;
}
