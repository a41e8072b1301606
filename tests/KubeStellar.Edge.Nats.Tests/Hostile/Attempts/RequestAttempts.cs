using System.Text;

namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Requests that the gateway gets to see, since they are on the edge's own subjects, and that are not as they should be.</summary>
internal static class RequestAttempts
{
    private const string None = "there is no such request";
    private const string Unreadable = "the body cannot be read";

    public static IReadOnlyList<Attempt> All { get; } =
    [
        Attempt.Ask("a verb that there is not", "delete", "{}", None),
        Attempt.Ask("the verb of a join token", "join", "{}", None),
        Attempt.Ask("a wildcard for a verb", "*", "{}", None),
        Attempt.Ask("all verbs at once", ">", "{}", None),
        Attempt.Ask("a verb in capitals", "REPORT", "{}", None),
        Attempt.Ask("a verb with a NUL in it", "report\0", "{}", None),
        Attempt.Ask("a verb in Cyrillic", Bytes("отчёт"), "{}", None),
        Attempt.Ask("a verb that looks like another", Bytes("rеport"), "{}", None),
        Attempt.Ask("a verb of half a letter", "\u00c3", "{}", None),
        Attempt.Ask("a verb of three thousand letters", new string('r', 3000), "{}", None),
        Attempt.Ask("a subject that goes deeper", "report.x", "{}", Denials.Silence),
        Attempt.Ask("a subject with nothing between two dots", ".report", "{}", $"{Denials.Publish}|{Denials.NobodyListens}"),
        Attempt.Ask("an answer to a question that nobody asked", "answer.0123456789abcdef", "{}", Denials.Silence),

        Attempt.Ask("a heartbeat without a body", "heartbeat", "", Unreadable),
        Attempt.Ask("a heartbeat that is null", "heartbeat", "null", "the body is null"),
        Attempt.Ask("a heartbeat that was cut", "heartbeat", """{"edge":"e1","epoch":""", Unreadable),
        Attempt.Ask("a heartbeat with a number beyond all numbers", "heartbeat", """{"edge":"e1","epoch":1e999}""", Unreadable),
        Attempt.Ask("a heartbeat with a digest that is none", "heartbeat", """{"edge":"e1","rootDigest":"../../etc/passwd"}""", Unreadable),
        Attempt.Ask("a heartbeat with a member twice and no end", "heartbeat", """{"edge":"e1","edge":{}}""", Unreadable),
        Attempt.Ask("a report that is nested without end", "report", new string('[', 200_000), Unreadable),
        Attempt.Ask("a report that is nested in itself", "report", Deep(5000), Unreadable),
        Attempt.Ask("a report that is no text", "report", "\u0000\u00ff\u00fe\u0080", Unreadable),
        Attempt.Ask("a report with half a letter in it", "report", "{\"edge\":\"\u00c3\"}", Unreadable),
        Attempt.Ask("a report that is compressed", "report", "\u001f\u008b\u0008\u0000", Unreadable),
        Attempt.Ask("an upsync without an edge", "upsync", "{}", Unreadable),
        Attempt.Ask("facts that are a list", "facts", "[]", Unreadable),
        Attempt.Ask("a get of digests that are none", "get", """{"digests":["a"]}""", Unreadable),
        Attempt.Ask("a heartbeat larger than any", "heartbeat", new string(' ', 300_000), "262144 are allowed"),
        Attempt.Ask("facts larger than any", "facts", new string(' ', 300_000), "262144 are allowed"),
        Attempt.Ask("a request of three megabytes", "get", new string(' ', 3_000_000), "are allowed"),
        Attempt.Ask("an actor in a header, to be somebody in the audit", "delete", "{}", None, Thief.Inbox, "Kse-Actor: admin"),
        Attempt.Ask("an error of the hub's own in a header", "delete", "{}", None, Thief.Inbox, "Kse-Error: all is well", "Status: 503"),
        Attempt.Ask("a header with a line of its own", "delete", "{}", None, Thief.Inbox, "X: 1\r\nNats-Rollup: all\r\nY: 2"),
        Attempt.Ask("a header with NUL and without a colon", "delete", "{}", None, Thief.Inbox, "no colon\0"),
        Attempt.Ask("a thousand headers", "delete", "{}", None, Thief.Inbox, [.. Enumerable.Range(0, 1000).Select(i => $"H{i}: x")]),
    ];

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("""{"edge":"e1","x":""", levels)) + "1" + new string('}', levels);
}
