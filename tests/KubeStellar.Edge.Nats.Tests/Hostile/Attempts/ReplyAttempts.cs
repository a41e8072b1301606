namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>
/// The one thing that the server cannot forbid: an edge may name any reply subject, and whoever answers there publishes with its own rights. The gateway answers to the asker's own inbox and
/// nowhere else, and where nobody listens the server tells the asker only.
/// </summary>
internal static class ReplyAttempts
{
    private static readonly string[] Replies =
    [
        "_INBOX.e2.1", "_INBOX.e10.1", "_INBOX.e1", "_INBOX.e1.", "_INBOX.E1.x", "_INBOX.KSE_HUB.1", "_INBOX_join_t1.1", "_INBOX.*.1", "_INBOX.>", "_inbox.e1.1",
        "kse.down.e2.root", "kse.down.e1.root", "kse.down.e2.ask.status", "kse.up.e2.report", "kse.up.e1.report", "kse.join.t1", "kse.api.default.apply", "kse.events.edge.e2",
        "$KV.kse-desired.e2", "$KV.kse-desired.e1", "$KV.kse-hub.token.t1", "$JS.API.DIRECT.GET.KV_kse-desired.$KV.kse-desired.e2", "$JS.API.STREAM.DELETE.KV_kse-desired",
        "$JS.API.CONSUMER.CREATE.KV_kse-desired", "$SYS.REQ.CLAIMS.UPDATE", "$SRV.PING",
    ];

    private static readonly string[] Elsewhere = ["$KV.kse-desired.e2", "kse.down.e2.root", "_INBOX.e2.1", "$JS.API.STREAM.PURGE.KV_kse-desired"];

    public static IReadOnlyList<Attempt> All { get; } =
    [
        .. Replies.Select(reply => Attempt.Divert($"have the gateway answer to {reply}", reply)),
        Attempt.Divert("have the gateway acknowledge for somebody", "$JS.ACK.KV_kse-desired.c1.1.1.1.1.1") with { Denied = $"Permissions Violation for Publish with Reply|{Denials.Silence}" },
        Attempt.Divert("have the gateway answer beyond its own inbox by bytes that are no letters", "_INBOX.e1\u00ff.x"),
        .. Elsewhere.Select(reply => new Attempt($"have the server say at {reply} that nobody listens", $"PUB kse.up.e1.nobody.listens {reply}", Denials.Silence, async thief =>
        {
            await thief.Client.PublishAsync("kse.up.e1.nobody.listens", "{}", thief.Deadline, reply);
            return [await thief.ListenAsync()];
        })),
        .. Elsewhere.Select(destination => new Attempt($"have the server trace to {destination}", $"HPUB with Nats-Trace-Dest: {destination}", $"{Denials.Publish} \"{destination}\"|{Denials.Silence}", async thief =>
        {
            var said = new List<string>();
            foreach (var only in new[] { "true", "false" })
            {
                await thief.Client.PublishAsync("kse.up.e1.nobody.listens", "{}", thief.Deadline, null, $"Nats-Trace-Dest: {destination}", $"Nats-Trace-Only: {only}");
                said.Add(await thief.ListenAsync());
            }

            return said;
        })),
    ];
}
