namespace KubeStellar.Edge.Scripting.Tests;

/// <summary>Where the files of the source tree are that tests read.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KubeStellar.Edge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the solution is not above the tests");
        }

        return folder.FullName;
    }
}
