namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>The protocol itself: lengths that do not fit, operations that servers say to each other, subjects without end.</summary>
internal static class ProtocolAttempts
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Attempt.Raw("a payload longer than it says", "PUB kse.up.e1.report _INBOX.e1.answer 2\r\n{}and more\r\n", Denials.Protocol),
        Attempt.Raw("a length below nothing", "PUB kse.up.e1.report -1\r\n\r\n", Denials.Closed),
        Attempt.Raw("a length that is no number", "PUB kse.up.e1.report x\r\n\r\n", Denials.Closed),
        Attempt.Raw("a length beyond all numbers", "PUB kse.up.e1.report 99999999999999999999\r\n", Denials.Closed),
        Attempt.Raw("a payload larger than the server takes", "PUB kse.up.e1.report 8388608\r\n", Denials.TooLarge),
        Attempt.Raw("headers longer than the message", "HPUB kse.up.e1.report 100 10\r\n0123456789\r\n", Denials.Closed),
        Attempt.Raw("a second message in the subject of the first", "PUB kse.up.e1.x\r\nPUB kse.down.e2.root 6\r\nforged\r\n", Denials.Closed),
        Attempt.Raw("a second message in the payload of the first", "PUB kse.up.e1.nobody.listens 32\r\nPUB kse.down.e2.root 6\r\nforged\r\n\r\n", Denials.Silence),
        Attempt.Raw("a second message in the headers of the first", "HPUB kse.up.e1.nobody.listens 44 44\r\nNATS/1.0\r\nPUB kse.down.e2.root 6\r\nforged\r\n\r\n\r\n", Denials.Silence),
        Attempt.Raw("a subject of five thousand letters", $"PUB kse.up.e1.{new string('x', 5000)} 2\r\n{{}}\r\n", Denials.TooLong),
        Attempt.Raw("a line without end", new string('P', 70_000), Denials.Closed),
        Attempt.Raw("a message of a server", "RMSG $G kse.down.e2.root 6\r\nforged\r\n", Denials.Protocol),
        Attempt.Raw("a subscription of a server", "RS+ $G kse.down.e2.root\r\n", Denials.Protocol),
        Attempt.Raw("a message of a leaf node", "LMSG kse.down.e2.root 6\r\nforged\r\n", Denials.Protocol),
        Attempt.Raw("a subscription of a leaf node", "LS+ kse.down.e2.root\r\n", Denials.Protocol),
        Attempt.Raw("an account of a gateway", "A+ $G\r\n", Denials.Protocol),
        Attempt.Raw("the words of HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", Denials.Protocol),
        Attempt.Raw("the words of MQTT", "\u0010\u000e\0\u0004MQTT\u0004\u0002\0<\0\u0002e1", Denials.Closed),
        Attempt.Raw("taking away a subscription that is not its own", "UNSUB 777\r\n", Denials.Silence),
        new("logging in again as the hub in the same connection", "CONNECT behind CONNECT", Denials.Publish, async thief =>
        {
            await thief.Client.SendAsync("""CONNECT {"verbose":false,"user":"kse-hub","pass":"","account":"$SYS"}""" + "\r\n", thief.Deadline);
            await thief.Client.PublishAsync("kse.down.e2.root", "forged", thief.Deadline);
            var said = await thief.ListenAsync();
            return [thief.Client.Closed ? Denials.Publish + said : said];
        }),
        new("a message that is cut by the end of the connection", "PUB without its payload", "gone", async thief =>
        {
            await using var client = new RawClient();
            Assert.Null(await client.ConnectAsync(thief.Fleet.Port, thief.Fleet.Stolen.Jwt, thief.Fleet.Stolen.Seed, thief.Deadline));
            await client.SendAsync("PUB kse.up.e1.report 100\r\n{\"edge\":", thief.Deadline);
            await client.DisposeAsync();
            Assert.Equal(Denials.Silence, await thief.BehindAsync());
            return ["gone"];
        }),
    ];
}
