using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>Who gets in by whom.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Every device waits for a person, whatever its token says. Default no.</summary>
    public bool ApproveJoins { get; set; }

    /// <summary>Devices that may wait for a person, or be denied, at one time. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPending { get; set; } = 10_000;

    /// <summary>Of these, with one token. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int PendingPerToken { get; set; } = 1_000;

    /// <summary>Of these, that ask for one id. Default 8.</summary>
    [Range(1, 100)]
    public int PendingPerEdge { get; set; } = 8;

    /// <summary>How long a request waits for a person before it is forgotten, and how much longer than a token that needs approval its user may connect. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan PendingFor { get; set; } = TimeSpan.FromDays(7);
}
