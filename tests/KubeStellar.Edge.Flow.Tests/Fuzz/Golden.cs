using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>What mutants begin from: the bytes of every record of the wire.</summary>
internal static class Golden
{
    private static readonly string Folder = Repository.PathOf("tests", "KubeStellar.Edge.Contracts.Tests", "Golden", "Data");

    public static string Corpus { get; } = Repository.PathOf("tests", "KubeStellar.Edge.Flow.Tests", "Fuzz", "Corpus");

    public static IReadOnlyList<string> Records { get; } = [.. Directory.EnumerateFiles(Folder, "*.v1.json").Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal)];

    /// <summary>All files of a record.</summary>
    public static IReadOnlyList<byte[]> Of(string record) => [.. Directory.EnumerateFiles(Folder, record + ".v1*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
