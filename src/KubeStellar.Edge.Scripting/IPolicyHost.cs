namespace KubeStellar.Edge.Scripting;

/// <summary>The process in which policies run now.</summary>
public interface IPolicyHost
{
    /// <summary>Its resident memory in MiB; 0 when none runs, or where it cannot be read.</summary>
    long ResidentMiB { get; }

    /// <summary>Starts it before it is asked anything, so that the first question finds it up, or nearly; for one who knows that there will be questions. Nothing happens while it runs; one that cannot be started is told to whoever asks first. It ends when it is idle, like any.</summary>
    Task BeginAsync(CancellationToken token);
}
