namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>Who asks through the API, for the audit: it goes with the request through all that the request does. Its name is what the transport knows of it.</summary>
internal sealed class Asker
{
    /// <summary>What stands in the audit for people whose client says no name.</summary>
    internal const string Unnamed = "api";
    private readonly AsyncLocal<string?> _name = new();

    /// <summary>The name of whoever asks here.</summary>
    internal string Name => _name.Value is { Length: > 0 } name ? name : Unnamed;

    /// <summary>Sets it for what is awaited from here on.</summary>
    internal void Is(string name) => _name.Value = name;
}
