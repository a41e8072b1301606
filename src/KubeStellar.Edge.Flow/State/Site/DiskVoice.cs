namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>
/// What one part of the daemon says of the disk: that it failed it, and, when it works for that part again, that it does. Without the second an edge that has no new root would
/// go on saying for weeks that its disk failed once. One thread at a time.
/// </summary>
/// <param name="conditions">Told of it.</param>
public sealed class DiskVoice(EdgeConditions conditions)
{
    private bool _failed;

    /// <summary>A read or write of this part failed.</summary>
    public void Failed(Exception error)
    {
        _failed = true;
        DiskTrouble.Report(conditions, error);
    }

    /// <summary>What this part had to read and write was read and written.</summary>
    public void Worked()
    {
        if (!_failed)
        {
            return;
        }

        _failed = false;
        DiskTrouble.Clear(conditions);
    }
}
