using System.Text.RegularExpressions;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Checks policies: files and imports, what the engine says of syntax and shape, what the analysis finds, and types. All faults come together.</summary>
internal sealed partial class PolicyChecker(IPolicyRuntime runtime, IPolicyLint lint, TypeCheck? types)
{
    private const string NotAnalysed = "not-analysed";
    private const string BadImport = "BadImport";
    private const string BadParameter = "BadParameter";

    internal async Task<CheckReport> CheckAsync(IReadOnlyList<CheckSubject> subjects, CancellationToken token)
    {
        var problems = new List<Problem>();
        var noScript = new HashSet<string>(StringComparer.Ordinal);
        foreach (var subject in subjects)
        {
            if (subject.Module is { } module)
            {
                if (await EngineAsync(subject, module, problems, token) is { Reason: "Syntax" } && subject.File is { } file)
                {
                    noScript.Add(file);
                }
            }
            else if (subject.File is { } broken && await AloneAsync(broken, token) is { } alone)
            {
                // Its imports are broken; what it says itself is looked at all the same, so that a person mends it in one go.
                await LintAsync(alone, problems, token);
            }

            problems.AddRange(subject.Faults.Select(OfFile));
        }

        var (compiler, untyped) = ((string?)null, "types were not asked for");
        if (types is not null)
        {
            // A compiler that meets one file which is no JavaScript says nothing of the others.
            var files = subjects.Select(subject => subject.File).OfType<string>().Where(file => File.Exists(file) && !noScript.Contains(file)).DistinctBy(Path.GetFullPath).ToList();
            (compiler, untyped, var found) = await types.CheckAsync(files, token);
            var broken = problems.Where(problem => problem.Rule == BadImport).Select(problem => (problem.File, problem.Line)).ToHashSet();
            problems.AddRange(found.Where(problem => !(problem.Rule is "TS2307" or "TS2306" && broken.Contains((problem.File, problem.Line)))));
        }

        // A helper that two policies import is told of once.
        return new CheckReport(
            [.. subjects.Select(subject => subject.Source)],
            [.. problems.Distinct().OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)],
            compiler,
            untyped);
    }

    private async Task<PolicyFault?> EngineAsync(CheckSubject subject, BundledModule module, List<Problem> problems, CancellationToken token)
    {
        var digest = LoadedPolicy.DigestOf(module.Bundle);
        var loaded = await runtime.LoadAsync(digest, module.Bundle, token);
        if (loaded.Fault is { } fault)
        {
            problems.Add(fault.Reason == BadParameter ? OfValue(subject, module, fault) : OfEngine(module, fault));
        }

        await runtime.ForgetAsync(digest, token);
        var found = new List<Problem>();
        await LintAsync(module, found, token);
        // Where the engine found no JavaScript, neither stripping nor the analysis finds any.
        problems.AddRange(found.Where(problem => loaded.Ok || !(problem.Rule == NotAnalysed || problem.Rule == loaded.Fault.Reason)));
        return loaded.Fault;
    }

    private async Task LintAsync(BundledModule module, List<Problem> problems, CancellationToken token)
    {
        var plain = await runtime.StripAsync(module.Bundle, token);
        problems.AddRange(plain.Value is { } stripped
            ? (await lint.CheckAsync(stripped, token)).Select(finding => new Problem(module.Shown(finding.File), finding.Line, finding.Column, finding.Certain, finding.Rule, finding.Message, finding.Remedy))
            : [OfEngine(module, plain.Fault!)]);
    }

    private static async Task<BundledModule?> AloneAsync(string file, CancellationToken token)
    {
        try
        {
            var name = Path.GetFileName(file);
            var bundle = new PolicyBundle { Main = name, Files = new(StringComparer.Ordinal) { [name] = await File.ReadAllTextAsync(file, token) } };
            return new BundledModule(bundle, new Dictionary<string, string> { [name] = file });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Problem OfValue(CheckSubject subject, BundledModule module, PolicyFault fault)
    {
        if (subject.PlaceOf is { } place && Parameter().Match(fault.Message) is { Success: true } named)
        {
            return At(place(named.Groups[1].Value), fault.Reason, fault.Message);
        }

        // A module that wants values is not wrong; it cannot be run without them, so nothing is known of its shape.
        var problem = OfEngine(module, fault);
        return module.Bundle.Parameters is null ? problem with { Error = false, Remedy = "or check a PolicyInstance that gives it; the shape was not checked" } : problem;
    }

    private static Problem OfEngine(BundledModule module, PolicyFault fault) =>
        At(module.Shown(fault.Location.Length > 0 ? fault.Location : module.Bundle.Main), fault.Reason, fault.Message);

    private static Problem At(string place, string reason, string message)
    {
        var (file, line, column) = Places.Read(place);
        return new Problem(file, line, column, true, reason, message);
    }

    private static Problem OfFile(ApiFault fault)
    {
        var (file, line, column) = Places.Read(fault.Source);
        var import = line > 0 && ModulePaths.IsModule(file);
        return new Problem(file, line, column, true, import ? BadImport : "file", fault.Field.Length > 0 ? $"{fault.Field}: {fault.Message}" : fault.Message);
    }

    [GeneratedRegex("^(?:PolicyError: )?parameter \"([^\"]+)\"")]
    private static partial Regex Parameter();
}
