namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Why a policy gave no answer.</summary>
/// <param name="Reason">CamelCase: <c>Syntax</c>, <c>BadImport</c>, <c>BadShape</c>, <c>Threw</c>, <c>BadResult</c>, <c>Impure</c>, <c>TimedOut</c>, <c>OutOfMemory</c>, <c>HostDied</c>, <c>Quarantined</c>, <c>Unstable</c>, <c>BadParameter</c>, <c>DependencyCycle</c>, <c>NotLoaded</c>, <c>Internal</c>.</param>
/// <param name="Message">Sentence for people; no host paths.</param>
/// <param name="Location"><c>file:line:column</c>, or empty.</param>
public sealed record PolicyFault(string Reason, string Message, string Location)
{
    /// <summary>Reason when the bundle was forgotten meanwhile: whoever needs it loads it again, and asks again.</summary>
    public const string NotLoaded = "NotLoaded";
}
