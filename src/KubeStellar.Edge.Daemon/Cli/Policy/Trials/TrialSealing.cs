using System.Collections.Immutable;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Trials;

/// <summary>
/// What a hub seals, handled as it is there, so that a policy is tried on what it will see. The handles say where their values came from (<c>kse-sealed.1.spec.data.token</c>) instead of holding them, so that a spec can
/// say where they belong.
/// </summary>
internal static class TrialSealing
{
    /// <summary>What each handle of a trial begins with; the field's path follows.</summary>
    internal const string Prefix = SealedText.Prefix + "spec.";

    /// <exception cref="JsonRefusedException">The object's annotation is wrong.</exception>
    internal static byte[] Seal(byte[] workload, IReadOnlyList<SealRule> rules)
    {
        var obj = CanonicalJson.Parse(workload);
        var places = SecretFields.Find(ObjectKey.OfObject(obj), obj, rules);
        return places.Count == 0 ? workload : JsonPatcher.Apply(workload, [.. places.Select(place => JsonOperation.Set(place, Handle(place)))]);
    }

    private static JsonElement Handle(ImmutableArray<string> place) => JsonSerializer.SerializeToElement($"{Prefix}{string.Join('.', place)}", ContractsJson.Default.String);
}
