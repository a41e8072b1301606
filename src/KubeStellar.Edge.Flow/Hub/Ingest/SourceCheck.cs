using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Reads a policy's source before it is run: what certainly breaks the rules of the language is refused with its place and what to do instead.</summary>
internal sealed class SourceCheck(IPolicyRuntime runtime, IPolicyLint lint)
{
    /// <summary>Reason of a fault in a value that was given.</summary>
    internal const string BadParameter = "BadParameter";

    private const string NotAnalysed = "not-analysed";

    /// <summary>The faults; none: it may be loaded.</summary>
    public async Task<IReadOnlyList<ApiFault>> FaultsAsync(Digest digest, ApplyPolicy policy, CancellationToken token)
    {
        var plain = await runtime.StripAsync(policy.Bundle, token);
        if (plain.Fault is { } wrong)
        {
            return [OfEngine(wrong, policy)];
        }

        var found = (await lint.CheckAsync(plain.Value!, token)).Where(finding => finding.Certain).ToList();
        if (found.Any(finding => finding.Rule == NotAnalysed))
        {
            // What is no JavaScript at all the engine says better.
            var shape = await runtime.LoadAsync(digest, policy.Bundle, token);
            if (shape.Fault is { } fault)
            {
                return [OfEngine(fault, policy)];
            }

            await runtime.ForgetAsync(digest, token);
        }

        return [.. found.Select(finding => new ApiFault(finding.Location, "", $"{finding.Rule}: {finding.Sentence}"))];
    }

    /// <summary>What the engine said, with its place. A value is at fault where it was given, not where the module asks for it.</summary>
    public static ApiFault OfEngine(PolicyFault fault, ApplyPolicy policy) =>
        new(fault.Location.Length > 0 && fault.Reason != BadParameter ? fault.Location : policy.Source, "", $"{fault.Reason}: {fault.Message}");
}
