using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Reduces a policy's objects at this edge, with the bundle that came in the tree. Whatever the policy does, there is a record: a value, or why there is none.
/// Nothing is asked of the runtime while nothing that a policy can see has changed, so that an idle edge runs none.
/// </summary>
internal sealed class PartialMaker(EdgeRecord first, ContentSource contents, SiteBundles bundles, Func<PolicyKey, IReadOnlyList<BornObject>>? born = null) : IPartialMaker
{
    private readonly Dictionary<PolicyKey, (Digest Input, Digest Bundle, JsonElement? Value)> _made = [];
    private readonly HashSet<PolicyKey> _again = [];
    private EdgeRecord _edge = first;

    /// <summary>Whether some partial could not be made for a reason that passes.</summary>
    public bool AnyAgain => _again.Count > 0;

    /// <summary>Whether this policy's could not.</summary>
    public bool IsAgain(PolicyKey policy) => _again.Contains(policy);

    /// <summary>Makes it anew at the next occasion, whatever it was.</summary>
    public void TryAgain(PolicyKey policy) => _again.Add(policy);

    /// <summary>What was made is kept.</summary>
    public void Settle(PolicyKey policy) => _again.Remove(policy);

    /// <summary>The edge has other labels or properties: nothing that was made with the old ones stands.</summary>
    public void Become(EdgeRecord edge)
    {
        _edge = edge;
        foreach (var (policy, (_, bundle, _)) in _made.ToList())
        {
            _made[policy] = (default, bundle, null);
        }
    }

    /// <summary>The partial that goes with a report; null when the policy does not reduce.</summary>
    public async Task<PartialRecord?> MakeAsync(PolicyView view, ReportRecord report, CancellationToken token)
    {
        _again.Remove(view.Policy);
        if (view.Manifest is not { Record: { Reduces: true } manifest })
        {
            return null;
        }

        var partial = new PartialRecord { Edge = _edge.Id, Policy = view.Policy, Bundle = manifest.Bundle, Sequence = report.Sequence };
        var own = born?.Invoke(view.Policy) ?? [];
        var input = ReportRules.Fingerprint(report with { Manifest = manifest.Bundle, Epoch = 0, Revision = 0 });
        if (own.Count > 0)
        {
            input = Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', own.Select(one => $"{one.Key} {one.Digest}").Prepend(input.ToString()))));
        }

        if (_made.TryGetValue(view.Policy, out var made) && made.Input == input)
        {
            return partial with { Value = made.Value };
        }

        try
        {
            var outcome = await bundles.AskAsync(manifest.Bundle, runtime => MapAsync(runtime, manifest, report, own, token), token);
            if (!outcome.Ok)
            {
                if (SiteBundles.Passes(outcome.Fault))
                {
                    _again.Add(view.Policy);
                }

                return partial with { Error = SiteBundles.Describe(outcome.Fault) };
            }

            JsonElement? value = outcome.Value.Count > 0 ? outcome.Value[0].Clone() : null;
            if (made.Bundle != manifest.Bundle && !made.Bundle.IsZero)
            {
                await bundles.ForgetAsync(made.Bundle, token);
            }

            _made[view.Policy] = (input, manifest.Bundle, value);
            return partial with { Value = value };
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            _again.Add(view.Policy);
            return partial with { Error = "The local store cannot be read: " + error.Message };
        }
    }

    /// <summary>Forgets a policy that is gone.</summary>
    public async Task ForgetAsync(PolicyKey policy, CancellationToken token)
    {
        _again.Remove(policy);
        if (_made.Remove(policy, out var made))
        {
            await bundles.ForgetAsync(made.Bundle, token);
        }
    }

    private async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> MapAsync(IPolicyRuntime runtime, ManifestRecord manifest, ReportRecord report, IReadOnlyList<BornObject> own, CancellationToken token)
    {
        var inputs = new List<ReductionInput>();
        foreach (var entry in manifest.Objects)
        {
            if (report.Objects.TryGetValue(entry.Key.ToString(), out var said))
            {
                if (contents(entry.Content) is not { } content)
                {
                    return SiteBundles.Failed<IReadOnlyList<JsonElement>>("ContentMissing", $"The content of {entry.Key} is not in the local store.");
                }

                inputs.Add(new ReductionInput(entry.Key, said, content));
            }
        }

        inputs.AddRange(own.Select(one => ReductionInput.Born(
            one.Key, one.Digest, JsonMarshal.GetRawUtf8Value(one.Object).ToArray(), one.Object.TryGetProperty("status"u8, out var status) ? status : null)));
        return await runtime.MapAsync(manifest.Bundle, _edge, inputs, token);
    }
}
