using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Checks policies: files and imports, what the engine says of syntax and shape, what the analysis finds, and types. All faults come together.</summary>
internal sealed class PolicyChecker(IPolicyRuntime runtime, IPolicyLint lint, TypeCheck? types)
{
    private const string NotAnalysed = "not-analysed";
    private const string BadImport = "BadImport";

    internal async Task<CheckReport> CheckAsync(IReadOnlyList<string> files, CancellationToken token)
    {
        var problems = new List<Problem>();
        var noScript = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var faults = new Faults();
            if (new PolicyBundler(faults, offline: true).Bundle(file) is { } bundle)
            {
                if (await EngineAsync(file, bundle, problems, token) is { Reason: "Syntax" })
                {
                    noScript.Add(file);
                }
            }
            else if (await AloneAsync(file, token) is { } alone)
            {
                // Its imports are broken; what it says itself is looked at all the same, so that a person mends it in one go.
                await LintAsync(file, alone, problems, token);
            }

            problems.AddRange(faults.All.Select(OfFile));
        }

        var (compiler, untyped) = ((string?)null, "types were not asked for");
        if (types is not null)
        {
            // A compiler that meets one file which is no JavaScript says nothing of the others.
            (compiler, untyped, var found) = await types.CheckAsync([.. files.Where(file => File.Exists(file) && !noScript.Contains(file))], token);
            var broken = problems.Where(problem => problem.Rule == BadImport).Select(problem => (problem.File, problem.Line)).ToHashSet();
            problems.AddRange(found.Where(problem => !(problem.Rule is "TS2307" or "TS2306" && broken.Contains((problem.File, problem.Line)))));
        }

        // A helper that two policies import is told of once.
        return new CheckReport(files, [.. problems.Distinct().OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)], compiler, untyped);
    }

    private async Task<PolicyFault?> EngineAsync(string file, PolicyBundle bundle, List<Problem> problems, CancellationToken token)
    {
        var digest = DigestOf(bundle);
        var loaded = await runtime.LoadAsync(digest, bundle, token);
        if (loaded.Fault is { } fault)
        {
            problems.Add(OfEngine(file, fault));
        }

        await runtime.ForgetAsync(digest, token);
        var found = new List<Problem>();
        await LintAsync(file, bundle, found, token);
        // Where the engine found no JavaScript, neither stripping nor the analysis finds any.
        problems.AddRange(found.Where(problem => loaded.Ok || !(problem.Rule == NotAnalysed || problem.Rule == loaded.Fault.Reason)));
        return loaded.Fault;
    }

    private async Task LintAsync(string file, PolicyBundle bundle, List<Problem> problems, CancellationToken token)
    {
        var plain = await runtime.StripAsync(bundle, token);
        problems.AddRange(plain.Value is { } stripped
            ? (await lint.CheckAsync(stripped, token)).Select(finding => new Problem(Places.Shown(file, finding.File), finding.Line, finding.Column, finding.Certain, finding.Rule, finding.Message, finding.Remedy))
            : [OfEngine(file, plain.Fault!)]);
    }

    private static async Task<PolicyBundle?> AloneAsync(string file, CancellationToken token)
    {
        try
        {
            return new PolicyBundle { Main = Path.GetFileName(file), Files = new(StringComparer.Ordinal) { [Path.GetFileName(file)] = await File.ReadAllTextAsync(file, token) } };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static Digest DigestOf(PolicyBundle bundle) =>
        Digest.Of(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle)));

    private static Problem OfEngine(string main, PolicyFault fault)
    {
        var (file, line, column) = Places.Read(fault.Location);
        return new Problem(file.Length > 0 ? Places.Shown(main, file) : main, line, column, true, fault.Reason, fault.Message);
    }

    private static Problem OfFile(Contracts.Api.ApiFault fault)
    {
        var (file, line, column) = Places.Read(fault.Source);
        return new Problem(file, line, column, true, line > 0 ? BadImport : "file", fault.Field.Length > 0 ? $"{fault.Field}: {fault.Message}" : fault.Message);
    }
}
