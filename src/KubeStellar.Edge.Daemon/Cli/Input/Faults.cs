using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Everything that is wrong with what was given, so that a person mends it in one go.</summary>
internal sealed class Faults
{
    private const int MaxShown = 20;
    private readonly List<ApiFault> _faults = [];

    internal int Count => _faults.Count;

    internal IReadOnlyList<ApiFault> All => _faults;

    internal void Add(string source, string field, string message) => _faults.Add(new ApiFault(source, field, message));

    /// <summary>Throws when there is a fault.</summary>
    /// <param name="instead">What did not happen because of it.</param>
    internal void Check(string instead = "nothing was sent")
    {
        if (_faults.Count == 0)
        {
            return;
        }

        List<string> lines = [.. _faults.Take(MaxShown).Select(Show)];
        if (_faults.Count > MaxShown)
        {
            lines.Add($"… and {_faults.Count - MaxShown} more");
        }

        throw new CliException($"{(_faults.Count == 1 ? "a fault was" : $"{_faults.Count} faults were")} found; {instead}", lines);
    }

    private static string Show(ApiFault fault) =>
        string.Join(": ", new[] { fault.Source, fault.Field, fault.Message }.Where(part => part.Length > 0));
}
