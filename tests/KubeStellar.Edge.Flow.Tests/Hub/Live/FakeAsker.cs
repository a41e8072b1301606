using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Live;

/// <summary>Edges that a test plays: each question waits until the test answers it.</summary>
internal sealed class FakeAsker : IEdgeAsker
{
    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();
    private int _open;
    private int _most;

    /// <summary>Answers at once, when set.</summary>
    internal Func<Asked, IEnumerable<byte[]>>? Reply { get; set; }

    internal string? Unavailable { get; set; }

    internal int Count { get; private set; }

    internal int Open => Volatile.Read(ref _open);

    internal int MostAtOnce => Volatile.Read(ref _most);

    internal ValueTask<Asked> NextAsync() => _asked.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> AskAsync(
        string edge, string what, string id, ReadOnlyMemory<byte> question, int maxBytes, [EnumeratorCancellation] CancellationToken token)
    {
        if (Unavailable is { } why)
            throw new BucketUnavailableException(why);
        var asked = new Asked(edge, what, id, what == Subjects.AskWho ? null! : System.Text.Json.JsonSerializer.Deserialize(question.Span, ContractsJson.Default.StatusQuestion)!, maxBytes);
        lock (_asked)
        {
            Count++;
            _most = Math.Max(_most, ++_open);
        }

        try
        {
            _asked.Writer.TryWrite(asked);
            foreach (var body in Reply?.Invoke(asked) ?? [])
                yield return body;
            await foreach (var body in asked.Answers.Reader.ReadAllAsync(token))
                yield return body;
        }
        finally
        {
            lock (_asked)
                _open--;
        }
    }

    internal sealed record Asked(string Edge, string What, string Id, StatusQuestion Question, int MaxBytes)
    {
        internal Channel<byte[]> Answers { get; } = Channel.CreateUnbounded<byte[]>();
    }
}
