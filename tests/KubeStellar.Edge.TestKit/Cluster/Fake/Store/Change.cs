using System.Globalization;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Store;

/// <summary>One line of a table's log.</summary>
/// <param name="Revision">When.</param>
/// <param name="Old">What was there; null when it is new.</param>
/// <param name="New">What is there; null when it is gone.</param>
/// <param name="Last">Of what is gone, its last state under the revision of its removal.</param>
internal sealed record Change(long Revision, Stored? Old, Stored? New, Stored? Last)
{
    /// <summary>What a watch shows that no longer sees the object: as it was before, under the revision of the change. Whoever changed a label so that it is no longer selected does not show.</summary>
    internal Stored Left()
    {
        if (Last is not null)
            return Last;
        var body = Old!.Parse();
        body.Make("metadata")["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture);
        return new Stored(Old.Key, body, Revision);
    }
}
