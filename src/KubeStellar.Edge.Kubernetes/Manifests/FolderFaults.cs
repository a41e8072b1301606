using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>Turns what the disk refuses into outcomes: all of them are worth another try, since people make room and mount disks again.</summary>
internal static class FolderFaults
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int Quota = 122;

    internal static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    internal static TargetOutcome Outcome(Exception error, string folder)
    {
        var (reason, sentence) = error switch
        {
            UnauthorizedAccessException => ("Forbidden", "this daemon may not write there"),
            _ => (error.HResult & 0xFFFF) switch
            {
                NoSpace => ("DiskFull", "the disk is full"),
                Quota => ("DiskFull", "the quota is used up"),
                ReadOnly => ("ReadOnly", "the disk is read-only"),
                _ => ("WriteFailed", error.Message),
            },
        };
        return new TargetOutcome(TargetOutcomeKind.Waiting, Changed: false, reason, $"{folder}: {sentence}");
    }
}
