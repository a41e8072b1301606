using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>Turns what the disk refuses into outcomes: all of them are worth another try, since people make room and mount disks again.</summary>
internal static class FolderFaults
{
    internal static bool Is(Exception error) => DiskTrouble.Is(error);

    internal static TargetOutcome Outcome(Exception error, string folder)
    {
        var (reason, sentence) = (error is IOException failure ? DiskErrors.NumberOf(failure) : DiskErrors.Forbidden) switch
        {
            DiskErrors.Forbidden or DiskErrors.NotPermitted => ("Forbidden", "this daemon may not write there"),
            DiskErrors.NoSpace => ("DiskFull", "the disk is full"),
            DiskErrors.Quota => ("DiskFull", "the quota is used up"),
            DiskErrors.NoHandles or DiskErrors.NoHandlesOfMachine => ("FilesUsedUp", "no more files can be opened"),
            DiskErrors.ReadOnly => ("ReadOnly", "the disk is read-only"),
            _ => ("WriteFailed", error.Message),
        };
        return new TargetOutcome(TargetOutcomeKind.Waiting, Changed: false, reason, $"{folder}: {sentence}");
    }
}
