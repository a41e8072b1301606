using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>Fake time whose clock on the wall may be set wrong, while time itself passes as ever.</summary>
internal sealed class SiteTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>How much the clock on the wall is ahead.</summary>
    internal TimeSpan Wrong { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Wrong;

    // Fake time counts from the clock on the wall; a machine does not.
    public override long GetTimestamp() => base.GetTimestamp() - (long)(Wrong.TotalSeconds * TimestampFrequency);
}
