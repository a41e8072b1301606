using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>What came back.</summary>
/// <param name="Code">HTTP status; 0 when there was no answer.</param>
/// <param name="Body">The body, read whole.</param>
/// <param name="Trouble">Why there was no answer; empty when there was one.</param>
internal sealed record ApiReply(int Code, ReadOnlyMemory<byte> Body, string Trouble = "")
{
    internal string MediaType { get; init; } = "";

    /// <summary>How long the server, or the gate in front of it, asks to wait.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    internal bool Ok => Code is >= 200 and < 300;

    /// <summary>The server answered, and what was asked for is not there.</summary>
    internal bool Missing => Code == 404;

    /// <summary>The body as a <c>metav1.Status</c>; an empty one when it is something else.</summary>
    internal ApiStatus Status => ApiStatus.Parse(Body);

    /// <summary>Why it is no success, in the words of the server or of whatever kept it from answering.</summary>
    internal string Why => Trouble.Length > 0 ? Trouble : Status.Message;

    /// <summary>The same as a sentence, with the code of the answer.</summary>
    internal string Sentence => Trouble.Length > 0 ? Trouble : $"the server answered {Code} {Status.Message}".TrimEnd();

    /// <summary>The body as a JSON object; null when it is none: something in front of the server may answer anything.</summary>
    internal JsonDocument? Json()
    {
        try
        {
            var json = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 512 });
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static ApiReply None(string trouble) => new(0, default, trouble);
}
