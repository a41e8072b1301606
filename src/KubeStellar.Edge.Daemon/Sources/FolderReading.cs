using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>What a folder holds, read as <c>kse apply -f</c> reads it: all of it, or everything that is wrong.</summary>
/// <param name="Set">All of it; null when something is wrong, and when there is nothing.</param>
/// <param name="Faults">What is wrong, a line each, with file, line and column below the folder.</param>
internal sealed record FolderReading(InputSet? Set, IReadOnlyList<string> Faults)
{
    /// <summary>Whether the folder was read well and holds nothing.</summary>
    internal bool IsEmpty => Set is null && Faults.Count == 0;

    /// <summary>Reads a folder.</summary>
    /// <param name="real">Its real path: links on the way may be swapped meanwhile.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    internal static FolderReading Of(string real)
    {
        try
        {
            if (!InputFiles.HoldsAny(real))
            {
                return new FolderReading(null, []);
            }

            var set = new InputReader(static () => Stream.Null).Read(new InputQuestion([real]));
            return new FolderReading(
                new InputSet(
                    [.. set.Objects.Select(item => item with { Source = Below(item.Source) })],
                    [.. set.Policies.Select(item => item with { Source = Below(item.Source) })],
                    [.. set.Libraries.Select(item => item with { Source = Below(item.Source) })]),
                []);
        }
        catch (CliException error)
        {
            return new FolderReading(null, error.Details.Count > 0 ? [.. error.Details.Select(Below)] : [Below(error.Message)]);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }

        string Below(string text) => text.Replace(real + "/", "", StringComparison.Ordinal);
    }
}
