using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>Somebody with the credentials of the edge <c>e1</c>, logged in and listening where that edge may.</summary>
internal sealed class Thief(HostileFleet fleet, CancellationToken deadline) : IAsyncDisposable
{
    public const string Inbox = "_INBOX.e1.answer";
    private const string Barrier = "_INBOX.e1.barrier";

    public HostileFleet Fleet => fleet;

    public CancellationToken Deadline => deadline;

    public RawClient Client { get; } = new();

    public async Task EnterAsync()
    {
        Assert.Null(await Client.ConnectAsync(fleet.Port, fleet.Stolen.Jwt, fleet.Stolen.Seed, deadline));
        await Client.SubscribeAsync("_INBOX.e1.>", 1, deadline);
        await Client.SubscribeAsync("kse.down.e1.>", 2, deadline);
        Assert.Empty(await Client.SettleAsync(deadline));
    }

    /// <summary>What was said to all that was sent until now.</summary>
    public async Task<string> ListenAsync()
    {
        var errors = await Client.SettleAsync(deadline);
        var said = string.Join(' ', errors.Concat(Client.Bodies)) + (Client.Closed ? Denials.Closed : "");
        return said.Length == 0 ? Denials.Silence : said;
    }

    /// <summary>A request to the gateway, and what came of it: an honest one behind it is answered last.</summary>
    public async Task<string> AskAsync(string verb, string body, string reply, params string[] headers)
    {
        await Client.PublishAsync("kse.up.e1." + verb, body, deadline, reply, headers);
        return await BehindAsync();
    }

    /// <summary>What the gateway said before it answered an honest request that was sent now.</summary>
    public async Task<string> BehindAsync()
    {
        await Client.PublishAsync(Subjects.Get("e1"), "{}", deadline, Barrier);
        var said = new List<string>();
        while (true)
        {
            said.AddRange(await Client.SettleAsync(deadline));
            for (var i = 0; i < Client.Messages.Count; i++)
            {
                if (Client.Messages[i] == Barrier)
                {
                    Assert.Contains("{\"root\":1}", Client.Bodies[i], StringComparison.Ordinal);
                    return said.Count == 0 ? Denials.Silence : string.Join(' ', said);
                }

                said.Add($"{Client.Messages[i]} {Client.Bodies[i]}");
            }

            Assert.False(Client.Closed, string.Join(' ', said));
            await Task.Yield();
        }
    }

    /// <summary>A connection of its own, as somebody else; what it was told.</summary>
    public async Task<string> LoginAsync(string? jwt, string? seed, IReadOnlyDictionary<string, object>? more = null)
    {
        await using var client = new RawClient();
        return await client.ConnectAsync(fleet.Port, jwt, seed, deadline, more: more) ?? "logged in";
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
