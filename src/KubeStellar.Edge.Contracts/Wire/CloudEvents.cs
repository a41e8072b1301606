using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// How an audit event is a CloudEvent. On <c>kse.events.*</c> it is one in binary mode (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/nats-protocol-binding.md):
/// the body stays the record that it always was, so that older records and older readers go on, and the attributes are headers. Whoever needs one document (a webhook,
/// <c>kse get events -o cloudevents</c>) gets the structured mode.
/// </summary>
public static class CloudEvents
{
    /// <summary>Version of the specification.</summary>
    public const string Version = "1.0";

    /// <summary>What every type begins with.</summary>
    public const string TypePrefix = "io.kubestellar.edge.";

    /// <summary>What the data is.</summary>
    public const string DataContentType = "application/json";

    /// <summary>What a document in structured mode is.</summary>
    public const string StructuredContentType = "application/cloudevents+json; charset=utf-8";

    private const int ShortestPrintable = 0x21;
    private const int LastPrintable = 0x7e;

    /// <summary>The id: the record's own, else (a record of an older hub) its place in the stream.</summary>
    public static string IdOf(EventRecord record, ulong sequence) =>
        record.Id is { Length: > 0 } id ? id : "seq-" + sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where it comes from.</summary>
    /// <param name="hub">Id of the hub's installation.</param>
    /// <param name="workspace">Workspace, or empty.</param>
    public static string SourceOf(string hub, string workspace) => workspace.Length == 0 ? $"/hubs/{hub}" : $"/hubs/{hub}/workspaces/{workspace}";

    /// <summary>The event as one document.</summary>
    /// <param name="record">The event.</param>
    /// <param name="hub">Id of the hub's installation.</param>
    /// <param name="sequence">Its place in the stream.</param>
    public static CloudEvent Of(EventRecord record, string hub, ulong sequence) => new()
    {
        Id = IdOf(record, sequence),
        Source = SourceOf(hub, record.Workspace),
        Type = TypePrefix + record.Kind,
        Subject = record.Subject,
        Time = record.At,
        Data = JsonSerializer.SerializeToElement(record, ContractsJson.Default.EventRecord),
    };

    /// <summary>The attributes as headers of a message whose body is the record.</summary>
    public static IReadOnlyList<(string Name, string Value)> HeadersOf(EventRecord record, string hub) =>
    [
        (Headers.CloudEventSpecVersion, Version),
        (Headers.CloudEventId, Escape(IdOf(record, 0))),
        (Headers.CloudEventSource, Escape(SourceOf(hub, record.Workspace))),
        (Headers.CloudEventType, Escape(TypePrefix + record.Kind)),
        (Headers.CloudEventSubject, Escape(record.Subject)),
        (Headers.CloudEventTime, record.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        (Headers.ContentType, DataContentType),
    ];

    /// <summary>Percent-encodes what a header's value may not hold, as the binding says: all but printable ASCII, and of that space, quote and percent.</summary>
    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b is < ShortestPrintable or > LastPrintable or (byte)'"' or (byte)'%')
                escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            else
                escaped.Append((char)b);
        }

        return escaped.ToString();
    }
}
