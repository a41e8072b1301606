namespace KubeStellar.Edge.Nats.Api;

/// <summary>One request that the server may deny: a token that ends with the request's time, or when it is denied.</summary>
internal sealed class Denial : IDisposable
{
    private readonly string _subject;
    private readonly CancellationTokenSource _end;

    internal Denial(string subject, CancellationToken deadline) => (_subject, _end) = (subject, CancellationTokenSource.CreateLinkedTokenSource(deadline));

    internal CancellationToken Token => _end.Token;

    /// <summary>What the server said; null while it denied nothing.</summary>
    internal string? Text { get; private set; }

    /// <summary>Whether what the server denies is this request: it names its subject, or none at all.</summary>
    internal bool Concerns(string error) => !error.Contains('"', StringComparison.Ordinal) || error.Contains($"\"{_subject}\"", StringComparison.OrdinalIgnoreCase);

    internal void Set(string text)
    {
        Text = text;
        try
        {
            // Elsewhere: this is called where the connection reads, and whoever goes on may end the connection.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The request is over; somebody else's was denied.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();
}
