using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>What a policy declares for all its objects: <c>{ createOnly, prune, drift }</c>. What is not given, or is nonsense, is the default.</summary>
internal readonly record struct Modifiers(bool CreateOnly, bool Prune, DriftMode Drift)
{
    public static Modifiers Of(JsonElement? data)
    {
        if (data is not { ValueKind: JsonValueKind.Object } given)
        {
            return new Modifiers(false, true, DriftMode.Correct);
        }

        var drift = given.TryGetProperty("drift", out var word) && word.ValueKind == JsonValueKind.String
            && Enum.TryParse<DriftMode>(word.GetString(), ignoreCase: true, out var mode) ? mode : DriftMode.Correct;
        return new Modifiers(
            given.TryGetProperty("createOnly", out var createOnly) && createOnly.ValueKind == JsonValueKind.True,
            !given.TryGetProperty("prune", out var prune) || prune.ValueKind != JsonValueKind.False,
            drift);
    }
}
