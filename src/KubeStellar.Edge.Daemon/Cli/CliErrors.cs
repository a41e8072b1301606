using System.CommandLine;
using System.CommandLine.Parsing;

namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>How an error looks: one line that begins with <c>error:</c>, then one indented line per detail, never a stack trace unless asked for.</summary>
internal static class CliErrors
{
    internal static int Write(CliServices services, Exception error)
    {
        var (message, details, code) = error switch
        {
            CliException known => (known.Message, known.Details, known.ExitCode),
            TimeoutException => (error.Message, [], CliExit.Timeout),
            UnauthorizedAccessException or IOException => (error.Message, (IReadOnlyList<string>)[], CliExit.Error),
            _ => ($"this should not have happened: {error.GetType().Name}: {error.Message}", ["set KSE_DEBUG=1 for the stack trace, and report it"], CliExit.Error),
        };

        Line(services.Error, message, details);
        if (services.Debug)
        {
            services.Error.WriteLine(error);
        }

        return code;
    }

    internal static int WriteUsage(CliServices services, ParseResult parsed)
    {
        var faults = parsed.Errors.Select(fault => fault.Message).Distinct().ToList();
        Line(services.Error, faults[0], [.. faults.Skip(1), $"see '{Path(parsed.CommandResult)} --help'"]);
        return CliExit.Error;
    }

    /// <summary>A text that others wrote, safe for a terminal: on one line, control characters shown instead of obeyed.</summary>
    internal static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Any(char.IsControl) ? string.Concat(line.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : line;
    }

    private static void Line(TextWriter writer, string message, IEnumerable<string> details)
    {
        writer.WriteLine($"error: {OneLine(message)}");
        foreach (var detail in details)
        {
            writer.WriteLine($"  {OneLine(detail)}");
        }

        writer.Flush();
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "kse";
}
