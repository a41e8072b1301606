namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>A fresh folder that goes away with the test; kept when <c>KSE_KEEP</c> is set.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    public TestFolder() => Path = Directory.CreateTempSubdirectory("kse-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A path inside it.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("KSE_KEEP") is { Length: > 0 })
            return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A killed process may still be letting go of its files; the folder is in the system's temporary place.
        }
    }
}
