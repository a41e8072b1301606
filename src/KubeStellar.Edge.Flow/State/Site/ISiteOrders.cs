namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What people at the site may order of their daemon. From any thread.</summary>
internal interface ISiteOrders
{
    /// <summary>Holds changes off from now on.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="length">For how long; null: until somebody resumes.</param>
    /// <exception cref="IOException">It could not be recorded, and nothing is held; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    void Pause(string reason, string by, TimeSpan? length);

    /// <summary>Lets changes in again; false when nothing was held.</summary>
    /// <param name="by">Who says so.</param>
    /// <exception cref="IOException">It could not be recorded, and changes stay held; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    bool Resume(string by);
}
