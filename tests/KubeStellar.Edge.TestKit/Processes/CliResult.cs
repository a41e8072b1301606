namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>What one run of the command line gave.</summary>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>The output, or an exception that shows everything when the run failed.</summary>
    public string Ok() => ExitCode == 0 ? Out : throw new InvalidOperationException($"kse ended with {ExitCode}\n{Out}\n{Error}");
}
