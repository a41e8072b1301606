using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Analysis.Coverage;
using KubeStellar.Edge.Analysis.Parsing;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Coverage;

/// <summary>
/// Counts what specs run. The policy is run with counters in its source by the engine as it is: they live in a module of the bundle, and a second entry module declares the
/// same policy with a <c>status.finish</c> that tells them when it is asked in our words.
/// </summary>
internal sealed class CoverageCollector
{
    private const string Counters = "kse-coverage-counters.js";
    private const string Entry = "kse-coverage-entry.js";
    private const string Question = "$kse:coverage";

    private readonly SortedDictionary<string, FileCoverage> _files = new(StringComparer.Ordinal);
    private List<FileCoverage> _now = [];
    private long[] _last = [];

    internal IReadOnlyCollection<FileCoverage> Files => _files.Values;

    /// <summary>The bundle with counters; the same policy otherwise. Files of shared libraries are not counted.</summary>
    internal async Task<PolicyBundle> InstrumentAsync(IPolicyRuntime runtime, BundledModule module, CancellationToken token)
    {
        var bundle = module.Bundle;
        var plain = await runtime.StripAsync(bundle, token);
        if (!plain.Ok)
        {
            throw new CliException($"the policy cannot be counted: {plain.Fault.Message}");
        }

        var files = new SortedDictionary<string, string>(plain.Value.Files, StringComparer.Ordinal);
        _now = [];
        var first = 0;
        foreach (var (name, text) in plain.Value.Files.Where(file => !file.Key.Split('/')[0].Contains('@', StringComparison.Ordinal)))
        {
            try
            {
                var up = string.Concat(Enumerable.Repeat("../", name.Count(c => c == '/')));
                var counted = Instrumenter.Instrument(name, text, $"./{up}{Counters}", first);
                files[name] = counted.Text;
                first += counted.Points.Count;
                _now.Add(Of(module.Shown(name), counted.Points));
            }
            catch (SourceRefusedException error)
            {
                throw new CliException($"{module.Shown(name)} cannot be counted: {error.Message}", inner: error);
            }
        }

        _last = new long[first];
        files[Counters] = string.Create(CultureInfo.InvariantCulture, $"export const counters = new Float64Array({Math.Max(1, first)});\n");
        files[Entry] = $$"""
            import { policy } from "kubestellar";
            import { counters } from "./{{Counters}}";
            import own from {{JsonSerializer.Serialize("./" + bundle.Main)}};
            const finish = own.status?.finish ?? (partial => partial);
            export default policy({
              ...own,
              status: { map: () => undefined, combine: left => left, ...own.status, finish: partial => partial?.["{{Question}}"] === true ? [...counters] : finish(partial) },
            });
            """;
        return bundle with { Main = Entry, Files = files };
    }

    /// <summary>Takes what was counted since the last time; a host that was started anew since then counts from nought.</summary>
    internal async Task ReadAsync(IPolicyRuntime runtime, Digest bundle, CancellationToken token)
    {
        var answer = await runtime.FinishAsync(bundle, JsonElement.Parse($$"""{"{{Question}}":true}"""), token);
        if (!answer.Ok)
        {
            return;
        }

        var counts = answer.Value[0].EnumerateArray().Select(count => (long)count.GetDouble()).ToArray();
        if (counts.Length != _last.Length)
        {
            return;
        }

        var at = 0;
        foreach (var file in _now)
        {
            for (var i = 0; i < file.Points.Count; i++, at++)
            {
                file.Counts[i] += counts[at] >= _last[at] ? counts[at] - _last[at] : counts[at];
            }
        }

        _last = counts;
    }

    /// <summary>The counts of a file; those of a helper that several policies import are added up.</summary>
    private FileCoverage Of(string file, IReadOnlyList<CoveragePoint> points)
    {
        var path = Path.GetFullPath(file);
        return _files.TryGetValue(path, out var known) && known.Points.Count == points.Count ? known : _files[path] = new FileCoverage(file, points);
    }
}
