using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow;

/// <summary>What a region tells of its edges as a whole.</summary>
internal sealed partial class RegionFlow
{
    /// <summary>Looks from time to time whether the totals that the parent knows are still true.</summary>
    private async Task FactsAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(_options.Glance, _time);
        var seen = -1L;
        while (await timer.WaitForNextTickAsync(token))
        {
            // Of a fleet at rest, whose totals the parent knows, nothing is looked at. What changes while it is counted is another version.
            var version = _inventory.EdgesVersion;
            if (!_link.Connected || version == seen)
            {
                continue;
            }

            if (Text(RegionFacts.Of(_inventory.Edges)) == Volatile.Read(ref _told))
            {
                seen = version;
            }
            else
            {
                _factsPending = true;
                _heart.Beat();
            }
        }
    }

    private FactsMessage? Facts()
    {
        if (!_factsPending)
        {
            return null;
        }

        var facts = new FactsMessage { Edge = _options.Id, Properties = RegionFacts.Of(_inventory.Edges) };
        Volatile.Write(ref _told, Text(facts.Properties));
        return facts;
    }

    private static string Text(SortedDictionary<string, JsonElement> properties) => string.Join('\n', properties.Select(pair => $"{pair.Key} {pair.Value.GetRawText()}"));
}
