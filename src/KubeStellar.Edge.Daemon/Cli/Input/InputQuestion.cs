using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>What is to be read, and as what.</summary>
/// <param name="Paths">Files, folders, or <c>-</c>.</param>
internal sealed record InputQuestion(IReadOnlyList<string> Paths)
{
    /// <summary>Namespace for namespaced objects that name none.</summary>
    internal string Space { get; init; } = "default";

    /// <summary>Name of the one policy among them, or of the one that takes <see cref="Values"/>; null to use file names.</summary>
    internal string? Name { get; init; }

    /// <summary><c>name@version</c>: the one module among them is that library and no policy.</summary>
    internal string? Library { get; init; }

    /// <summary>Values for the parameters of the one policy among them; null for none.</summary>
    internal SortedDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>Whether policies are completed with libraries from disk, for tools that work with no hub.</summary>
    internal bool Offline { get; init; }
}
