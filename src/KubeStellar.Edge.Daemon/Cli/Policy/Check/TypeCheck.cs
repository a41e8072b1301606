using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Has a TypeScript compiler check the policies, in a process of its own, against the types that this program carries. Modules in TypeScript are checked, and those that say <c>// @ts-check</c>.</summary>
internal sealed partial class TypeCheck(CliServices services, string? given)
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    /// <summary>What checked, or why nothing did, and what was found.</summary>
    internal async Task<(string? Compiler, string Untyped, IReadOnlyList<Problem> Problems)> CheckAsync(IReadOnlyList<string> files, CancellationToken token)
    {
        if (files.Count == 0)
        {
            return (null, "there was no policy whose types could be checked", []);
        }

        if (CompilerFinder.Find(services, given, files) is not { } compiler)
        {
            return (null, $"types were not checked: there is no TypeScript compiler; {CompilerFinder.Advice}", []);
        }

        var folder = Directory.CreateTempSubdirectory("kse-types-").FullName;
        try
        {
            foreach (var (name, text) in Typings.Files)
            {
                var path = Path.Combine(folder, "types", name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, text, token);
            }

            var list = string.Join(", ", files.Select(file => JsonEncodedText.Encode(Path.GetFullPath(file))).Select(path => $"\"{path}\""));
            await File.WriteAllTextAsync(Path.Combine(folder, "tsconfig.json"), Typings.Config("./types", Libraries(files), checkJs: false, $"\"files\": [{list}]"), token);
            return await RunAsync(compiler, folder, files, token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Shared libraries on disk, so that what is imported of them is checked too; of two places the one nearest to the first policy.</summary>
    private static IEnumerable<(string Name, string Path)> Libraries(IReadOnlyList<string> files) =>
        files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct(StringComparer.Ordinal)
            .SelectMany(LocalLibraries.Entries).DistinctBy(entry => entry.Library).Select(entry => (entry.Library.ToString(), entry.Path));

    private static async Task<(string? Compiler, string Untyped, IReadOnlyList<Problem> Problems)> RunAsync(string compiler, string folder, IReadOnlyList<string> files, CancellationToken token)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(compiler, ["-p", folder, "--pretty", "false"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder },
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(Most);
        try
        {
            process.Start();
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            var said = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            var problems = Read(said, folder, files);
            if (problems.FirstOrDefault(problem => problem.File.Length == 0) is { } whole)
            {
                return (null, $"types were not checked: {compiler} does not take our options (version 5.0 or newer is needed): {whole.Message}", []);
            }

            // Shared libraries may live in the workspace only; the engine says whether they are there.
            return process.ExitCode == 0 || problems.Count > 0
                ? (compiler, "", [.. problems.Where(problem => !(problem.Rule == "TS2307" && Library().IsMatch(problem.Message)))])
                : (null, $"types were not checked: {compiler} ended with {process.ExitCode}: {CliErrors.OneLine((await error + " " + said).Trim())}", []);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (null, $"types were not checked: {compiler} cannot be run: {error.Message}", []);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return (null, $"types were not checked: {compiler} did not end within {Most.TotalMinutes:0} minutes", []);
        }
    }

    /// <summary>Reads what a compiler says with <c>--pretty false</c>: <c>file(line,column): error TS1234: text</c>, further lines indented.</summary>
    internal static List<Problem> Read(string said, string folder, IReadOnlyList<string> files)
    {
        var folders = files.Select(file => (Full: Path.GetDirectoryName(Path.GetFullPath(file))!, File: file)).ToList();
        var problems = new List<Problem>();
        foreach (var line in said.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true } found)
            {
                var path = Path.GetFullPath(found.Groups["file"].Value, folder);
                if (path.StartsWith(folder + "/", StringComparison.Ordinal))
                {
                    path = "";
                }

                problems.Add(new Problem(Shown(path), Places.Number(found.Groups["line"].Value), Places.Number(found.Groups["column"].Value), true, found.Groups["code"].Value, found.Groups["text"].Value));
            }
            else if (Whole().Match(line) is { Success: true } whole)
            {
                problems.Add(new Problem("", 0, 0, true, whole.Groups["code"].Value, whole.Groups["text"].Value));
            }
            else if (line[0] == ' ' && problems.Count > 0)
            {
                problems[^1] = problems[^1] with { Message = $"{problems[^1].Message} {line.Trim()}" };
            }
        }

        return problems;

        string Shown(string path)
        {
            var near = folders.FirstOrDefault(known => path.StartsWith(known.Full + "/", StringComparison.Ordinal));
            return near.Full is null ? path : Places.Shown(near.File, path[(near.Full.Length + 1)..]);
        }
    }

    [GeneratedRegex(@"^(?<file>[^\s(][^(]*)\((?<line>\d+),(?<column>\d+)\): error (?<code>TS\d+): (?<text>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^error (?<code>TS\d+): (?<text>.*)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"'[a-z0-9-]+@\d+\.\d+\.\d+[^']*'")]
    private static partial Regex Library();
}
