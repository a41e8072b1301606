namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>What changes a disk.</summary>
internal enum DiskStepKind
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
