using System.Buffers;
using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts.Reading;

/// <summary>Reads the inputs of gates. The hub reaches out to what stands here, so that each is looked at again.</summary>
internal static class InputReading
{
    private const int Most = 32;
    private static readonly SearchValues<char> NotInSubjects = SearchValues.Create("*> \t\r\n");

    internal static IReadOnlyList<InputRule> Inputs(Node inputs)
    {
        var rules = inputs.List(Input);
        return rules.Count > Most ? throw inputs.Wrong($"more than {Most} inputs")
            : rules.Select(rule => rule.Name).Distinct(StringComparer.Ordinal).Count() < rules.Count ? throw inputs.Wrong("a name is there twice")
            : rules;
    }

    private static InputRule Input(Node input)
    {
        var kind = input["kind"].Word<InputKind>();
        return new InputRule
        {
            Name = input["name"].Name(),
            Kind = kind,
            Source = kind switch
            {
                InputKind.Http or InputKind.Prometheus => Url(input["source"]),
                InputKind.Request => Subject(input["source"]),
                _ => input["source"].Name(),
            },
            Key = kind is InputKind.KeyValue or InputKind.Prometheus ? input["key"].Name() : input["key"].Text(),
            Body = input["body"] is { Value.ValueKind: not JsonValueKind.Null } body ? body.Value : null,
            Timeout = input["timeout"].Span(),
        };
    }

    private static string Url(Node node) =>
        Uri.TryCreate(node.Text(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            ? node.Text()
            : throw node.Wrong("a URL with http or https, without user and password, is expected");

    /// <summary>What begins with $ is the server's own: its accounts, its streams.</summary>
    private static string Subject(Node node) =>
        node.Name() is var subject && subject[0] != '$' && subject.Split('.').All(part => part.Length > 0) && !subject.AsSpan().ContainsAny(NotInSubjects)
            ? subject
            : throw node.Wrong("a subject without wildcards is expected");
}
