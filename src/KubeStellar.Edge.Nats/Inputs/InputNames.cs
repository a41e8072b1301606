using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Nats.Inputs;

/// <summary>
/// Which subjects and keys an input may name. The hub asks with all rights of its account, so what belongs to the product (<c>kse</c>), to the server (<c>$</c>) and to
/// clients (<c>_INBOX</c>) is refused: a gate reads the outside world, not the hub (https://docs.nats.io/nats-concepts/subjects).
/// </summary>
internal static class InputNames
{
    private const int Longest = 512;

    /// <summary>Why an input is refused, for people; null when it is not.</summary>
    public static string? Explain(InputRule rule) => rule.Kind == InputKind.Request ? Subject(rule.Source) : Bucket(rule.Source) ?? Key(rule.Key);

    private static string? Subject(string subject)
    {
        var tokens = subject.Split('.');
        if (subject.Length > Longest || Array.Exists(tokens, static token => token.Length == 0 || token is "*" or ">" || token.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))))
        {
            return $"'{subject}' is no subject to ask: tokens with dots between them, without spaces and wildcards";
        }

        return string.Equals(tokens[0], "kse", StringComparison.OrdinalIgnoreCase) || tokens[0][0] is '$' or '_'
            ? $"'{subject}' is refused: subjects of kse, of the server ($...) and of inboxes (_...) are no inputs; ask a service of your own, or use the summary of a policy"
            : null;
    }

    private static string? Bucket(string bucket)
    {
        if (bucket.Length is 0 or > Longest || !bucket.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            return $"'{bucket}' is no name of a bucket: letters, digits, '_' and '-'";
        }

        return bucket.StartsWith("kse-", StringComparison.OrdinalIgnoreCase) ? $"the bucket '{bucket}' is refused: those of kse itself are no inputs; use a bucket of your own, or the summary of a policy" : null;
    }

    private static string? Key(string key) =>
        key.Length is 0 or > Longest || key[0] == '.' || key[^1] == '.' || key.Contains("..", StringComparison.Ordinal)
            || !key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or '=' or '.')
            ? $"'{key}' is no key of a bucket: letters, digits, '_', '-', '/', '=' and dots within"
            : null;
}
