using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// Every subject that a daemon publishes or subscribes. An edge may publish <c>kse.up.&lt;edge&gt;.&gt;</c> and subscribe
/// <c>kse.down.&lt;edge&gt;.&gt;</c> and <c>_INBOX.&lt;edge&gt;.&gt;</c>, nothing else; no stream captures these subjects.
/// </summary>
public static class Subjects
{
    /// <summary>Beginning of the queue group of a hub's gateway and API; the rest names its process.</summary>
    public const string HubQueue = "kse-hub";

    private const int KeyChars = 12;

    /// <summary>What gateways subscribe: <c>kse.up.*.*</c>; the second token is the edge, the third the verb.</summary>
    public const string AllUp = "kse.up.*.*";

    /// <summary>What else edges may publish: answers, and subjects that nobody waits for.</summary>
    public const string AllElse = "kse.up.*.*.>";

    /// <summary>What gateways subscribe for answers to live questions.</summary>
    public const string AllAnswers = "kse.up.*.answer.*";

    /// <summary>What hubs subscribe for joins: <c>kse.join.*</c>; the third token is the token id.</summary>
    public const string AllJoins = "kse.join.*";

    /// <summary>All that an edge may publish.</summary>
    public static string EdgeUp(string edge) => $"kse.up.{edge}.>";

    /// <summary>All that an edge may hear, besides its inbox.</summary>
    public static string EdgeDown(string edge) => $"kse.down.{edge}.>";

    /// <summary>Prefix of an edge's reply subjects; the gateway answers to nothing else.</summary>
    public static string EdgeInboxPrefix(string edge) => $"_INBOX.{edge}";

    /// <summary>Prefix of a joiner's reply subjects.</summary>
    public static string JoinInboxPrefix(string tokenId) => $"_INBOX_join_{tokenId}";

    /// <summary>Request for the root and contents (<see cref="GetRequest"/>).</summary>
    public static string Get(string edge) => $"kse.up.{edge}.get";

    /// <summary>Reports (<see cref="ReportMessage"/>).</summary>
    public static string Report(string edge) => $"kse.up.{edge}.report";

    /// <summary>Objects that were born at the edge (<see cref="UpsyncMessage"/>).</summary>
    public static string Upsync(string edge) => $"kse.up.{edge}.upsync";

    /// <summary>Facts (<see cref="FactsMessage"/>).</summary>
    public static string Facts(string edge) => $"kse.up.{edge}.facts";

    /// <summary>Heartbeats (<see cref="HeartbeatMessage"/>).</summary>
    public static string Heartbeat(string edge) => $"kse.up.{edge}.heartbeat";

    /// <summary>Nothing in it, and no answer: the edge is there, and all is as its last heartbeat said.</summary>
    public static string Pulse(string edge) => $"kse.up.{edge}.pulse";

    /// <summary>Other keys of an edge (<see cref="RekeyMessage"/>).</summary>
    public static string Rekey(string edge) => $"kse.up.{edge}.rekey";

    /// <summary>An answer to a live question.</summary>
    public static string Answer(string edge, string id) => $"kse.up.{edge}.answer.{id}";

    /// <summary>Where the root bucket's stream republishes an edge's root after it is stored.</summary>
    public static string Root(string edge) => $"kse.down.{edge}.root";

    /// <summary>Destination of the republish of <c>$KV.kse-desired.*</c>.</summary>
    public const string RootRepublish = "kse.down.{{wildcard(1)}}.root";

    /// <summary>Last token of a live question about objects (<see cref="StatusQuestion"/>).</summary>
    public const string AskStatus = "status";

    /// <summary>Last token of the question who is there: each daemon that hears it answers with a <see cref="HeartbeatMessage"/>.</summary>
    public const string AskWho = "who";

    /// <summary>Wants a whole heartbeat: nothing in it, and no other answer. Not signed, because all that it costs is a heartbeat.</summary>
    public const string AskBeat = "beat";

    /// <summary>What a region is asked by its parent (<see cref="RegionQuestion"/>): the last token of <see cref="Ask"/>.</summary>
    public const string AskApi = "api";

    /// <summary>A live question to an edge.</summary>
    public static string Ask(string edge, string what) => $"kse.down.{edge}.ask.{what}";

    /// <summary>A join request (<see cref="JoinRequest"/>).</summary>
    public static string Join(string tokenId) => $"kse.join.{tokenId}";

    /// <summary>In place of a workspace: what is of the whole fleet. No workspace can have this name.</summary>
    public const string Fleet = "_fleet";

    /// <summary>The hub's API for those who have all rights in its account: one subject per workspace and verb.</summary>
    public static string Api(string workspace, string verb) => $"kse.api.{workspace}.{verb}";

    /// <summary>The hub's API for a user with roles: only that user may publish there, so the subject proves who asks.</summary>
    /// <param name="workspace">Workspace, <see cref="Fleet"/>, or <c>*</c> in permissions.</param>
    /// <param name="verb">Verb.</param>
    /// <param name="user">A <see cref="UserToken"/>, or <c>*</c> for what the API subscribes.</param>
    public static string Api(string workspace, string verb, string user) => $"kse.api.{workspace}.{verb}.{user}";

    /// <summary>What the API micro service subscribes for a verb.</summary>
    public static string ApiEndpoint(string verb) => Api("*", verb);

    /// <summary>
    /// A user as a token of subjects: its name and the end of its key, which another user of the same name has not. An underscore is in no edge's id, so no edge hears a user's inbox.
    /// </summary>
    public static string UserToken(string name, string publicKey) => $"{name}_{publicKey[^KeyChars..]}";

    /// <summary>Prefix of a user's reply subjects; the API answers it nowhere else.</summary>
    public static string UserInboxPrefix(string user) => $"_INBOX.{user}";

    /// <summary>All that tells of changes, and the prefix of those subjects.</summary>
    public const string AllChanges = "kse.changes.*";

    /// <summary>Says that something of a workspace changed, by names of buckets, one a line; for those who may not read buckets. No stream captures it.</summary>
    public static string Changes(string workspace) => $"kse.changes.{workspace}";

    /// <summary>Where hubs that wait say that they are there (<see cref="StandbyHello"/>); for those who have all rights in the account. No stream captures it.</summary>
    public const string StandbyHello = "kse.hubs.standby";

    /// <summary>Subject of an audit event.</summary>
    public static string Event(string kind, string subject) => $"kse.events.{kind}.{Token(subject)}";

    /// <summary>A string made safe as one subject token.</summary>
    public static string Token(string text) =>
        string.Create(text.Length == 0 ? 1 : text.Length, text, static (span, s) =>
        {
            span[0] = '_';
            for (var i = 0; i < s.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(s[i]) || s[i] is '-' or '_' or '=' or '/' ? s[i] : '_';
        });

    /// <summary>The edge named in a subject <c>kse.up.&lt;edge&gt;...</c> or <c>kse.down.&lt;edge&gt;...</c>; null when the subject is not of that form.</summary>
    public static string? EdgeOf(string subject)
    {
        var parts = subject.Split('.', 5);
        return parts.Length >= 4 && parts[0] == "kse" && parts[1] is "up" or "down" && Names.IsDnsLabel(parts[2]) ? parts[2] : null;
    }
}
