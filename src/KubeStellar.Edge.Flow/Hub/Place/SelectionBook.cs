using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>
/// What policies' <c>selects</c> functions said of objects: asked in batches, and only about objects that the lists let through; remembered by bundle and by the
/// object's content, so that nothing is asked twice. Touched by the hub's one writer only.
/// </summary>
internal sealed class SelectionBook(IPolicyRuntime runtime)
{
    private const int MostObjects = 256;
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostAnswers = 1_000_000;
    private readonly Dictionary<Digest, Dictionary<Digest, bool>> _answers = [];

    /// <summary>Whether a policy selects an object; null when its function was not asked yet, or failed.</summary>
    public bool? Selects(PolicyPlan policy, WorkloadRecord record, JsonElement workload)
    {
        var selection = policy.Shape!.Selects;
        if (!Selector.Selects(selection, record.Key, workload))
        {
            return false;
        }

        return !selection.Function ? true
            : _answers.TryGetValue(policy.Loaded, out var known) && known.TryGetValue(record.Digest, out var answer) ? answer
            : null;
    }

    /// <summary>Asks a policy's function about those of the objects that it was not asked about. Returns why it failed, or null.</summary>
    public async Task<PolicyFault?> AskAsync(PolicyPlan policy, IHubInventory inventory, IEnumerable<ObjectKey> keys, CancellationToken token)
    {
        var known = _answers.TryGetValue(policy.Loaded, out var found) ? found : _answers[policy.Loaded] = [];
        if (known.Count > MostAnswers)
        {
            // Answers about contents that are long gone; those that matter are asked for again.
            known.Clear();
        }

        var batch = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        var bytes = 0;
        foreach (var key in keys)
        {
            if (inventory.Find(policy.Key.Workspace, key) is not var (record, content) || known.ContainsKey(record.Digest))
            {
                continue;
            }

            if (!Selector.Selects(policy.Shape!.Selects, key, CanonicalJson.Parse(content.Span)) || !batch.TryAdd(record.Digest, content))
            {
                continue;
            }

            bytes += content.Length;
            if (batch.Count >= MostObjects || bytes >= MostBytes)
            {
                if (await AskAsync(policy, known, batch, token) is { } fault)
                {
                    return fault;
                }

                batch.Clear();
                bytes = 0;
            }
        }

        return batch.Count == 0 ? null : await AskAsync(policy, known, batch, token);
    }

    /// <summary>Drops what is remembered of bundles that no policy has any more.</summary>
    public void Keep(IEnumerable<PolicyPlan> policies) => Keep(policies.Select(policy => policy.Loaded).ToHashSet());

    /// <summary>Drops what is remembered of all other bundles.</summary>
    public void Keep(IReadOnlySet<Digest> loaded)
    {
        foreach (var gone in _answers.Keys.Where(bundle => !loaded.Contains(bundle)).ToList())
        {
            _answers.Remove(gone);
        }
    }

    private async Task<PolicyFault?> AskAsync(PolicyPlan policy, Dictionary<Digest, bool> known, Dictionary<Digest, ReadOnlyMemory<byte>> batch, CancellationToken token)
    {
        var outcome = await runtime.SelectAsync(policy.Loaded, [.. batch.Values], token);
        if (!outcome.Ok)
        {
            return outcome.Fault;
        }

        if (outcome.Value.Selected.Count != batch.Count)
        {
            return new PolicyFault("BadResult", $"selects answered for {outcome.Value.Selected.Count} of {batch.Count} objects", "");
        }

        var at = 0;
        foreach (var digest in batch.Keys)
        {
            known[digest] = outcome.Value.Selected[at++];
        }

        return null;
    }
}
