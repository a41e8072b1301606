namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What a failed read or write says about the disk; the numbers are Linux's errno, which .NET passes on in the low bits of HResult.</summary>
public static class DiskTrouble
{
    private const int AccessDenied = 13;
    private const int FilesOfMachine = 23;
    private const int FilesOfProcess = 24;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int OverQuota = 122;

    /// <summary>Whether an exception is an everyday failure of input or output, after which one goes on.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Sets the condition that fits.</summary>
    public static void Report(EdgeConditions conditions, Exception error)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(error);
        var type = TypeOf(error);
        conditions.Set(type, type, error.Message);
    }

    /// <summary>Clears them all, after a write succeeded.</summary>
    public static void Clear(EdgeConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        conditions.Clear(ConditionTypes.DiskFull);
        conditions.Clear(ConditionTypes.ReadOnly);
        conditions.Clear(ConditionTypes.DiskFailed);
        conditions.Clear(ConditionTypes.FilesUsedUp);
    }

    /// <summary>The type of condition that fits.</summary>
    public static string TypeOf(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            switch (inner.HResult & 0xFFFF)
            {
                case NoSpace or OverQuota when inner is IOException:
                    return ConditionTypes.DiskFull;
                case FilesOfMachine or FilesOfProcess when inner is IOException:
                    return ConditionTypes.FilesUsedUp;
                case ReadOnlyFileSystem or AccessDenied when inner is IOException:
                    return ConditionTypes.ReadOnly;
                default:
                    if (inner is UnauthorizedAccessException)
                    {
                        return ConditionTypes.ReadOnly;
                    }

                    break;
            }
        }

        return ConditionTypes.DiskFailed;
    }
}
