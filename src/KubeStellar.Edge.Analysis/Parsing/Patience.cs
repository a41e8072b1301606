namespace KubeStellar.Edge.Analysis.Parsing;

/// <summary>How long an analysis may take. Asked at every token and node, so that no source, whatever it is, keeps a thread for long.</summary>
internal sealed class Patience(TimeProvider time, TimeSpan most, CancellationToken token)
{
    private const int Stride = 256;
    private readonly long _start = time.GetTimestamp();
    private int _asked;

    /// <exception cref="SourceRefusedException">It took too long.</exception>
    internal void Ask()
    {
        if (++_asked % Stride != 0)
        {
            return;
        }

        token.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(_start) > most)
        {
            throw new SourceRefusedException($"it takes longer than {most.TotalSeconds:0} s to analyse; split it, or make it simpler");
        }
    }
}
