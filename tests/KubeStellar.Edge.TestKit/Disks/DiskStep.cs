namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>One operation that changed a disk.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">File or folder; of an open file the name that it was opened by.</param>
/// <param name="File">Number of the open file; 0 for what concerns names only.</param>
/// <param name="To">New name of what was renamed.</param>
/// <param name="At">Where it was written, or the new length.</param>
/// <param name="Bytes">What was written.</param>
/// <param name="Through">Whether it was on the disk when it returned.</param>
public sealed record DiskStep(DiskStepKind Kind, string Path, int File = 0, string To = "", long At = 0, byte[]? Bytes = null, bool Through = false);
