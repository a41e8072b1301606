using System.Text.RegularExpressions;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.ClearScript;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>Turns what V8 throws at the host into a fault with a place in the bundle and no path of the host.</summary>
internal static partial class ScriptErrors
{
    private const int MaxMessage = 1000;

    /// <summary>A syntax error, a missing export, or an exception while the modules ran.</summary>
    internal static HostFault OfLoading(ScriptEngineException error, PolicyBundle bundle)
    {
        var message = Clip(error.Message);
        var reason = message.StartsWith("SyntaxError", StringComparison.Ordinal) ? "Syntax" : message.StartsWith("PolicyError: parameter \"", StringComparison.Ordinal) ? "BadParameter"
            : message.StartsWith("PolicyError", StringComparison.Ordinal) ? "BadShape" : "Threw";
        return new HostFault(reason, message, Locate(error.ErrorDetails, bundle));
    }

    /// <summary>An import that the loader refused.</summary>
    internal static HostFault OfImport(string specifier, string file, PolicyBundle bundle)
    {
        var shown = specifier.Length > 100 ? specifier[..100] + "..." : specifier;
        return new HostFault(
            "BadImport",
            $"cannot import \"{shown}\": a policy may import \"kubestellar\", shared libraries as \"name@version\", and the files of its bundle ({string.Join(", ", bundle.Files.Keys.Take(20))})",
            bundle.Files.TryGetValue(file, out var text) ? Find(file, text, specifier) : "");
    }

    /// <summary>The first place in a stack trace that lies in the bundle.</summary>
    internal static string Locate(string? details, PolicyBundle bundle)
    {
        foreach (Match match in Place().Matches(details ?? ""))
        {
            if (bundle.Files.ContainsKey(match.Groups[1].Value))
            {
                return $"{match.Groups[1].Value}:{match.Groups[2].Value}:{match.Groups[3].Value}";
            }
        }

        return "";
    }

    /// <summary>
    /// Where a function of the declaration stands: the place of a script that was interrupted, for which V8 gives no stack.
    /// The first <c>name:</c> or <c>name(</c> at the start of a member, main file first; empty when there is none.
    /// </summary>
    internal static string OfFunction(string name, PolicyBundle bundle)
    {
        var member = new Regex($@"(?<=^|[\s{{,]){name}\s*[:(,]", RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeSpan.FromMilliseconds(100));
        foreach (var (file, text) in bundle.Files.OrderBy(f => f.Key != bundle.Main))
        {
            if (member.Match(text) is { Success: true } found)
            {
                var before = text.AsSpan(0, found.Index);
                return $"{file}:{before.Count('\n') + 1}:{found.Index - before.LastIndexOf('\n')}";
            }
        }

        return "";
    }

    private static string Find(string file, string text, string specifier)
    {
        var line = 0;
        foreach (var content in text.Split('\n'))
        {
            line++;
            var column = Math.Max(content.IndexOf($"\"{specifier}\"", StringComparison.Ordinal), content.IndexOf($"'{specifier}'", StringComparison.Ordinal));
            if (column >= 0)
            {
                return $"{file}:{line}:{column + 1}";
            }
        }

        return file;
    }

    private static string Clip(string text) => text.Length > MaxMessage ? text[..MaxMessage] + "..." : text;

    [GeneratedRegex(@"(?:\(|at )(?:kse:/)?([^()\s]+?)(?: \[temp\])?:(\d+):(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
