using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>What policies said of how objects stand to others; remembered by bundle and by the object's content. Touched by the hub's one writer only.</summary>
internal sealed class TraitBook(IPolicyRuntime runtime)
{
    private const int MostAnswers = 100_000;
    private readonly Dictionary<(Digest Bundle, Digest Source), ObjectTraits> _answers = [];

    public async Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, Digest source, ReadOnlyMemory<byte> workload, CancellationToken token)
    {
        if (_answers.TryGetValue((bundle, source), out var known))
        {
            return new PolicyOutcome<ObjectTraits>(known, null);
        }

        var outcome = await runtime.DescribeAsync(bundle, workload, token);
        if (outcome.Ok)
        {
            if (_answers.Count >= MostAnswers)
            {
                // Most are about contents and bundles that are long gone; the others are asked for again.
                _answers.Clear();
            }

            _answers[(bundle, source)] = outcome.Value;
        }

        return outcome;
    }
}
