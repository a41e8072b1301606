namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>Where the checkout is: found by walking up to the solution file, since compile-time paths may be mapped.</summary>
public static class Repository
{
    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The <c>kse</c> to test: <c>KSE_BIN</c>, else <c>bin/kse</c>, which <c>make build</c> leaves.</summary>
    public static string Kse { get; } = Environment.GetEnvironmentVariable("KSE_BIN") is { Length: > 0 } path ? path : Path.Combine(Root, "bin", "kse");

    /// <summary>The <c>kse</c> that hubs are of: <c>KSE_HUB_BIN</c>, else <see cref="Kse"/>.</summary>
    public static string KseHub { get; } = Environment.GetEnvironmentVariable("KSE_HUB_BIN") is { Length: > 0 } path ? path : Kse;

    /// <summary>A path inside the checkout.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
        {
            if (File.Exists(Path.Combine(dir.FullName, "KubeStellar.Edge.sln")))
                return dir.FullName;
        }

        throw new InvalidOperationException("No KubeStellar.Edge.sln above " + AppContext.BaseDirectory);
    }
}
