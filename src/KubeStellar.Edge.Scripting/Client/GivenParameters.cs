using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Values that a bundle brings along. Which parameters there are is known when all of its modules have run, not before.</summary>
internal static class GivenParameters
{
    /// <summary>The fault of the first value for which no parameter is declared; null when there is none.</summary>
    internal static PolicyFault? Unknown(PolicyBundle bundle, PolicyShape shape)
    {
        IReadOnlyList<string> declared = shape.Parameters is { ValueKind: JsonValueKind.Object } schemas ? [.. schemas.EnumerateObject().Select(schema => schema.Name)] : [];
        return bundle.Parameters?.Keys.FirstOrDefault(name => !declared.Contains(name)) is { } unknown
            ? new PolicyFault("BadParameter", $"parameter \"{unknown}\": the policy has no such parameter{(declared.Count == 0 ? "; it has none" : NearestName.Hint(unknown, declared))}", "")
            : null;
    }
}
