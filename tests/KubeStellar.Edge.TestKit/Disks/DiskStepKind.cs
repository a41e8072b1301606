namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>What changes a disk.</summary>
public enum DiskStepKind
{
    Create,
    Open,
    Write,
    SetLength,
    Sync,
    Rename,
    Delete,
    MakeFolder,
    SyncFolder,
}
