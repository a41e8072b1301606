namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>A duration that is shown as it was written: help shows the default of an option so.</summary>
/// <param name="Time">How long.</param>
/// <param name="Text">As people write it.</param>
internal readonly record struct Duration(TimeSpan Time, string Text)
{
    public static implicit operator TimeSpan(Duration duration) => duration.Time;

    public override string ToString() => Text;
}
