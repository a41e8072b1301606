namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>Types of an edge's own conditions.</summary>
public static class ConditionTypes
{
    /// <summary>No room, or over quota; what is there is kept.</summary>
    public const string DiskFull = "DiskFull";

    /// <summary>The disk, or the folder, cannot be written.</summary>
    public const string ReadOnly = "ReadOnly";

    /// <summary>The disk fails in another way.</summary>
    public const string DiskFailed = "DiskFailed";

    /// <summary>The daemon, or the machine, has no file descriptor left; everything goes on as soon as there is one.</summary>
    public const string FilesUsedUp = "FilesUsedUp";

    /// <summary>The accepted root or one of its manifests cannot be read; the target is kept as it is until the hub sends them again.</summary>
    public const string StoreDamaged = "StoreDamaged";

    /// <summary>The inventory was lost and was rebuilt.</summary>
    public const string StoreRebuilt = "StoreRebuilt";

    /// <summary>A root came that was not to be believed.</summary>
    public const string RootRefused = "RootRefused";

    /// <summary>The hub's key was handed over in a way that is not to be believed.</summary>
    public const string HubKeyRefused = "HubKeyRefused";

    /// <summary>The hub is of a version that this daemon does not understand: what is applied stays.</summary>
    public const string HubNewer = "HubNewer";

    /// <summary>The newest root cannot be received whole.</summary>
    public const string RootIncomplete = "RootIncomplete";

    /// <summary>Statuses go to and fro; their newest is reported less often.</summary>
    public const string Flapping = "Flapping";

    /// <summary>This clock and the hub's differ.</summary>
    public const string ClockSkew = "ClockSkew";

    /// <summary>The server refuses this edge's credentials.</summary>
    public const string Denied = "Denied";

    /// <summary>The target cannot take intentions: nothing new is applied.</summary>
    public const string TargetRefused = "TargetRefused";

    /// <summary>Of a region: what its parent wants is not taken yet, or not all of it.</summary>
    public const string ParentNotTaken = "ParentNotTaken";

    /// <summary>Of a region: it would follow itself through its parent, and therefore follows nobody.</summary>
    public const string HubCircle = "HubCircle";

    /// <summary>Some objects that were born here are not carried up, or are not known to be as they were.</summary>
    public const string UpsyncIncomplete = "UpsyncIncomplete";

    /// <summary>The hub holds this edge, because its disk was copied: what is applied stays, and nothing new comes.</summary>
    public const string Held = "Cloned";

    /// <summary>Of a device that has not joined: a person has to approve it at the hub.</summary>
    public const string PendingApproval = "PendingApproval";

    /// <summary>The hub does not know this edge (any more): what is applied stays, and nothing new comes.</summary>
    public const string Removed = "Removed";

    /// <summary>Somebody at the site holds changes off (<c>kse pause</c>). The hub counts the edge as held.</summary>
    public const string ChangesHeld = "ChangesHeld";

    /// <summary>Changes of some policies wait for a maintenance window of this site.</summary>
    public const string WindowClosed = "WindowClosed";

    /// <summary>Some policies went back to their last good manifest by this site's own decision.</summary>
    public const string WentBack = "WentBack";

    /// <summary>What the owner of the device says that may be applied here cannot be read; what was read last holds.</summary>
    public const string AllowFileBroken = "AllowFileBroken";
}
