using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>condition=TYPE[=STATUS]</c>, as <c>kubectl wait</c> has it: a status that is not given is <c>True</c>, and letters' case does not count.</summary>
internal sealed record ConditionCheck(string Type, string Status)
{
    private const string Prefix = "condition=";
    private static readonly string[] Statuses = ["True", "False", "Unknown"];

    public override string ToString() => $"{Prefix}{Type}={Status}";

    /// <summary>What was asked for; null when it is no condition.</summary>
    /// <exception cref="CliException">There is no such condition or status.</exception>
    internal static ConditionCheck? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var (type, status) = text[Prefix.Length..].Split('=', 2) is [var before, var after] ? (before, after) : (text[Prefix.Length..], "True");
        return new ConditionCheck(
            Find(PolicyConditions.Types, type) ?? throw new CliException($"'{type}' is no condition of a policy", [$"conditions: {string.Join(", ", PolicyConditions.Types)}"]),
            Find(Statuses, status) ?? throw new CliException($"'{status}' is no status of a condition", [$"statuses: {string.Join(", ", Statuses)}"]));
    }

    /// <summary>What keeps it from being met.</summary>
    internal IReadOnlyList<string> Missing(IReadOnlyList<JsonElement> policies, string name)
    {
        if (policies.Count == 0)
        {
            return [$"there is no policy {name}"];
        }

        var policy = new JsonView(policies[0]);
        if (policy.Find("conditions") is not { ValueKind: JsonValueKind.Array } all)
        {
            return [$"policy {name} has no conditions: its hub is older than this program, or the policy is deleted"];
        }

        var one = all.EnumerateArray().Select(item => new JsonView(item)).FirstOrDefault(item => item.Text("type") == Type);
        if (one.Element.ValueKind != JsonValueKind.Object)
        {
            return [$"policy {name} has no condition {Type}"];
        }

        // What speaks of an older version says nothing of this one, as in kubectl.
        if (one.Number("observedGeneration") < policy.Number("generation"))
        {
            return [$"policy {name}: {Type} speaks of generation {one.Text("observedGeneration")} yet"];
        }

        return one.Text("status") == Status ? [] : [$"policy {name}: {Type} is {one.Text("status")}: {one.Text("reason")} {one.TextOrEmpty("message")}".TrimEnd()];
    }

    private static string? Find(IReadOnlyList<string> all, string word) => all.FirstOrDefault(one => one.Equals(word, StringComparison.OrdinalIgnoreCase));
}
